"""What a batch of reports touches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from services.aggregator.figures.batch import FigureBatch, take
from services.aggregator.reports.handlers import known
from shared.events import Event, TargetRevised
from shared.store import Recorded
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.report_builders import CODEC, World, a_line

JOBS = "urban_new_employment"
KEY = ("500101", "2023-02")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def taken(world: World, *events: Event, first: int = 1) -> FigureBatch:
    records: Sequence[Recorded] = make.recorded(events, first)
    with world.database.write() as connection:
        return take(
            connection,
            [(each, known(CODEC.decode(each.type, each.schema_version, each.data))) for each in records],
        )


def test_a_month_is_as_its_last_report_left_it_and_names_that_reports_correlation(world: World) -> None:
    batch = taken(world, make.submitted(*KEY, a_line(JOBS, 1)), make.corrected(*KEY, a_line(JOBS, 2)))
    assert (batch.before, batch.correlations, batch.changed) == ({}, {KEY: "c-2"}, [KEY])
    assert batch.after[KEY].live == (a_line(JOBS, 2),)


def test_what_stands_is_what_was_before_and_an_event_once_more_changes_nothing(world: World) -> None:
    report = make.submitted(*KEY, a_line(JOBS, 1))
    world.report(report)
    again = taken(world, report)
    assert (list(again.before), again.after, again.changed) == ([KEY], {}, [])
    later = taken(world, make.corrected(*KEY, a_line(JOBS, 2)), first=2)
    assert later.before[KEY].live == (a_line(JOBS, 1),)


def test_the_same_figures_reported_and_accepted_once_more_change_nothing(world: World) -> None:
    world.report(make.submitted(*KEY, a_line(JOBS, 1)), make.accepted(*KEY))
    batch = taken(world, make.submitted(*KEY, a_line(JOBS, 1)), make.accepted(*KEY, 2), first=3)
    assert (list(batch.after), batch.changed) == ([KEY], [])


def test_what_amends_a_plan_is_kept_apart_from_the_reports(world: World) -> None:
    revised = TargetRevised(
        plan="p",
        row=1,
        region="500000",
        value="9",
        unit="人",
        effective="2023-01",
        document="",
        number="",
        reason="",
        second_signer="",
    )
    name, version, data = CODEC.encode(revised)
    record = Recorded(1, "target-p-1", 1, name, version, data, 5, "key:x", "c-1", None, "p", "h")
    with world.database.write() as connection:
        batch = take(connection, [(record, revised)])
    assert (batch.after, [(each.position, each.recorded_at) for each in batch.amendments]) == ({}, [(1, 5)])
