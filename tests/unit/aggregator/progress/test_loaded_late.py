"""A plan that is loaded after its months were reported, and one that is owed from a later month on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from services.aggregator.figures.reader import Figures
from services.aggregator.progress.handler import ProgressHandler
from shared.catalogue import Catalogue
from shared.periods import Month
from tests.unit.aggregator.progress_world import UNITS, World, a_catalogue, levels
from tests.unit.late_plans import taken_up

DAY = date(2021, 3, 3)
LATER = "later-plan"


def with_a_second_plan() -> Catalogue:
    """The city's catalogue with another plan of the same area, of which only the first row."""
    made = a_catalogue()
    (plan,) = made.plans.values()
    later = replace(plan, id=LATER, targets=(replace(plan.targets[0], plan=LATER),))
    return Catalogue(made.regions.values(), {}, made.indicators.values(), [plan, later], (), {})


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two months were reported; then the service is started anew with a second plan."""
    world = World(tmp_path)
    world.submit("2021-01", 204)
    world.submit("2021-02", 205)
    world.catalogue = with_a_second_plan()
    world.handler = ProgressHandler(world.catalogue, world.clock, Figures(world.catalogue))
    return world


def test_a_plan_that_is_loaded_later_is_assessed_at_the_first_sweep(world: World) -> None:
    found = world.sweep(DAY)
    assert {(event.plan, event.row, event.period) for event in found} == {
        (LATER, 1, "2021-01"),
        (LATER, 1, "2021-02"),
    }
    assert all(event.assessment.actual is not None for event in found)
    assert world.sweep(DAY) == []


def test_a_row_that_was_added_later_is_assessed_as_well(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.submit("2021-01", 204)
    (plan,) = world.catalogue.plans.values()
    longer = replace(plan, targets=(*plan.targets, replace(plan.targets[0], row=4)))
    made = world.catalogue
    whole = Catalogue(made.regions.values(), {}, made.indicators.values(), [longer], (), {})
    world.handler = ProgressHandler(whole, world.clock, Figures(whole))
    assert levels(world.sweep(date(2021, 2, 3))) == [(4, "2021-01", "normal")]


def test_what_runs_already_is_not_assessed_again(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.submit("2021-01", 204)
    world.handler = ProgressHandler(world.catalogue, world.clock, Figures(world.catalogue))
    assert world.sweep(date(2021, 2, 3)) == []


def test_months_before_the_first_that_is_owed_are_never_missing(tmp_path: Path) -> None:
    world = World(tmp_path, taken_up(a_catalogue(), Month(2021, 4)))
    world.submit("2021-02", 204, units=UNITS[:2])
    assert world.sweep(date(2021, 4, 30)) == []
    assert [world.now(row, "2021-02").reason for row in (1, 2, 3)] == ["backfill_incomplete"] * 3
    found = world.sweep(date(2021, 5, 31))
    assert levels(found) == [(row, "2021-04", "missing") for row in (1, 2, 3)]


def test_what_is_filled_in_whole_is_judged_as_any_month(tmp_path: Path) -> None:
    world = World(tmp_path, taken_up(a_catalogue(), Month(2021, 4)))
    assert {event.assessment.level for event in world.submit("2021-01", 204)} == {"normal"}


def test_a_hole_before_the_first_month_that_is_owed_is_no_missing_report(tmp_path: Path) -> None:
    world = World(tmp_path, taken_up(a_catalogue(), Month(2021, 4)))
    world.submit("2021-04", 230)
    world.sweep(date(2021, 6, 30))
    total = world.now(2, "2021-04")
    assert (total.level, total.reason) == ("reporting", "earlier_months_missing")
