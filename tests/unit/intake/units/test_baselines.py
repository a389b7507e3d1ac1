"""Between what a stock is expected by the plans' baselines."""

from __future__ import annotations

import pytest

from services.intake.units.baselines import Baseline, bounds
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue

INSURED, JOBS = "unemployment_insurance_insured", "urban_new_employment"
CITY, OWN, PLAIN = "500000", "500240", "500101"


def test_a_unit_without_a_plan_is_less_than_all_of_its_area(catalogue: Catalogue) -> None:
    assert bounds(catalogue, PLAIN, (CITY,), INSURED) == (-1, 5_480_000, Baseline("", 0), Baseline(CITY, 5_480_000))


def test_a_unit_with_a_plan_is_neither_ten_times_its_own_baseline_nor_a_tenth(catalogue: Catalogue) -> None:
    own = Baseline(OWN, 29_600)
    assert bounds(catalogue, OWN, (OWN, CITY), INSURED) == (2_960, 296_000, own, own)


def test_the_narrower_bound_holds(catalogue: Catalogue) -> None:
    found = bounds(catalogue, "500107", ("500107", CITY), "social_security_card_holders")
    assert found is not None
    assert (found.most, found.high) == (11_200_000, Baseline("500107", 1_120_000))


@pytest.mark.parametrize("indicator", [JOBS, "pension_coverage_rate", "technical_school_enrolment"])
def test_only_stocks_have_bounds(catalogue: Catalogue, indicator: str) -> None:
    assert bounds(catalogue, PLAIN, (CITY,), indicator) is None


def test_a_units_checks_have_its_bounds(catalogue: Catalogue) -> None:
    rules = Rulebook(catalogue).unit(OWN)
    assert rules is not None
    found = rules.checks.indicators[INSURED].bounds
    assert found is not None and found.low == Baseline(OWN, 29_600)
