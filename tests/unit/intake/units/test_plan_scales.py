"""What the plans say of a month's flow and of a rate."""

from __future__ import annotations

from copy import copy
from decimal import Decimal

import pytest

from services.intake.units.baselines import Baseline
from services.intake.units.plan_scales import plan_scale
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.catalogue.review import ReviewTable

JOBS, TRAINING, SURVEYED = "urban_new_employment", "subsidised_training", "surveyed_unemployment_rate"
PENSION, INSURED, UNWANTED = "pension_coverage_rate", "unemployment_insurance_insured", "technical_school_enrolment"
CITY, OWN, PLAIN = "500000", "500240", "500101"


def test_a_flow_of_a_unit_without_a_plan_is_less_than_the_areas_month(catalogue: Catalogue) -> None:
    found = plan_scale(catalogue, PLAIN, (CITY,), JOBS)
    assert found == (-1, 50_000, Baseline("", 0), Baseline(CITY, 50_000), 0)  # 300万 in sixty months


def test_a_flow_with_a_plan_is_held_against_its_own_month(catalogue: Catalogue) -> None:
    found = plan_scale(catalogue, OWN, (OWN, CITY), JOBS)
    assert found is not None
    assert (found.least, found.most) == (55, 2_000)  # 2万 in sixty months: 333 a month
    yearly = plan_scale(catalogue, OWN, (OWN, CITY), TRAINING)
    assert yearly is not None
    assert (yearly.low.amount, yearly.high.amount) == (529, 550)  # 6,356 the year before, 6,600 wanted


def test_a_rate_is_held_against_the_nearest_plan_that_prints_it(catalogue: Catalogue) -> None:
    found = plan_scale(catalogue, OWN, (OWN, CITY), PENSION)
    assert found == (237_500, 3_844_000, Baseline(OWN, 950_000), Baseline(OWN, 961_000), 1_000_000)
    surveyed = plan_scale(catalogue, PLAIN, (CITY,), SURVEYED)
    assert surveyed is not None
    assert (surveyed.least, surveyed.most, surveyed.one) == (137, 2_280, 10_000)


@pytest.mark.parametrize(
    ("figure", "outside"), [(0, False), (1, True), (55, True), (56, False), (1_999, False), (2_000, True)]
)
def test_no_flow_at_all_is_no_other_order(catalogue: Catalogue, figure: int, outside: bool) -> None:
    found = plan_scale(catalogue, OWN, (OWN, CITY), JOBS)
    assert found is not None and found.outside(figure) is outside


def test_a_rate_of_nothing_is(catalogue: Catalogue) -> None:
    found = plan_scale(catalogue, OWN, (OWN, CITY), PENSION)
    assert found is not None and found.outside(0)


def test_a_stock_and_what_no_plan_has_have_no_such_scale(catalogue: Catalogue) -> None:
    assert plan_scale(catalogue, PLAIN, (CITY,), INSURED) is None
    assert plan_scale(catalogue, PLAIN, (CITY,), UNWANTED) is None


def test_the_catalogue_may_widen_it_or_turn_it_off(catalogue: Catalogue) -> None:
    table = ReviewTable({(JOBS, "plan_flow"): Decimal(12), (PENSION, "plan_rate"): None})
    changed = copy(catalogue)
    changed.review = table
    wider = plan_scale(changed, OWN, (OWN,), JOBS)
    assert wider is not None and wider.most == 4_000
    assert plan_scale(changed, OWN, (OWN,), PENSION) is None


def test_a_units_checks_have_it(catalogue: Catalogue) -> None:
    rules = Rulebook(catalogue).unit(OWN)
    assert rules is not None
    assert rules.checks.indicators[JOBS].first == plan_scale(catalogue, OWN, rules.areas, JOBS)
