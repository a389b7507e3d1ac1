from __future__ import annotations

from dataclasses import replace

import pytest

from services.demo.world.stories import denominator_of, pace, seat_factor
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Attribute, Indicator, Kind, Region
from shared.quantities import unit_of


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


def test_a_binding_target_is_always_reached_and_an_expected_one_within_its_fares(catalogue: Catalogue) -> None:
    target = catalogue.plans["chongqing-2021-2025"].targets[0]
    regions = [f"5001{number:02d}" for number in range(1, 60)]
    binding = [pace(replace(target, attribute=Attribute.BINDING), Kind.STOCK, region) for region in regions]
    assert 1_040_000 <= min(binding) <= max(binding) <= 1_160_000
    flowing = [pace(replace(target, attribute=Attribute.EXPECTED), Kind.FLOW, region) for region in regions]
    assert 600_000 <= min(flowing) < 940_000 < max(flowing) <= 1_160_000
    climbing = [pace(replace(target, attribute=Attribute.EXPECTED), Kind.STOCK, region) for region in regions]
    assert -200_000 <= min(climbing) < 910_000 < max(climbing) <= 1_220_000


def test_the_same_target_fares_the_same_every_time(catalogue: Catalogue) -> None:
    target = catalogue.plans["chongqing-2021-2025"].targets[0]
    assert pace(target, Kind.FLOW, "500101") == pace(target, Kind.FLOW, "500101")
