"""What a clerk may do with a report, by where it stands."""

from __future__ import annotations

from datetime import date

import pytest

from services.intake.pages.views.clerk.shown import ReportView
from services.intake.pages.views.findings import count
from services.intake.pages.views.month_strip import MonthCell, State
from services.intake.pages.views.record import Record
from services.intake.pages.views.timeline import ReportStep
from services.intake.reports.state import NOTHING, ReportState
from shared.periods import Month

MARCH = Month(2023, 3)
SUBMITTED, ACCEPTED = ReportState(1, "submitted"), ReportState(1, "accepted", 1)
RETURNED = ReportState(1, "returned")


def _view(state: ReportState, *, closed: bool = False, shown: State = "owed", reason: str = "") -> ReportView:
    steps = (ReportStep("退回", "", 1, "a", "", 1, "", reason=reason),) if state.revision else ()
    cell = MonthCell(MARCH, shown, "", False, date(2023, 4, 10), state.revision)
    record = Record("500101", MARCH, (), closed, state)
    return ReportView(record, "万州区", cell, steps, (), (), count([]), ())


@pytest.mark.parametrize(
    ("state", "closed", "corrects", "withdraws"),
    [
        (NOTHING, False, False, False),
        (SUBMITTED, False, False, True),
        (SUBMITTED, True, True, False),
        (ACCEPTED, False, True, False),
        (ReportState(2, "submitted", 1), False, True, False),
        (RETURNED, False, False, False),
        (NOTHING, True, True, False),
    ],
)
def test_after_acceptance_or_closing_it_takes_a_correction_and_nothing_can_be_taken_back(
    state: ReportState, closed: bool, corrects: bool, withdraws: bool
) -> None:
    view = _view(state, closed=closed)
    assert (view.needs_correction, view.may_withdraw) == (corrects, withdraws)


def test_why_it_came_back_is_told_until_it_is_answered() -> None:
    assert _view(RETURNED, reason="数据异常").returned_reason == "数据异常"
    assert _view(SUBMITTED, reason="数据异常").returned_reason == ""


def test_a_month_that_is_not_owed_has_a_form_only_when_something_was_reported() -> None:
    assert not _view(NOTHING, shown="not-owed").may_report
    assert _view(NOTHING).may_report and _view(SUBMITTED, shown="not-owed").may_report
