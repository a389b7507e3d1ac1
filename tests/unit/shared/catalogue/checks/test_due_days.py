"""A plan that reaches beyond the years that are arranged is told so, from the first due day on that may move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shared.catalogue.checks.due_days import check_due_days
from shared.catalogue.findings import Findings, Severity
from shared.periods import Month
from shared.work_calendar import LAST_ARRANGED_YEAR, WorkCalendar
from tests.unit.shared.catalogue.checks.builders import a_plan, a_row


def found(first: Month, last: Month, calendar: WorkCalendar | None = None) -> list[tuple[str, str]]:
    findings = Findings()
    check_due_days(replace(a_plan(a_row()), first=first, last=last), calendar or WorkCalendar(), findings, "plan")
    assert all(each.severity is Severity.WARNING for each in findings.items)
    return [(each.code, each.message) for each in findings.items]


def test_the_first_due_day_that_may_move_is_named() -> None:
    [(code, message)] = found(Month(LAST_ARRANGED_YEAR, 1), Month(LAST_ARRANGED_YEAR + 4, 12))
    assert code == "due_days_tentative"
    assert message.startswith(f"自{LAST_ARRANGED_YEAR}年12月起，应报日（{LAST_ARRANGED_YEAR + 1}年1月")
    assert f"收录到{LAST_ARRANGED_YEAR}年" in message


def test_a_plan_whose_due_days_are_all_arranged_is_told_nothing() -> None:
    assert found(Month(2021, 1), Month(LAST_ARRANGED_YEAR, 11)) == []


def test_a_year_that_the_office_has_written_down_itself_moves_no_more() -> None:
    year = LAST_ARRANGED_YEAR + 1
    written = WorkCalendar({date(year, 10, 1): False})
    [(_, message)] = found(Month(LAST_ARRANGED_YEAR, 1), Month(LAST_ARRANGED_YEAR + 4, 12), written)
    assert message.startswith(f"自{year}年12月起") and f"收录到{year}年" in message
