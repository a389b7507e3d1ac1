"""Figures of regions that changed: as they were, rebuilt the same, and restated for the regions of today."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.repository import all_figures
from services.aggregator.figures.restated import restate
from services.aggregator.rebuild.rebuilder import rebuild
from shared.codec import Codec
from shared.events import ReportLine, ReportSubmitted
from shared.log import MemoryLog, marks_at
from shared.periods import Month
from shared.store import Recorded
from tests.unit.aggregator.progress_world import FLOW, STOCK, World
from tests.unit.shared.catalogue.test_region_changes import (
    EAST,
    FIRST,
    LEFT,
    MERGED,
    MOVED,
    NEW,
    OLD,
    PROVINCE,
    RIGHT,
    SECOND,
    SPLIT,
    WEST,
    a_changing_catalogue,
)

BEFORE = {SPLIT: 100, FIRST: 10, SECOND: 20, MOVED: 5, OLD: 7}
AFTER = {LEFT: 60, RIGHT: 45, MERGED: 31, MOVED: 6, NEW: 8}


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path, a_changing_catalogue())
    for period, values in (("2022-06", BEFORE), ("2022-07", AFTER)):
        world.apply(
            *(
                ReportSubmitted(
                    region=code, period=period, lines=(ReportLine(STOCK, value), ReportLine(FLOW, 1)), digest="d"
                )
                for code, value in values.items()
            )
        )
    return world


def as_it_was(world: World, region: str) -> list[FigurePoint]:
    with world.database.read() as connection:
        return world.figures.series(connection, region, STOCK, Month(2022, 6), Month(2022, 7))


def restated(world: World, region: str) -> tuple[list[int], list[str]]:
    with world.database.read() as connection:
        found = restate(
            connection, world.catalogue, world.figures, region, [STOCK, FLOW], Month(2022, 6), Month(2022, 7)
        )
    return [point.value for point in found.series[STOCK]], [str(month) for month in found.notes]


def test_each_month_is_rolled_up_by_the_hierarchy_of_its_time(world: World) -> None:
    assert [point.value for point in as_it_was(world, EAST)] == [135, 136]
    assert [point.value for point in as_it_was(world, WEST)] == [7, 14]
    assert [(point.expected, point.reported) for point in as_it_was(world, EAST)] == [(4, 4), (3, 3)]
    assert [point.value for point in as_it_was(world, PROVINCE)] == [142, 150]


def test_restated_a_series_is_of_the_regions_of_today(world: World) -> None:
    assert restated(world, EAST) == ([130, 136], ["2022-06"])
    assert restated(world, WEST) == ([12, 14], ["2022-06"])
    assert restated(world, MERGED) == ([30, 31], ["2022-06"])
    assert restated(world, NEW) == ([7, 8], ["2022-06"])
    assert restated(world, PROVINCE)[0] == [142, 150]


def test_what_was_split_off_has_no_past_of_its_own_and_says_so(world: World) -> None:
    assert restated(world, LEFT) == ([0, 60], ["2022-06"])
    with world.database.read() as connection:
        found = restate(connection, world.catalogue, world.figures, LEFT, [STOCK], Month(2022, 6), Month(2022, 7))
    assert found.series[STOCK][0].reported == 0
    assert found.notes[Month(2022, 6)].startswith("不能重述：县101自2022年7月起分设为县111、县112")


def test_a_rebuild_goes_the_ways_of_each_month_too(world: World) -> None:
    log, codec = MemoryLog("reports"), Codec()
    position = 0
    for period, values in (("2022-06", BEFORE), ("2022-07", AFTER)):
        for code, value in values.items():
            position += 1
            event = ReportSubmitted(
                region=code, period=period, lines=(ReportLine(STOCK, value), ReportLine(FLOW, 1)), digest="d"
            )
            name, version, data = codec.encode(event)
            log.extend(
                [Recorded(position, f"report-{code}-{period}", 1, name, version, data, 0, "k", "c", None, "", "")]
            )
    rebuilt = rebuild(log, marks_at(position), world.catalogue)
    with world.database.read() as connection:
        assert dict(rebuilt.figures()) == dict(all_figures(connection))
