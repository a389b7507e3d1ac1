from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.unit.aggregator.progress_world import World, levels

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
