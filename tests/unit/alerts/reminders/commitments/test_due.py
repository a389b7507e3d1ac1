from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest

from services.alerts.reminders.commitments.due import OwedStatements, StatementReminder, decide
from services.alerts.reminders.commitments.message import compose_statement_reminder, number_of, recipients
from services.alerts.reminders.due import Step
from shared.catalogue import Catalogue
from shared.commitments.history import CommitmentEvent, histories
from shared.periods import Month
from shared.work_calendar import WorkCalendar
from tests.unit.shared.commitments.builders import accepted, recorded, returned, stated

PLAN, JOBS = "chongqing-2021-2025", "cq-employment"
BEGUN = {"500000": Month(2021, 1)}


def due(
    catalogue: Catalogue,
    today: date,
    *said: CommitmentEvent,
    taken: Collection[str] = (),
    begun: dict[str, Month] | None = None,
) -> dict[str, StatementReminder]:
    """By department's id."""

    def is_taken(_owed: OwedStatements, step: Step) -> bool:
        return step in taken

    known = {(PLAN, row): history for (_, row), history in histories(recorded(said)).items()}
    found = decide(catalogue, known, BEGUN if begun is None else begun, is_taken, today)
    return {each.owed.department.id: each for each in found if each.owed.plan.id == PLAN}


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (date(2024, 1, 17), None),
        (date(2024, 1, 18), "before_due"),
        (date(2024, 1, 22), "before_due"),
        (date(2024, 1, 23), "after_due"),
        (date(2024, 1, 25), "leader"),
        (date(2024, 1, 20), None),  # a Saturday
        (date(2024, 3, 4), None),  # too long ago
    ],
)
def test_a_department_is_reminded_before_the_day_after_it_and_through_its_leader(
    catalogue: Catalogue, day: date, step: Step | None
) -> None:
    found = due(catalogue, day)
    assert {each.step for each in found.values()} == (set() if step is None else {step})
    if step is not None:
        assert str(found[JOBS].owed.period) == "2023"
        assert found[JOBS].owed.due == date(2024, 1, 22)  # the 20th is a Saturday


def test_each_step_is_taken_once_and_none_below_one_that_was(catalogue: Catalogue) -> None:
    assert due(catalogue, date(2024, 1, 23), taken=("after_due",)) == {}
    assert due(catalogue, date(2024, 1, 23), taken=("leader",)) == {}
    assert due(catalogue, date(2024, 1, 23), taken=("before_due",))[JOBS].step == "after_due"


def test_what_is_stated_is_not_reminded_of_and_what_is_returned_is(catalogue: Catalogue) -> None:
    def rows(*said: CommitmentEvent) -> list[int]:
        return [each.row for each in due(catalogue, date(2024, 1, 23), *said)[JOBS].owed.commitments]

    assert rows()[:2] == [9, 10]
    assert rows(stated("2023", row=9))[:2] == [10, 11]
    assert rows(stated("2023", row=9), accepted("2023", row=9))[:2] == [10, 11]
    assert rows(stated("2023", row=9), returned("2023", row=9))[:2] == [9, 10]
    assert 1 not in rows()  # follows an indicator
    everything = [stated("2023", row=row) for row in rows()]
    assert JOBS not in due(catalogue, date(2024, 1, 23), *everything)


def test_nobody_is_reminded_where_nobody_reports_nor_of_the_time_before(catalogue: Catalogue) -> None:
    assert due(catalogue, date(2024, 1, 23), begun={}) == {}
    assert due(catalogue, date(2024, 1, 23), begun={"500000": Month(2024, 1)}) == {}


def test_of_a_plan_that_is_over_the_last_year_is_reminded_of_and_nothing_after(catalogue: Catalogue) -> None:
    assert str(due(catalogue, date(2026, 1, 21))[JOBS].owed.period) == "2025"
    assert due(catalogue, date(2027, 1, 21)) == {}


def test_the_letter_says_who_owes_what_by_when_and_where_it_is_stated(catalogue: Catalogue) -> None:
    reminder = due(catalogue, date(2024, 1, 23))[JOBS]
    message = compose_statement_reminder(reminder, 2, WorkCalendar(), "http://x/", simulated=True)
    assert (message.alert, message.sequence, message.link) == (number_of(reminder), 2, "http://x/commitments")
    for words in (
        "重庆市人力社保局就业促进处",
        "23 项重点任务2023年",
        "2024年1月22日",
        "至今未报",
        "第9项",
        "模拟数据",
    ):
        assert words in message.text, words
    assert len(number_of(reminder)) <= 40
    assert recipients(reminder) == ("employment@cq.example",)
    assert recipients(reminder._replace(step="leader")) == ("employment@cq.example", "leader@cq.example")
    few = replace(reminder.owed.plan), reminder.owed._replace(commitments=reminder.owed.commitments[:1])
    short = compose_statement_reminder(reminder._replace(owed=few[1]), 1, WorkCalendar(), "http://x", simulated=False)
    assert "等共" not in short.text and "模拟数据" not in short.text


def test_a_number_fits_whatever_the_office_calls_its_plan_and_department(catalogue: Catalogue) -> None:
    reminder = due(catalogue, date(2024, 1, 23))[JOBS]
    owed = reminder.owed
    long = owed._replace(
        plan=replace(owed.plan, id="chongqing-employment-and-skills-2021-2025"),
        department=replace(owed.department, id="就业促进与失业保险处/employment-promotion"),
    )
    number = number_of(reminder._replace(owed=long))
    assert re.fullmatch(r"RW-500000-[0-9a-f]{8}-2023", number)
    other = long._replace(department=replace(long.department, id="就业促进与失业保险处/employment-promotion-2"))
    assert number_of(reminder._replace(owed=other)) != number
