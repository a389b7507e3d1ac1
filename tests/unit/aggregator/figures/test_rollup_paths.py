from __future__ import annotations

import pytest

from services.aggregator.figures.rollup_paths import Route, Routes
from tests.unit.aggregator.report_builders import the_catalogue
from tests.unit.shared.catalogue.test_region_changes import EAST, MOVED, PROVINCE, WEST, a_changing_catalogue

FLOW, STOCK = "urban_new_employment", "work_injury_insurance_insured"


def test_a_route_turns_indicators_with_their_regions_into_regions_with_their_indicators() -> None:
    route = Route({"a": ("city", "province"), "b": ("province",)})
    assert route.indicators == {"city": {"a"}, "province": {"a", "b"}}


def test_a_county_adds_to_what_lies_above_it_and_not_to_itself() -> None:
    routes = Routes(the_catalogue())
    above = routes.of("500101", "2023-01").indicators
    assert "500101" not in above
    assert {FLOW, STOCK} <= above["500000"]


def test_reporters_that_go_the_same_ways_share_a_route() -> None:
    catalogue = the_catalogue()
    routes = Routes(catalogue)
    found = [routes.of(unit, "2023-01") for unit in catalogue.units_under("500000")]
    ways = {
        tuple(sorted((region, tuple(sorted(those))) for region, those in each.indicators.items())) for each in found
    }
    assert len(set(map(id, found))) == len(ways) < len(found)


def test_an_areas_own_line_stands_at_the_area_and_adds_to_nothing() -> None:
    above = Routes(the_catalogue()).of("500000", "2023-01").indicators
    assert list(above) == ["500000"]
    assert FLOW not in above["500000"]


def test_nobody_knows_the_way_of_a_region_that_is_none() -> None:
    with pytest.raises(KeyError):
        Routes(the_catalogue()).of("999999", "2023-01")


def test_without_changes_of_regions_a_year_is_one_stretch() -> None:
    assert Routes(the_catalogue()).spans(2023) == [(0, 12)]


def test_a_county_that_moves_in_july_goes_another_way_from_then_on() -> None:
    routes = Routes(a_changing_catalogue())
    assert routes.spans(2022) == [(0, 6), (6, 12)]
    before, after = (set(routes.of(MOVED, period).indicators) for period in ("2022-06", "2022-07"))
    assert PROVINCE in before & after
    assert before - after == {EAST}
    assert after - before == {WEST}
