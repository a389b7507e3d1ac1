"""The figures that targets are held against: which of their months are not one month's."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.aggregator.figures.series import Series
from services.aggregator.progress.target_series import TargetSeries
from shared.events import ReportLine, ReportSubmitted
from shared.periods import Month
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
    assert series.flow(Month(2021, 3)) == 100 + 200 + 200
    report(world, "2021-02", UNITS[1:])
    series = whole(world, Month(2021, 3))
    assert not series.mixed(Month(2021, 3)) and series.amount(Month(2021, 3)) == 300


def test_a_month_missing_for_good_makes_nothing_of_months_that_were_reported_by_themselves(world: World) -> None:
    report(world, "2021-01")
    report(world, "2021-03")
    assert whole(world, Month(2021, 3)).amount(Month(2021, 3)) == 300
