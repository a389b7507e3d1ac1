from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.alerts.episodes.row import AnswerState, EpisodeState
from services.alerts.reading.handling_views import NEXT_STEPS, handling_view
from shared.catalogue.rules import Deadlines
from shared.periods import to_microseconds
from shared.work_calendar import LAST_ARRANGED_YEAR, WorkCalendar
from tests.unit.alerts.reading.rows import EPISODE


@pytest.mark.parametrize(
    ("state", "signed", "answer", "signed_off", "step"),
    [
        ("open", None, "none", None, "待签收"),
        ("frozen", None, "none", None, "待签收"),
        ("open", 1, "none", None, "待反馈"),
        ("open", 1, "standing", None, "待会审"),
        ("open", 1, "returned", None, "待重新反馈"),
        ("open", 1, "accepted", None, "整改中"),
        ("resolved", None, "none", None, "待销号"),
        ("closed_by_correction", 1, "accepted", 2, "已销号"),
    ],
)
def test_the_next_step_in_a_word(
    state: EpisodeState, signed: int | None, answer: AnswerState, signed_off: int | None, step: str
) -> None:
    row = EPISODE._replace(state=state, acknowledged_at=signed, answer=answer, signed_off_at=signed_off)
    assert handling_view(row, Deadlines(), WorkCalendar()).next == step
    assert step in NEXT_STEPS


def test_deadlines_in_a_year_that_is_not_arranged_yet_are_tentative() -> None:
    last = date(LAST_ARRANGED_YEAR, 12, 30)
    asked = to_microseconds(datetime(last.year, last.month, last.day, 2, tzinfo=UTC))
    assert (
        handling_view(EPISODE._replace(asked_at=asked), Deadlines(sign=2, answer=5), WorkCalendar()).deadlines_tentative
        is True
    )
    assert handling_view(EPISODE, Deadlines(sign=2, answer=5), WorkCalendar()).deadlines_tentative is False
    assert handling_view(EPISODE._replace(asked_at=None), Deadlines(), WorkCalendar()).deadlines_tentative is False


def test_the_days_to_sign_and_to_answer_are_working_days_after_it_was_asked() -> None:
    view = handling_view(EPISODE, Deadlines(sign=2, answer=5), WorkCalendar())
    assert (view.sign_by, view.answer_by) == (date(2025, 4, 11), date(2025, 4, 16))


def test_what_was_never_asked_is_due_on_no_day() -> None:
    view = handling_view(EPISODE._replace(asked_at=None), Deadlines(), WorkCalendar())
    assert (view.asked_at, view.sign_by, view.answer_by) == (None, None, None)
