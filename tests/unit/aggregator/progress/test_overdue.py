from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from services.aggregator.progress.overdue import swept
from shared.periods import Month
from shared.work_calendar import WorkCalendar
from tests.unit.aggregator.progress_world import World, a_catalogue, levels

BEFORE, AFTER = date(2021, 2, 3), date(2021, 3, 31)


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.submit("2021-01", 204)
    return world


def test_a_day_on_which_nothing_was_overdue_does_not_hide_the_next(world: World) -> None:
    assert world.sweep(BEFORE) == []
    assert world.sweep(BEFORE) == []
    assert levels(world.sweep(AFTER)) == [(row, "2021-02", "missing") for row in (1, 2, 3)]
    assert world.sweep(AFTER) == []


def test_what_a_sweep_found_and_could_not_commit_is_found_again(world: World) -> None:
    def fail() -> None:
        with world.database.write() as connection:
            assert len(world.handler.sweep(connection, AFTER)) == 3
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fail()
    assert len(world.sweep(AFTER)) == 3


def test_a_plan_that_is_first_reported_to_later_in_the_day_is_looked_at(tmp_path: Path) -> None:
    world = World(tmp_path)
    assert world.sweep(AFTER) == []
    world.submit("2021-01", 204)
    assert levels(world.sweep(AFTER)) == [(row, "2021-02", "missing") for row in (1, 2, 3)]


def test_the_months_looked_at_are_the_last_two_whose_due_day_has_passed() -> None:
    (plan,) = a_catalogue().plans.values()
    assert swept(plan, date(2021, 7, 1), WorkCalendar()) == (Month(2021, 4), Month(2021, 5))
    assert swept(plan, date(2030, 1, 1), WorkCalendar()) == (Month(2025, 11), Month(2025, 12))


def test_before_a_plans_first_due_day_nothing_is_looked_at() -> None:
    (plan,) = a_catalogue().plans.values()
    first, last = swept(plan, date(2021, 1, 15), WorkCalendar())
    assert first > last
