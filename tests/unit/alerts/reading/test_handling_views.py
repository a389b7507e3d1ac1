from __future__ import annotations

from datetime import date

import msgspec
import pytest

from services.alerts.episodes.row import AnswerState, EpisodeRow, EpisodeState
from services.alerts.reading.handling_views import NEXT_STEPS, handling_view
from shared.catalogue.rules import Deadlines
from tests.builders import an_assessment

ASKED = 1_744_160_400_000_000
"""2025-04-09 09:00 in China, a Wednesday."""

ROW = EpisodeRow(
    number="CQ-08",
    episode=1,
    stream="s",
    plan="p",
    row=8,
    indicator="i",
    region="500000",
    state="open",
    level="red",
    raised_period="2025-03",
    raised_at=ASKED,
    period="2025-03",
    changed_at=ASKED,
    after=None,
    assessment=msgspec.json.encode(an_assessment()),
    asked_at=ASKED,
)


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
    row = ROW._replace(state=state, acknowledged_at=signed, answer=answer, signed_off_at=signed_off)
    assert handling_view(row, Deadlines())["next"] == step
    assert step in NEXT_STEPS


def test_the_days_to_sign_and_to_answer_are_working_days_after_it_was_asked() -> None:
    view = handling_view(ROW, Deadlines(sign=2, answer=5))
    assert (view["sign_by"], view["answer_by"]) == (date(2025, 4, 11), date(2025, 4, 16))


def test_what_was_never_asked_is_due_on_no_day() -> None:
    view = handling_view(ROW._replace(asked_at=None), Deadlines())
    assert (view["asked_at"], view["sign_by"], view["answer_by"]) == (None, None, None)
