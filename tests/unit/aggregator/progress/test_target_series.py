"""The figures that targets are held against: which of their months are not one month's."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.aggregator.figures.series import Series
from services.aggregator.progress.target_series import TargetSeries
from shared.events import ReportLine, ReportSubmitted
from shared.periods import Month, months
from tests.unit.aggregator.changing_city import NEW, OLD, with_a_plan_of
from tests.unit.aggregator.play import Play
from tests.unit.aggregator.progress_world import FLOW, PLAN, UNITS, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def report(world: World, period: str, units: tuple[str, ...] = UNITS, to_date: int | None = None) -> None:
    """The units report 100 for the month, or this much as the year to date."""
    line = ReportLine(FLOW, 100) if to_date is None else ReportLine(FLOW, to_date, None, "year_to_date")
    world.apply(*(ReportSubmitted(region=unit, period=period, lines=(line,), digest="d") for unit in units))


def whole(world: World, last: Month) -> Series:
    series = TargetSeries(world.figures)
    with world.database.read() as connection:
        return series.whole(connection, world.catalogue.plans[PLAN], [FLOW], last)[FLOW]


def test_a_total_of_units_that_skipped_a_month_is_not_one_months(world: World) -> None:
    report(world, "2021-01")
    report(world, "2021-02", UNITS[:1])
    report(world, "2021-03", to_date=300)
    series = whole(world, Month(2021, 3))
    assert series.mixed(Month(2021, 3)) and series.amount(Month(2021, 3)) is None
    point = series.point(Month(2021, 3))
    assert point is not None and point.value == 100 + 200 + 200
    report(world, "2021-02", UNITS[1:])
    series = whole(world, Month(2021, 3))
    assert not series.mixed(Month(2021, 3)) and series.amount(Month(2021, 3)) == 300


def test_a_month_missing_for_good_makes_nothing_of_months_that_were_reported_by_themselves(world: World) -> None:
    report(world, "2021-01")
    report(world, "2021-03")
    assert whole(world, Month(2021, 3)).amount(Month(2021, 3)) == 300


def test_a_unit_with_a_plan_of_its_own_is_marked_where_whom_it_continues_skipped_a_month(tmp_path: Path) -> None:
    """Recoded in June 2022: what the old code left out in 2021 and in the year itself is in its later months."""
    play = Play(tmp_path, 1, with_a_plan_of(NEW))
    for unit, period, to_date in (
        (OLD, "2021-01", 100),
        (OLD, "2021-04", 400),
        (OLD, "2022-01", 100),
        (OLD, "2022-05", 500),
        (NEW, "2022-06", 600),
        (NEW, "2022-08", 800),
    ):
        line = ReportLine(FLOW, to_date, None, "year_to_date")
        play.apply(ReportSubmitted(region=unit, period=period, lines=(line,), digest="d"))
    first, last = Month(2021, 1), Month(2022, 9)
    with play.database.read() as connection:
        kept = TargetSeries(play.figures).whole(connection, play.catalogue.plans_of(NEW)[0], [FLOW], last)[FLOW]
        read = play.figures.marked_series(connection, NEW, [FLOW], first, last)[FLOW]
    for series in (kept, read):
        mixed = [str(month) for month in months(first, last) if series.mixed(month)]
        assert mixed == ["2021-04", "2022-05", "2022-08"]
        point = series.point(Month(2021, 4))
        assert point is not None and point.value == 300
