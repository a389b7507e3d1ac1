"""Until when a department owes what it is asked for: told once, and stored with the event that asks. Pure.

A calendar that learns of a holiday later changes nothing of what was told.
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import msgspec

from services.alerts.episodes.policy import rank
from shared.catalogue.rules import Deadlines
from shared.events import AlertAnswerReturned, AlertLevelChanged, AlertRaised, AskedDays, Event
from shared.work_calendar import WorkCalendar

AnyEvent = TypeVar("AnyEvent", bound=Event)


def with_days(event: AnyEvent, day: date, deadlines: Deadlines, calendar: WorkCalendar) -> AnyEvent:
    """The event with the days that it asks for, counted from ``day``, on which it is told; as it is where it asks for
    nothing."""
    if isinstance(event, AlertAnswerReturned):
        return msgspec.structs.replace(event, asked=_answer(day, deadlines, calendar))
    if isinstance(event, AlertRaised) or (isinstance(event, AlertLevelChanged) and asks(event)):
        return msgspec.structs.replace(event, asked=_both(day, deadlines, calendar))
    return event


def asks(event: AlertLevelChanged) -> bool:
    """Whether the department is asked anew: where it got worse, and no other alert tells of it."""
    return rank(event.level) > rank(event.old_level) and not event.gathered_by


def _answer(day: date, deadlines: Deadlines, calendar: WorkCalendar) -> AskedDays:
    return AskedDays(
        on=day.isoformat(),
        answer_by=calendar.after(day, deadlines.answer).isoformat(),
        leader_answer_by=calendar.after(day, deadlines.leader_answer).isoformat(),
    )


def _both(day: date, deadlines: Deadlines, calendar: WorkCalendar) -> AskedDays:
    return msgspec.structs.replace(
        _answer(day, deadlines, calendar),
        sign_by=calendar.after(day, deadlines.sign).isoformat(),
        leader_sign_by=calendar.after(day, deadlines.leader).isoformat(),
    )
