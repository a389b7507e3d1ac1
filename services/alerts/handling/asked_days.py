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
from shared.working_days import add_working_days

AnyEvent = TypeVar("AnyEvent", bound=Event)


def with_days(event: AnyEvent, day: date, deadlines: Deadlines) -> AnyEvent:
    """The event with the days that it asks for, counted from ``day``, on which it is told; as it is where it asks for
    nothing."""
    if isinstance(event, AlertAnswerReturned):
        return msgspec.structs.replace(event, asked=_answer(day, deadlines))
    if isinstance(event, AlertRaised) or (isinstance(event, AlertLevelChanged) and asks(event)):
        return msgspec.structs.replace(event, asked=_both(day, deadlines))
    return event


def asks(event: AlertLevelChanged) -> bool:
    """Whether the department is asked anew: where it got worse, and no other alert tells of it."""
    return rank(event.level) > rank(event.old_level) and not event.gathered_by


def _answer(day: date, deadlines: Deadlines) -> AskedDays:
    return AskedDays(
        on=day.isoformat(),
        answer_by=add_working_days(day, deadlines.answer).isoformat(),
        leader_answer_by=add_working_days(day, deadlines.leader_answer).isoformat(),
    )


def _both(day: date, deadlines: Deadlines) -> AskedDays:
    return msgspec.structs.replace(
        _answer(day, deadlines),
        sign_by=add_working_days(day, deadlines.sign).isoformat(),
        leader_sign_by=add_working_days(day, deadlines.leader).isoformat(),
    )
