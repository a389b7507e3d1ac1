"""Months that not all have reported, from the reports to the assessment, in the city of three counties."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.model import ProgressKey
from shared.events import (
    Assessment,
    EstimatedUnit,
    Event,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportSubmitted,
)
from shared.periods import Month, months
from tests.unit.aggregator.progress_world import FLOW, RATE, STOCK, UNITS, World

LATE = UNITS[2]


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.clock.set(datetime(2023, 1, 1, tzinfo=UTC))  # everything is due
    return made


def a_year(world: World) -> None:
    """2021, in full: the late county has a tenth of every stock and flow."""
    for step, month in enumerate(months(Month(2021, 1), Month(2021, 12))):
        world.apply(*a_month(str(month), stock=(270 + 4 * step, 270 + 4 * step, 60 + step), flow=(45, 45, 10)))


def a_month(
    period: str, stock: tuple[int, int, int], flow: tuple[int, int, int], units: tuple[str, ...] = UNITS
) -> list[Event]:
    return [
        ReportSubmitted(
            region=unit,
            period=period,
            lines=(
                ReportLine(STOCK, stock[UNITS.index(unit)]),
                ReportLine(FLOW, flow[UNITS.index(unit)]),
                ReportLine(RATE, 96, 100),
            ),
            digest="d",
        )
        for unit in units
    ]


def test_a_small_county_that_is_late_cannot_silence_the_city(world: World) -> None:
    a_year(world)
    world.apply(*a_month("2022-01", (320, 320, 0), (45, 45, 0), UNITS[:2]))
    stock, flow, rate = (world.now(row, "2022-01") for row in (1, 2, 3))
    assert (stock.level, stock.actual, stock.expected) == ("yellow", 640 + 71, 730)
    assert stock.estimated == (EstimatedUnit(LATE, "2022-01", "last", "2021-12"),)
    assert stock.reported_weight == 640 * 10_000 // 711
    assert stock.missing_range is not None and (stock.missing_range.worst, stock.missing_range.best) == (710, 712)
    assert (flow.level, flow.actual) == ("normal", 1_300)
    assert flow.estimated == (EstimatedUnit(LATE, "2022-01", "share", "2021-01"),)
    assert flow.missing_range is not None and (flow.missing_range.worst, flow.missing_range.best) == (1_290, 1_300)
    assert (rate.level, rate.reported_weight) == ("normal", 6_666)  # a third, by the denominators, that never moved
    assert rate.missing_range is not None and rate.missing_range.worst == rate.missing_range.best == 960_000


def test_a_county_that_was_never_there_is_not_estimated(world: World) -> None:
    world.apply(*a_month("2022-01", (320, 320, 0), (45, 45, 0), UNITS[:2]))
    assert {world.now(row, "2022-01").reason for row in (1, 2, 3)} == {"reports_missing"}


def test_before_the_due_day_nobody_is_estimated(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.clock.set(datetime(2022, 2, 1, tzinfo=UTC))
    a_year(world)
    world.apply(*a_month("2022-01", (320, 320, 0), (45, 45, 0), UNITS[:2]))
    assert {world.now(row, "2022-01").level for row in (1, 2, 3)} == {"reporting"}


def test_a_year_to_date_that_comes_later_brings_the_missing_month_and_nothing_twice(world: World) -> None:
    a_year(world)
    world.apply(*a_month("2022-01", (320, 320, 72), (45, 45, 10)))
    world.apply(*a_month("2022-02", (320, 320, 0), (45, 45, 0), UNITS[:2]))
    world.apply(*a_month("2022-03", (320, 320, 72), (45, 45, 10), UNITS[:2]))
    to_date = (ReportLine(STOCK, 72), ReportLine(FLOW, 36, None, "year_to_date"), ReportLine(RATE, 96, 100))
    world.apply(ReportSubmitted(region=LATE, period="2022-03", lines=to_date, digest="d"))
    february, march = world.now(2, "2022-02"), world.now(2, "2022-03")
    assert (february.actual, [each.period for each in february.estimated]) == (1_400, ["2022-02"])
    assert (march.actual, march.estimated, march.missing_range) == (
        1_200 + 270 + 36,
        (),
        msgspec.structs.replace(march.missing_range, worst=1_506, best=1_506) if march.missing_range else None,
    )


def test_accepted_figures_are_weighed_and_held_against_the_line_at_the_worst_of_the_others(world: World) -> None:
    a_year(world)
    world.apply(*a_month("2022-01", (345, 345, 72), (500, 500, 10)))
    world.apply(
        *(
            ReportAccepted(region=unit, period=str(month), revision=1)
            for unit in UNITS
            for month in months(Month(2021, 1), Month(2021, 12))
        )
    )
    world.apply(*(ReportAccepted(region=unit, period="2022-01", revision=1) for unit in UNITS[:2]))
    flow = world.now(2, "2022-01")
    assert (flow.accepted_units, flow.accepted_weight) == (2, 9_900)
    assert (flow.actual, flow.accepted_progress, flow.accepted_met) == (2_210, 2_200 * 10_000 // 1_300, True)
    stock = world.now(1, "2022-01")
    assert (stock.accepted_weight, stock.accepted_progress) == (9_055, None)  # under the plan's 95 per cent


ARRIVALS = st.permutations([(unit, str(month)) for month in months(Month(2021, 11), Month(2022, 4)) for unit in UNITS])


@settings(max_examples=8, deadline=None)
@given(ARRIVALS, st.integers(4, 18), st.data())
def test_in_whatever_order_reports_come_and_however_often_they_end_in_the_same_assessments(
    arrivals: list[tuple[str, str]], kept: int, data: st.DataObject
) -> None:
    """Some never come. A year to date stands among them, which brings a month that is missing."""
    came = arrivals[:kept]

    def report(unit: str, period: str) -> Event:
        number = UNITS.index(unit) * 7 + Month.parse(period).ordinal % 12
        flow = ReportLine(FLOW, 40 * Month.parse(period).month + number, None, "year_to_date")
        plain = ReportLine(FLOW, 40 + number)
        lines = (
            ReportLine(STOCK, 230 + number),
            flow if unit == LATE else plain,
            ReportLine(RATE, 90 + number % 9, 100),
        )
        return ReportSubmitted(region=unit, period=period, lines=lines, digest="d")

    found = []
    for order in (came, sorted(came), came[::-1] + came[:3]):
        with TemporaryDirectory() as folder:
            world = World(Path(folder))
            world.clock.set(datetime(2023, 1, 1, tzinfo=UTC))
            left = [report(*each) for each in order]
            while left:
                size = data.draw(st.integers(1, len(left)))
                world.apply(*left[:size])
                left = left[size:]
            found.append(stripped(world))
            world.database.dispose()
    assert found[0] == found[1] == found[2]


def stripped(world: World) -> dict[ProgressKey, Assessment]:
    """What stands, but for the places of reports in the log."""
    return {
        key: msgspec.structs.replace(each, data_version=0, waiting=(), corrections=())
        for key, each in world.stored().items()
    }


def test_two_counties_that_change_against_each_other_change_their_shares_though_no_total_moves(
    world: World, tmp_path: Path
) -> None:
    def corrected(unit: str, flow: int) -> ReportCorrected:
        lines = (ReportLine(STOCK, 270), ReportLine(FLOW, flow), ReportLine(RATE, 96, 100))
        return ReportCorrected(
            region=unit, period="2021-02", lines=lines, digest="", reason="更正", second_signer="王某"
        )

    for made in (world, other := World(tmp_path / "other")):
        made.clock.set(datetime(2023, 1, 1, tzinfo=UTC))
        a_year(made)
        if made is world:
            made.apply(*a_month("2022-02", (320, 320, 0), (45, 45, 0), UNITS[:2]))
        made.apply(*a_month("2022-01", (320, 320, 72), (45, 45, 10)))
        made.apply(corrected(UNITS[0], 45), corrected(LATE, 10))
        made.apply(corrected(UNITS[0], 35), corrected(LATE, 20))
    other.apply(*a_month("2022-02", (320, 320, 0), (45, 45, 0), UNITS[:2]))
    assert stripped(world) == stripped(other)
    assert world.now(2, "2022-02").actual == 1_300 + 90 + 22  # a fifth now, not a tenth
