from __future__ import annotations

import pytest

from services.demo.world.scale import denominator_of, seat_factor
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


@pytest.mark.parametrize(("name", "factor"), [("万州区", 170), ("吉首市", 130), ("石柱土家族自治县", 100)])
def test_a_district_is_larger_than_a_city_and_a_city_than_a_county(name: str, factor: int) -> None:
    assert seat_factor(Region("1", name, "county", "0")) == factor
