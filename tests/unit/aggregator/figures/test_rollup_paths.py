"""Where a reporter's lines add up to."""

from __future__ import annotations

from services.aggregator.figures.rollup_paths import Routes
from tests.unit.aggregator.report_builders import the_catalogue

MONTH, JOBS = "2023-02", "urban_new_employment"


def test_a_units_lines_add_to_the_area_and_the_groups_above_it_and_never_to_itself() -> None:
    route = Routes(the_catalogue()).of("500101", MONTH)
    assert {"500000", "500000-db"} <= set(route.indicators)
    assert "500101" not in route.indicators
    assert JOBS in route.indicators["500000"]


def test_units_whose_lines_go_the_same_ways_share_one_route() -> None:
    routes = Routes(the_catalogue())
    catalogue = the_catalogue()
    alike = [
        unit
        for unit in catalogue.units_under("500000-db")
        if all(
            catalogue.rollup_nodes(unit, item) == catalogue.rollup_nodes("500101", item)
            for item in catalogue.indicators
        )
    ]
    assert len(alike) > 1
    assert {id(routes.of(unit, MONTH)) for unit in alike} == {id(routes.of("500101", MONTH))}


def test_what_an_area_posts_itself_stands_at_the_area_and_adds_to_nothing() -> None:
    catalogue = the_catalogue()
    areas = [code for code, region in catalogue.regions.items() if region.level != "county" and catalogue.owed(code)]
    for code in areas:
        assert set(Routes(catalogue).of(code, MONTH).indicators) == {code}


def test_a_year_in_which_no_region_changes_is_one_stretch() -> None:
    assert Routes(the_catalogue()).spans(2023) == [(0, 12)]
