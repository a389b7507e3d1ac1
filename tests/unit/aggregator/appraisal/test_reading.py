"""Points out of the log: added up a second time by other code over the raw export, the same at any point, and only of
months and districts that count."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from services.aggregator.appraisal.reading import Appraisals, not_counted
from services.aggregator.appraisal.scoring import NotCounted
from services.aggregator.appraisal.spans import AppraisedSpan
from services.aggregator.figures.reader import Figures
from shared.catalogue import Catalogue, load_catalogue
from shared.periods import Month
from shared.store.export import write_export
from tests.unit.aggregator.appraisal.world import (
    ABSENT,
    AREA,
    GOOD,
    LATE,
    QUARTER,
    RETURNED,
    AppraisalWorld,
)

HALF = ("2024-Q1", "2024-Q2")


@pytest.fixture(scope="module")
def appraisals(world: AppraisalWorld) -> Appraisals:
    aggregator, runtime = world.standalone.aggregator, world.standalone.runtime
    figures = Figures(runtime.catalogue)
    return Appraisals(
        aggregator.as_of, runtime.catalogue, figures, aggregator.database, aggregator.store, runtime.codec
    )


def raw_events(world: AppraisalWorld, folder: Path) -> list[dict[str, Any]]:
    """Everything that was reported, out of the file that is exported."""
    intake = world.standalone.intake
    path = folder / "reports.jsonl.gz"
    with intake.database.read() as connection:
        write_export(intake.store, connection, "reports", "2024-07-20T04:00:00Z", path)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines][1:]


def fifth_working_day(period: str) -> date:
    year, month = map(int, period.split("-"))
    day = date(year + month // 12, month % 12 + 1, 1)
    left = 5
    while True:
        left -= chinese_calendar.is_workday(day)
        if left == 0:
            return day
        day += timedelta(days=1)


Happened = list[tuple[str, date]]


def added_up(events: list[dict[str, Any]], units: list[str], periods: list[str]) -> dict[str, int]:
    """Each unit's points by the example, in the plainest way."""
    by_month: dict[tuple[str, str], Happened] = defaultdict(list)
    for event in events:
        data = event["data"] if isinstance(event["data"], dict) else json.loads(event["data"])
        if event["type"].startswith("Report"):
            instant = datetime.fromtimestamp(event["recorded_at"] / 1_000_000, ZoneInfo("Asia/Shanghai"))
            by_month[data["region"], data["period"]].append((event["type"], instant.date()))
    return {unit: sum(plain_points(by_month[unit, period], period) for period in periods) for unit in units}


def plain_points(happened: Happened, period: str) -> int:
    """What the example gives for a month: 30 in time, 30 in order, 20 true."""
    kinds = [kind for kind, _ in happened]
    came = None
    for kind, day in happened:
        if kind == "ReportWithdrawn":
            came = None
        elif came is None:
            came = day
    off = 30
    if came is not None:
        due, off = fifth_working_day(period), 0
        while came > due:
            off += 5 * chinese_calendar.is_workday(came)
            came -= timedelta(days=1)
    returned, corrected = kinds.count("ReportReturned"), kinds.count("ReportCorrected")
    return max(0, 30 - off) + max(0, 30 - 5 * returned - 3 * corrected) + 20


def test_the_points_of_the_districts_are_what_other_code_makes_of_the_raw_events(
    world: AppraisalWorld, appraisals: Appraisals, tmp_path: Path
) -> None:
    events = raw_events(world, tmp_path)
    total = Fraction(0)
    for quarter in HALF:
        span = AppraisedSpan.parse(quarter)
        found = appraisals.of(AREA, span, None)
        mine = added_up(events, list(world.units), [str(each) for each in span.months])
        assert {each.region: each.points for each in found.scores} == mine
        assert sum(each.full for each in found.scores) == 8 * 3 * 80
        total += sum(each.points for each in found.scores)
    assert total == sum(added_up(events, list(world.units), [f"2024-0{each}" for each in range(1, 7)]).values())
    assert total < 2 * 8 * 3 * 80


def test_months_quarters_and_the_year_add_up(appraisals: Appraisals) -> None:
    by_month = [appraisals.of(AREA, AppraisedSpan.parse(f"2024-0{each}"), None) for each in range(1, 7)]
    quarters = [appraisals.of(AREA, AppraisedSpan.parse(each), None) for each in HALF]
    year = appraisals.of(AREA, AppraisedSpan.parse("2024"), None)
    for unit in (LATE, GOOD):
        parts = [[found.of(unit) for found in each] for each in (by_month, quarters, [year])]
        sums = {sum((one.points for one in each if one), Fraction(0)) for each in parts}
        assert len(sums) == 1


def test_who_did_everything_stands_first_and_shares_the_place(appraisals: Appraisals) -> None:
    found = appraisals.of(AREA, AppraisedSpan.parse(QUARTER), None)
    ranks = {each.region: each.rank for each in found.scores}
    assert ranks[GOOD] == 1
    assert list(ranks.values()).count(1) == 5
    assert [each.region for each in found.scores][-3:] == [RETURNED, LATE, ABSENT]
    assert (ranks[RETURNED], ranks[ABSENT], ranks[LATE]) == (6, 8, 7)


def test_as_of_a_day_the_points_are_those_of_that_day(world: AppraisalWorld, appraisals: Appraisals) -> None:
    february = AppraisedSpan.parse("2024-02")
    then = appraisals.of(AREA, february, world.standalone.aggregator.as_of.point("2024-03-07")).of(RETURNED)
    now = appraisals.of(AREA, february, None).of(RETURNED)
    assert then is not None
    assert now is not None
    assert then.points - now.points == 3, "the correction of 25 March was not known on the 7th"


def test_a_month_that_has_not_ended_and_one_before_its_due_day_count_nothing(
    world: AppraisalWorld, appraisals: Appraisals
) -> None:
    point = world.standalone.aggregator.as_of.point("2024-04-03")
    assert appraisals.of(AREA, AppraisedSpan.parse("2024-04"), point).scores == ()
    absent = appraisals.of(AREA, AppraisedSpan.parse("2024-03"), point).of(ABSENT)
    assert absent is not None
    assert [absent.points, absent.full] == [0, 0]
    assert {each.reason for each in absent.months[0].items[:3]} == {NotCounted.NOT_DUE}


def test_a_district_is_appraised_in_the_months_in_which_it_is_there(appraisals: Appraisals) -> None:
    december = {each.region for each in appraisals.of("500000", AppraisedSpan.parse("2023-12"), None).scores}
    assert len(december) == 38
    assert "500157" not in december, "两江新区 was made in January 2026"


def test_what_is_not_owed_and_what_fills_in_the_past_is_not_counted(tmp_path: Path, catalogue: Catalogue) -> None:
    assert not_counted(catalogue, "500107", Month(2024, 5)) is None
    assert not_counted(catalogue, "500107", Month(2026, 5)) is NotCounted.NO_DUTY
    assert not_counted(catalogue, "500157", Month(2024, 5)) is NotCounted.NO_DUTY
    (tmp_path / "site.toml").write_text('name = "虚构"\n[reporting]\nowed_from = "2024-06"\n', "utf-8")
    taken_up = load_catalogue(site=tmp_path)
    assert not_counted(taken_up, "500107", Month(2024, 5)) is NotCounted.BACKFILL
    assert not_counted(taken_up, "500107", Month(2024, 6)) is None
