"""From a quarter's report to its figure and its assessment: on the city's catalogue with a quarterly flow."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from services.aggregator.figures.point import Measure, NotMeasurable
from services.aggregator.figures.series import Series
from shared.events import ReportLine, ReportSubmitted
from shared.periods import Month
from tests.unit.aggregator.progress_world import CITY, FLOW, STOCK, UNITS, World, levels
from tests.unit.aggregator.target_builders import a_point
from tests.unit.shared.catalogue.test_obligations import a_quarterly_catalogue


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, a_quarterly_catalogue())


def report(world: World, period: str, flow: int | None = None) -> list[tuple[int, str, str]]:
    """Every unit reports the month's stock, and the quarter's flow where one is given."""
    lines = (ReportLine(STOCK, 204), *(() if flow is None else (ReportLine(FLOW, flow),)))
    return levels(
        world.apply(*(ReportSubmitted(region=unit, period=period, lines=lines, digest="d") for unit in UNITS))
    )


def test_a_quarters_report_becomes_a_figure_and_an_assessment_at_its_end(world: World) -> None:
    assert report(world, "2021-01") == [(1, "2021-01", "normal")]
    report(world, "2021-02")
    assert (2, "2021-03", "normal") in report(world, "2021-03", 100)
    now = world.now(2, "2021-03")
    # a total of 6000 in sixty months: 300 by the end of March
    assert (now.actual, now.expected, now.expected_units, now.recent_pace) == (300, 300, 3, 100)
    for period in ("2021-04", "2021-05"):
        report(world, period)
    report(world, "2021-06", 50)
    now = world.now(2, "2021-06")
    assert (now.actual, now.expected, now.level, now.recent_pace, now.recent_months) == (450, 600, "orange", 75, 6)


def test_a_month_in_which_nothing_is_owed_is_neither_missing_nor_assessed(world: World) -> None:
    report(world, "2021-03", 100)
    report(world, "2021-04")
    world.sweep(date(2021, 6, 30))
    assert {key.row for key in world.stored("2021-04", "2021-05")} == {1}


def test_a_missing_quarter_is_missing_at_its_end(world: World) -> None:
    report(world, "2021-03", 100)
    report(world, "2021-06")
    world.sweep(date(2021, 7, 31))
    assert world.now(2, "2021-06").level == "missing"


def test_sums_skip_idle_months_and_stop_at_holes() -> None:
    idle = {"expected": 0, "reported": 0, "accepted": 0}
    quarter = Series([a_point("2021-01", 0, **idle), a_point("2021-02", 0, **idle), a_point("2021-03", 30)])
    first, last = Month(2021, 1), Month(2021, 3)
    assert quarter.value(Measure.PLAN_TOTAL, last, first) == 30
    assert [quarter.amount(Month(2021, month)) for month in (1, 2, 3, 4)] == [0, 0, 30, None]
    hole = Series([a_point("2021-02", 0, reported=0), a_point("2021-03", 30)])
    with pytest.raises(NotMeasurable):
        hole.value(Measure.PLAN_TOTAL, last, first)
    assert not quarter.whole(Month(2021, 1)) and quarter.whole(last)


def test_the_figure_of_the_area_says_who_owes_it(world: World) -> None:
    report(world, "2021-03", 100)
    with world.database.read() as connection:
        series = world.figures.series(connection, CITY, FLOW, Month(2021, 1), Month(2021, 3))
    assert [(point.expected, point.reported, point.value) for point in series] == [(0, 0, 0), (0, 0, 0), (3, 3, 300)]
