"""Days on which an episode was closed: they count against nobody, once it goes on. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from shared.events import AskedDays
from shared.work_calendar import WorkCalendar


class ClosedDays(NamedTuple):
    """From the day on which an episode was closed to the one on which it was opened again."""

    closed: date
    reopened: date


def moved(day: date, closed: Iterable[ClosedDays], calendar: WorkCalendar) -> date:
    """The day until which something is owed, as many working days after the reopening as it was after the close; one
    that had passed by then stays."""
    for span in closed:
        if day > span.closed:
            day = calendar.after(span.reopened, _working_days(span.closed, day, calendar))
    return day


def moved_days(asked: AskedDays, closed: Iterable[ClosedDays], calendar: WorkCalendar) -> AskedDays:
    """The days that were told, each moved."""
    spans = tuple(closed)

    def to(told: str) -> str:
        return moved(date.fromisoformat(told), spans, calendar).isoformat() if told else ""

    return msgspec.structs.replace(
        asked,
        sign_by=to(asked.sign_by),
        leader_sign_by=to(asked.leader_sign_by),
        answer_by=to(asked.answer_by),
        leader_answer_by=to(asked.leader_answer_by),
    )


def _working_days(after: date, until: date, calendar: WorkCalendar) -> int:
    """How many working days there are behind ``after``, up to ``until``."""
    return sum(calendar.is_working_day(after + timedelta(days=step)) for step in range(1, (until - after).days + 1))
