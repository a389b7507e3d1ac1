"""What people did about an episode: 签收, 反馈, 会审, 销号, 静默. Pure.

What the machine found (services.alerts.episodes.lifecycle) and what people did are separate events of one
stream, folded apart: people neither open nor close an episode, and no figure is signed away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from services.alerts.episodes.row import AnswerState, same_result
from services.alerts.handling.asked_days import asks
from services.alerts.handling.closed_days import ClosedDays, moved_days
from shared.events import (
    AlertAcknowledged,
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertExpired,
    AlertLevelChanged,
    AlertOutcomeChanged,
    AlertPromiseBroken,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    AlertSignedOff,
    AlertSilenced,
    AskedDays,
    Event,
)
from shared.work_calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Handling:
    """Where the newest episode stands with the people who answer for it.

    ``asked_on`` is the day in China on which the department was last asked to sign and to answer:
    when the episode was raised, and again whenever it got worse; ``asked`` are the days that it was told
    then, or when its answer was returned (None where none were stored). ``returned_on`` is the day on which
    its answer was returned. ``steps`` are the escalations since it was last asked, as (step, reason);
    ``drafts`` those letters that were drafted in this episode. ``closed_on`` is the day on which it was closed,
    ``closed_days`` when it was closed and opened again since it was last asked.
    """

    episode: int = 0
    open: bool = False
    asked_on: date | None = None
    asked: AskedDays | None = None
    acknowledged: bool = False
    acknowledged_on: date | None = None
    answer: AnswerState = "none"
    returned_on: date | None = None
    signed_off: bool = False
    silenced_until: str = ""
    steps: frozenset[tuple[str, str]] = frozenset()
    drafts: frozenset[str] = frozenset()
    closed_on: date | None = None
    closed_days: tuple[ClosedDays, ...] = ()

    def silenced(self, today: date) -> bool:
        """Whether nothing is told on that day."""
        return self.silenced_until >= today.isoformat()


def evolve(state: Handling, event: Event, day: date) -> Handling:
    """The state after one more event of the alert's stream, recorded on ``day`` (in China)."""
    match event:
        case AlertRaised():
            return Handling(episode=event.episode, open=True, asked_on=_told_on(event.asked, day), asked=event.asked)
        case AlertLevelChanged() if asks(event):
            return replace(
                state,
                asked_on=_told_on(event.asked, day),
                asked=event.asked,
                acknowledged=False,
                acknowledged_on=None,
                answer="none",
                returned_on=None,
                steps=frozenset(),
                closed_days=(),
            )
        case AlertResolved() | AlertClosedByCorrection() | AlertExpired() | AlertReopened():
            return _ended_or_not(state, event, day)
        case AlertEscalated(step="supervision_draft" | "interview_draft"):
            return replace(state, drafts=state.drafts | {event.step})
        case AlertEscalated():
            return replace(state, steps=state.steps | {(event.step, event.reason)})
        case _:
            return _after_people(state, event, day)


def _ended_or_not(
    state: Handling, event: AlertResolved | AlertClosedByCorrection | AlertExpired | AlertReopened, day: date
) -> Handling:
    if not isinstance(event, AlertReopened):
        return replace(state, open=False, closed_on=day)
    span = ClosedDays(state.closed_on or day, day)
    return replace(state, open=True, signed_off=False, closed_days=(*state.closed_days, span))


def _after_people(state: Handling, event: Event, day: date) -> Handling:
    match event:
        case AlertAcknowledged():
            state = replace(state, acknowledged=True, acknowledged_on=day)
        case AlertAnswered():
            state = replace(state, answer="standing", returned_on=None)
        case AlertAnswerAccepted():
            state = replace(state, answer="accepted")
        case AlertPromiseBroken() if state.answer == "accepted":
            state = replace(state, answer="broken")
        case AlertAnswerReturned():
            unanswered = frozenset(each for each in state.steps if each[1] != "unanswered")
            told = _told_on(event.asked, day)
            state = replace(state, answer="returned", returned_on=told, asked=event.asked, steps=unanswered)
            state = replace(state, closed_days=())
        case AlertOutcomeChanged():
            state = replace(state, signed_off=state.signed_off and same_result(event))
        case AlertSignedOff():
            state = replace(state, signed_off=True)
        case AlertSilenced():
            state = replace(state, silenced_until=event.until)
    return state


def _told_on(asked: AskedDays | None, recorded: date) -> date:
    return date.fromisoformat(asked.on) if asked is not None else recorded


def with_moved_days(event: AlertReopened, state: Handling, day: date, calendar: WorkCalendar) -> AlertReopened:
    """The event with the days that ``state`` was told, moved by those on which the episode was closed until ``day``."""
    if state.asked is None or state.closed_on is None:
        return event
    spans = (*state.closed_days, ClosedDays(state.closed_on, day))
    return msgspec.structs.replace(event, asked=moved_days(state.asked, spans, calendar))


def fold(events: Iterable[tuple[Event, date]]) -> Handling:
    """The state after all events of a stream, each with the day in China on which it was recorded."""
    state = Handling()
    for event, day in events:
        state = evolve(state, event, day)
    return state
