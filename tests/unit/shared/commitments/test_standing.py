from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from shared.catalogue.model import Commitment, Department
from shared.commitments.history import CommitmentEvent, histories
from shared.commitments.standing import CommitmentStanding, Source, Standing, standings
from shared.events import Assessment, Level
from shared.periods import Month
from shared.work_calendar import WorkCalendar
from tests.unit.shared.commitments.builders import (
    OFFICE,
    a_plan,
    a_promise,
    accepted,
    reached,
    recorded,
    returned,
    stated,
)

FEBRUARY = date(2023, 2, 1)
DECEMBER = Month(2022, 12)


def judged(level: Level) -> Assessment:
    return Assessment(
        level=level,
        rule="trajectory",
        reason="",
        rule_version=1,
        data_version=1,
        expected_units=1,
        reported_units=1,
        accepted_units=1,
    )


def one(
    *events: CommitmentEvent,
    promise: Commitment | None = None,
    departments: tuple[Department, ...] = (OFFICE,),
    assessments: Mapping[int, Assessment] | None = None,
    period: Month = DECEMBER,
    today: date = FEBRUARY,
) -> CommitmentStanding:
    plan = a_plan(promise or a_promise())
    known = histories(recorded(events))
    (found,) = standings(plan, departments, known, assessments or {}, period, today, WorkCalendar())
    return found


def comes_to(found: CommitmentStanding) -> tuple[Standing, Source]:
    return found.standing, found.source


@pytest.mark.parametrize("progress", ["on_time", "late", "done", "given_up"])
def test_it_stands_as_the_accepted_statement_of_the_last_year_says(progress: Standing) -> None:
    found = one(stated("2022", progress=progress), accepted("2022"))
    assert comes_to(found) == (progress, "statement")
    assert found.departments == (OFFICE.name,)


def test_what_is_owed_and_not_stated_is_silent_whatever_was_said_before() -> None:
    found = one(stated("2021"), accepted("2021"))
    assert comes_to(found) == ("silent", "none")
    assert [str(each) for each in found.owed] == ["2022"]
    assert found.statement is not None
    assert comes_to(one(stated("2021"), accepted("2021"), today=date(2022, 12, 1))) == ("on_time", "statement")


def test_the_standing_never_rests_on_what_nobody_has_reviewed() -> None:
    waiting = one(stated("2022", progress="done"))
    assert comes_to(waiting) == ("in_review", "none")
    assert [each.event.progress for each in waiting.unreviewed] == ["done"]
    before = one(stated("2021", progress="late"), accepted("2021"), stated("2022", progress="done"))
    assert comes_to(before) == ("late", "statement")


def test_a_returned_statement_is_none() -> None:
    assert comes_to(one(stated("2022"), returned("2022"))) == ("silent", "none")


def test_a_paper_that_says_it_is_done_or_dropped_goes_before_everything() -> None:
    assert comes_to(one(reached("done", "2022-05-01"))) == ("done", "milestone")
    late = stated("2022", progress="late"), accepted("2022")
    assert comes_to(one(*late, reached("dropped", "2022-05-01"))) == ("given_up", "milestone")
    begun = one(*late, reached("begun", "2022-05-01"))
    assert comes_to(begun) == ("late", "statement")
    assert begun.milestone is not None


@pytest.mark.parametrize(
    ("level", "period", "wanted"),
    [
        ("normal", Month(2022, 12), "on_time"),
        ("normal", Month(2025, 12), "done"),
        ("blue", Month(2022, 12), "late"),
        ("red", Month(2025, 12), "late"),
        ("missing", Month(2022, 12), "unjudged"),
        ("unassessed", Month(2022, 12), "unjudged"),
    ],
)
def test_one_that_repeats_a_row_of_the_table_stands_as_the_row_does(level: Level, period: Month, wanted: str) -> None:
    follows = replace(a_promise(), target_row=1)
    found = one(promise=follows, assessments={1: judged(level)}, period=period)
    assert comes_to(found) == (wanted, "indicator")
    assert found.owed == ()
    assert comes_to(one(promise=follows)) == ("unjudged", "indicator")


def test_what_nobody_answers_for_is_told_as_that_and_what_is_not_due_as_not_due() -> None:
    assert comes_to(one(departments=())) == ("unassigned", "none")
    assert comes_to(one(today=date(2021, 12, 31))) == ("not_due", "none")


def test_in_any_order_and_however_often_events_come_everything_stands_the_same() -> None:
    events: list[CommitmentEvent] = [
        stated(),
        returned(),
        stated(statement=2),
        accepted(statement=2),
        stated("2022", progress="late"),
    ]
    events += [accepted("2022"), reached("begun", "2021-04-01"), stated("2022", statement=2, reason="更正")]
    once, plan, draw = recorded(events), a_plan(), random.Random(17)
    wanted = one(*events)
    for _ in range(50):
        mixed = [*once, *draw.choices(once, k=5)]
        draw.shuffle(mixed)
        known = histories(mixed)
        assert standings(plan, (OFFICE,), known, {}, Month(2022, 12), FEBRUARY, WorkCalendar()) == (wanted,)


def test_every_commitment_of_the_plan_has_its_standing_in_the_order_of_the_text() -> None:
    plan = a_plan(a_promise(1), a_promise(2), a_promise(3))
    found = standings(plan, [OFFICE], {}, {}, Month(2022, 12), FEBRUARY, WorkCalendar())
    assert [(each.commitment.row, each.standing) for each in found] == [
        (1, "silent"),
        (2, "silent"),
        (3, "unassigned"),
    ]
