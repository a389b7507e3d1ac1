"""Where an alert stands with what the machine found: the fold of its stream, and what a decision is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import msgspec

from shared.events import (
    AlertAdvised,
    AlertClosedByCorrection,
    AlertExpired,
    AlertFrozen,
    AlertLevelChanged,
    AlertOutcomeChanged,
    AlertRaised,
    AlertResolved,
    Assessment,
    Event,
    Level,
    NotificationQueued,
)

NO_LONGER_BINDING = "no_longer_binding"
"""Why an episode ends whose target was revised to an expected one."""


@dataclass(frozen=True, slots=True)
class Episode:
    """The newest episode of an alert (``episode`` 0: never raised).

    ``last_period`` is the latest month the episode has spoken about, ``earlier_period`` that of
    the episode before it: a correction up to there belongs to the past. ``sequence`` numbers the
    episode's messages. ``told_level`` is the last level that the department was told; another alert's
    messages may have told of later ones. ``advised_period`` is the month of the last 提示, ``advices`` numbers
    their messages. ``unbound_from`` is the month from which the target was no longer binding when the
    episode was closed for that. ``expired`` is how the target came out where the episode ended with its plan (a reason
    of ``AlertExpired``).
    """

    number: str = ""
    episode: int = 0
    open: bool = False
    level: Level = "normal"
    raised_period: str = ""
    last_period: str = ""
    earlier_period: str = ""
    frozen_period: str | None = None
    sequence: int = 0
    told_level: Level = "normal"
    advised_period: str = ""
    advices: int = 0
    unbound_from: str = ""
    expired: str = ""


@dataclass(frozen=True, slots=True)
class AlertDecision:
    """What follows from an assessment: events (often none) and why.

    ``recorded`` says whether the assessment belongs into the history; ``held`` that it is to be
    decided on again once the month's due day has passed, and stands at 报送中 until then.
    """

    events: tuple[Event, ...]
    reason: str
    recorded: bool = True
    held: bool = False

    def seen(self, assessment: Assessment) -> Assessment:
        """The assessment as the history keeps it."""
        return msgspec.structs.replace(assessment, level="reporting") if self.held else assessment


def evolve(state: Episode, event: Event) -> Episode:
    """The state after one more event of the stream; events of other kinds leave it as it is."""
    match event:
        case AlertRaised():
            return Episode(
                number=event.alert,
                episode=event.episode,
                open=True,
                level=event.level,
                raised_period=event.period,
                last_period=event.period,
                earlier_period=state.last_period,
                told_level=event.level,
                advised_period=state.advised_period,
                advices=state.advices,
            )
        case AlertLevelChanged():
            thawed = None if event.reason == "figures_returned" else state.frozen_period
            told = state.told_level if event.gathered_by else event.level
            return replace(_at(state, event.period), level=event.level, frozen_period=thawed, told_level=told)
        case AlertFrozen():
            return replace(_at(state, event.period), frozen_period=event.period)
        case AlertResolved() | AlertClosedByCorrection() | AlertExpired():
            return _closed(_at(state, event.period), event)
    return _told(state, event)


def _closed(state: Episode, event: AlertResolved | AlertClosedByCorrection | AlertExpired) -> Episode:
    unbound = event.period if event.reason == NO_LONGER_BINDING else ""
    expired = event.reason if isinstance(event, AlertExpired) else ""
    return replace(state, open=False, frozen_period=None, unbound_from=unbound, expired=expired)


def _told(state: Episode, event: Event) -> Episode:
    match event:
        case AlertOutcomeChanged():
            return replace(state, expired=event.reason)
        case AlertAdvised():
            return replace(state, advised_period=event.period)
        case NotificationQueued(episode=0):
            return replace(state, advices=max(state.advices, event.sequence))
        case NotificationQueued() if event.episode == state.episode:
            return replace(state, sequence=max(state.sequence, event.sequence))
    return state


def fold(events: Iterable[Event]) -> Episode:
    """The state after all events of a stream."""
    state = Episode()
    for event in events:
        state = evolve(state, event)
    return state


def _at(state: Episode, period: str) -> Episode:
    return replace(state, last_period=max(state.last_period, period))
