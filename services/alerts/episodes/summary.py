"""What became of an episode in a few numbers, for the notice that ends it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.alerts.episodes.policy import rank
from shared.events import (
    AlertAcknowledged,
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertEscalated,
    AlertLevelChanged,
    AlertPromiseBroken,
    AlertPromiseKept,
    AlertRaised,
    Event,
    Level,
)


@dataclass(frozen=True, slots=True)
class EpisodeSummary:
    """The newest episode so far: about which month and on which day it was raised, at which level, how bad it came to,
    and how often it was signed for, answered, the answer accepted or returned, what it promised kept or not, and the
    department or its leader urged, or supervised (督办).
    """

    period: str = ""
    on: date | None = None
    level: Level = "normal"
    worst: Level = "normal"
    signed: int = 0
    answers: int = 0
    accepted: int = 0
    returned: int = 0
    urged: int = 0
    kept: int = 0
    broken: int = 0
    supervised: int = 0


def evolve(state: EpisodeSummary, event: Event, day: date) -> EpisodeSummary:
    """The summary after one more event of the alert's stream, recorded on ``day`` (in China)."""
    match event:
        case AlertRaised():
            return EpisodeSummary(event.period, day, event.level, event.level)
        case AlertLevelChanged():
            return replace(state, worst=max(state.worst, event.level, key=rank))
        case AlertEscalated(step="supervision_draft" | "interview_draft"):
            return state  # a draft that nobody may ever have issued
        case AlertEscalated(step="supervision"):
            return replace(state, supervised=state.supervised + 1)
    counted = _COUNTED.get(type(event))
    return replace(state, **{counted: getattr(state, counted) + 1}) if counted is not None else state


_COUNTED: Mapping[type[Event], str] = {
    AlertAcknowledged: "signed",
    AlertAnswered: "answers",
    AlertAnswerAccepted: "accepted",
    AlertAnswerReturned: "returned",
    AlertPromiseKept: "kept",
    AlertPromiseBroken: "broken",
    AlertEscalated: "urged",
}
"""What of people's events is counted, and where."""


def fold(events: Iterable[tuple[Event, date]]) -> EpisodeSummary:
    """The summary after all events of a stream, each with the day in China on which it was recorded."""
    state = EpisodeSummary()
    for event, day in events:
        state = evolve(state, event, day)
    return state
