"""An area's ratios: the units' denominators, and numerators that come to the area's rate."""

from __future__ import annotations

from services.demo.world.anchors import Anchor, Fixes
from services.demo.world.area_sizes import AreaSizes
from services.demo.world.census.residents import residents_by_region
from services.demo.world.context import WorldContext
from services.demo.world.figures import SimulatedSeries
from services.demo.world.own_path import own_path
from services.demo.world.ratios import ROUND_PEOPLE, AreaRatios
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month

CITY, JIULONGPO = "500000", "500107"
COVERED, MEDIATED, ONLINE = "pension_coverage_rate", "mediation_success_rate", "medical_services_online_rate"
MARCH = 26
"""The place of March 2023 in a span that begins with 2021."""


def a_context(catalogue: Catalogue, *anchors: Anchor) -> WorldContext:
    return WorldContext(catalogue, catalogue.plans["chongqing-2021-2025"], anchors, residents_by_region())


def series(context: WorldContext, indicator: str, owing: tuple[str, ...] = ()) -> dict[str, SimulatedSeries]:
    catalogue = context.catalogue
    units = owing or tuple(unit for unit in context.units_under(CITY) if indicator in catalogue.owed(unit))
    return AreaRatios(context, CITY, AreaSizes(context, CITY)).series(catalogue.indicators[indicator], units)


def wholes(found: dict[str, SimulatedSeries], month: int) -> list[int]:
    return [each.denominators[month] for each in found.values() if each.denominators is not None]


def test_the_units_numerators_come_exactly_to_the_rate_that_was_published_of_the_area(catalogue: Catalogue) -> None:
    published = Anchor(CITY, COVERED, Month(2023, 3), Fixes.LEVEL, 953_400)
    found = series(a_context(catalogue, published), COVERED)
    whole = sum(wholes(found, MARCH))
    assert whole % ROUND_PEOPLE == 0
    assert sum(each.values[MARCH] for each in found.values()) * 10_000 == whole * 9_534


def test_four_fifths_of_the_residents_are_counted_give_or_take_a_drift(catalogue: Catalogue) -> None:
    """重庆 has 32,054,159 residents: 25,643,327 owe a pension insurance, and that drifts by 2 in a thousand."""
    found = series(a_context(catalogue), COVERED)
    for month in (0, 59):
        assert abs(sum(wholes(found, month)) - 25_643_327) <= 25_643_327 * 2 // 1_000 + ROUND_PEOPLE


def test_every_unit_has_a_whole_to_be_a_part_of(catalogue: Catalogue) -> None:
    """6 410 cases a month among 38 units, one at the least for each."""
    found = series(a_context(catalogue), MEDIATED)
    assert all(min(wholes(found, month)) >= 1 for month in range(60))


def test_a_list_of_services_is_as_long_everywhere(catalogue: Catalogue) -> None:
    found = series(a_context(catalogue), ONLINE)
    assert {whole for month in range(60) for whole in wholes(found, month)} == {120}


def test_a_unit_with_a_rate_of_its_own_has_that_of_its_whole(catalogue: Catalogue) -> None:
    published = Anchor(JIULONGPO, COVERED, Month(2023, 3), Fixes.LEVEL, 961_000)
    context = a_context(catalogue, published)
    found = series(context, COVERED)[JIULONGPO]
    path = own_path(context, JIULONGPO, catalogue.indicators[COVERED])
    assert path is not None and path[MARCH] == 961_000
    assert found.denominators is not None
    whole = found.denominators[MARCH]
    assert abs(found.values[MARCH] - whole * 961_000 / 1_000_000) <= 0.5


def test_where_nothing_is_known_of_the_area_nine_in_ten_are_counted(catalogue: Catalogue) -> None:
    regions, indicators = catalogue.regions.values(), catalogue.indicators.values()
    without_plans = Catalogue(regions, catalogue.groups, indicators, [], [], {})
    context = WorldContext(without_plans, catalogue.plans["chongqing-2021-2025"], ())
    for unit in series(context, COVERED, ("500101", "500102")).values():
        assert unit.denominators is not None
        for part, whole in zip(unit.values, unit.denominators, strict=True):
            assert part == (18 * whole + 10) // 20
