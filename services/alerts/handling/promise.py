"""What the department of an episode has promised, and what became of it: the fold of the alert's stream. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from shared.events import (
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertEscalated,
    AlertPromiseBroken,
    AlertPromiseKept,
    AlertRaised,
    Event,
    QuotedPromise,
)

Fate = Literal["open", "kept", "broken"]
"""What became of a promise; ``open``: its month was not held against the figures yet."""


@dataclass(frozen=True, slots=True)
class Promises:
    """The promises of the newest episode.

    ``accepted`` came with the last answer that 会审 accepted; ``standing`` with the one that waits for it
    (``answered``), which takes its place, also where it promises nothing; a returned one gives it back. A worse level
    asks for another answer, and what was promised stands until there is one. ``kept`` and ``broken`` are the months
    that were held against the figures, ``supervised_on`` the day of the last 督办.
    """

    episode: int = 0
    accepted: QuotedPromise | None = None
    answered: bool = False
    standing: QuotedPromise | None = None
    kept: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    supervised_on: date | None = None

    @property
    def current(self) -> QuotedPromise | None:
        """The promise that holds."""
        return self.standing if self.answered else self.accepted

    @property
    def told(self) -> tuple[QuotedPromise, Fate] | None:
        """The promise that holds, with what became of it, as messages quote it."""
        promise = self.current
        if promise is None:
            return None
        return promise, "kept" if promise.month in self.kept else "broken" if promise.month in self.broken else "open"

    @property
    def open(self) -> QuotedPromise | None:
        """The promise that holds, as long as it has not been held against the figures."""
        told = self.told
        return told[0] if told is not None and told[1] == "open" else None


def evolve(state: Promises, event: Event, day: date) -> Promises:
    """The state after one more event of the alert's stream, recorded on ``day`` (in China)."""
    match event:
        case AlertRaised():
            state = Promises(episode=event.episode)
        case AlertAnswered():
            state = replace(state, answered=True, standing=_promised(event, day))
        case AlertAnswerAccepted() if state.answered:
            state = replace(state, accepted=state.standing, answered=False, standing=None)
        case AlertAnswerReturned():
            state = replace(state, answered=False, standing=None)
        case AlertPromiseKept():
            state = replace(state, kept=state.kept | {event.promise.month})
        case AlertPromiseBroken():
            state = replace(state, broken=state.broken | {event.promise.month})
        case AlertEscalated(step="supervision"):
            state = replace(state, supervised_on=day)
    return state


def fold(events: Iterable[tuple[Event, date]]) -> Promises:
    """The state after all events of a stream, each with the day in China on which it was recorded."""
    state = Promises()
    for event, day in events:
        state = evolve(state, event, day)
    return state


def _promised(answered: AlertAnswered, day: date) -> QuotedPromise | None:
    """What an answer promises; one that names no month promises nothing."""
    if not answered.expected:
        return None
    return QuotedPromise(
        month=answered.expected,
        signer=answered.signer,
        answered_on=day.isoformat(),
        cause=answered.cause,
        measures=answered.measures,
    )
