"""The comparison as a job."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from services.aggregator.rebuild import last_check
from services.aggregator.rebuild.checking.found import CheckFound
from services.aggregator.rebuild.last_check import RebuildCheck
from tests.unit.aggregator.rebuild.checking.world import NOW, Checked, checked


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Checked]:
    with checked(tmp_path) as made:
        yield made


def noted(world: Checked) -> RebuildCheck | None:
    with world.aggregator.database.read() as connection:
        return last_check.load(connection)


def test_what_was_found_is_noted_and_told(world: Checked) -> None:
    assert world.aggregator.checking.once() == CheckFound(2, 0)
    assert noted(world) == RebuildCheck(2, 0, NOW)
    world.falsify()
    world.aggregator.checking.forget()
    with capture_logs() as told:
        world.aggregator.checking.once()
    assert noted(world) == RebuildCheck(2, 1, NOW)
    (error,) = [each for each in told if each["log_level"] == "error"]
    assert (error["position"], error["differences"], error["first"]["region"]) == (2, 1, "500000")


def test_it_is_compared_again_when_reports_have_come(world: Checked) -> None:
    checking, asked = world.aggregator.checking, []

    def compare() -> CheckFound:
        asked.append(1)
        return CheckFound(2, 0)

    assert [checking.once(compare), checking.once(compare)] == [CheckFound(2, 0), None]
    world.report("500106", 9)
    assert checking.once(compare) == CheckFound(2, 0)
    assert len(asked) == 2


def test_what_was_broken_off_is_not_noted_and_compared_the_next_time(world: Checked) -> None:
    checking = world.aggregator.checking
    assert checking.once(lambda: None) is None
    assert noted(world) is None
    assert checking.once() == CheckFound(2, 0)
