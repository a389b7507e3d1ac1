from __future__ import annotations

import pytest

from services.demo.world.scale import OF_EVERYBODY, denominator_of, everybody_counts, urban_factor
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind, Region
from tests.unit.units_of_measure import unit_of


def a_rate(part_unit: str, name: str = "rate") -> Indicator:
    return Indicator(name, "率", Kind.RATIO, unit_of("%"), True, part_unit=part_unit)


@pytest.mark.parametrize(
    ("indicator", "denominator"),
    [
        (a_rate("人"), 240_000),  # four fifths of the residents
        (a_rate("人次"), 100),
        (a_rate("件"), 60),
        (a_rate("元"), 18_000_000),
        (a_rate("项"), 120),  # however many residents there are
        (a_rate("户"), 240_000),  # a unit that is not known counts as people
        (a_rate("人", "registered_unemployment_rate"), 75_000),  # a quarter of them works
    ],
)
def test_a_denominator_goes_by_what_is_counted(indicator: Indicator, denominator: int) -> None:
    assert denominator_of(indicator, 300_000) == denominator


def test_a_denominator_is_never_nought() -> None:
    assert denominator_of(a_rate("件"), 10) == 1


def test_the_ratio_of_all_residents_has_all_of_them_below_it() -> None:
    assert denominator_of(a_rate("人", "electronic_card_coverage_rate"), 300_000) == 300_000


@pytest.mark.parametrize(("name", "factor"), [("万州区", 250), ("吉首市", 170), ("石柱土家族自治县", 100)])
def test_more_of_a_district_than_of_a_city_or_a_county_have_work_in_town(name: str, factor: int) -> None:
    assert urban_factor(Region("1", name, "county", "0")) == factor


def test_whoever_lives_there_counts_for_a_card_and_who_works_in_town_for_the_employees_insurance(
    catalogue: Catalogue,
) -> None:
    counted = {name for name, indicator in catalogue.indicators.items() if everybody_counts(indicator)}
    assert {"social_security_card_holders", "pension_coverage_rate", "rural_labour_transferred"} <= counted
    assert not counted & {"work_injury_insurance_insured", "unemployment_insurance_insured", "urban_new_employment"}
    assert counted == OF_EVERYBODY, "no indicator of this name"
