"""Where an alert stands with what the machine found: the fold of its stream, and what a decision is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from services.alerts.episodes.policy import rank
from shared.events import (
    AlertAdviceLifted,
    AlertAdvised,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertExpired,
    AlertFreezeLasted,
    AlertFrozen,
    AlertGapGrew,
    AlertLevelChanged,
    AlertOutcomeChanged,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    Assessment,
    Event,
    Level,
    NotificationQueued,
)

NO_LONGER_BINDING = "no_longer_binding"
"""Why an episode ends whose target was revised to an expected one."""

LIKELY_MISSED = "likely_missed"
"""Why a 提示 is given of a binding target."""

FIGURES_RETURNED = "figures_returned"
"""Why a level is told after a freeze: the thaw."""


@dataclass(frozen=True, slots=True)
class Episode:
    """The newest episode of an alert (``episode`` 0: never raised).

    ``last_period`` is the latest month the episode has spoken about, ``earlier_period`` that of
    the episode before it: a correction up to there belongs to the past. ``sequence`` numbers the
    episode's messages. ``told_level`` is the last level that the department was told; another alert's
    messages may have told of later ones; ``told_gap`` is the gap that was told with it, or later (None: none was).
    ``freeze_told``: the department was told that the episode is frozen. ``advised_period`` is the month of the last
    提示 of the binding target (蓝), ``standing_advice`` that of the expected one's where it was not lifted yet (''
    where it was, or there is none), ``advices`` numbers the messages of both. ``unbound_from`` is the month from which
    the target was no longer binding when the episode was closed for that. ``expired`` is how the target came out where
    the episode ended with its plan (a reason of ``AlertExpired``).
    ``raised_version`` is the data version of the figures that it was raised on. ``closed_by`` and ``closed_period``
    say by what, and about which month, it was closed, where that can be undone.
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
    told_gap: int | None = None
    freeze_told: bool = False
    advised_period: str = ""
    standing_advice: str = ""
    advices: int = 0
    unbound_from: str = ""
    expired: str = ""
    raised_version: int = 0
    closed_by: Literal["", "resolved", "correction"] = ""
    closed_period: str = ""


@dataclass(frozen=True, slots=True)
class AlertDecision:
    """What follows from an assessment: events (often none) and why.

    ``recorded`` says whether the assessment belongs into the history; ``held`` that it is to be
    decided on again once the month's due day, or the last for its review, has passed, and stands at 报送中 until then.
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
                told_gap=event.assessment.gap,
                advised_period=state.advised_period,
                standing_advice=state.standing_advice,
                advices=state.advices,
                raised_version=event.assessment.data_version,
            )
        case AlertLevelChanged():
            return _level_changed(state, event)
        case AlertFrozen():
            told = not event.quiet and not event.gathered_by
            return replace(_at(state, event.period), frozen_period=event.period, freeze_told=told)
        case AlertResolved() | AlertClosedByCorrection() | AlertExpired():
            return _closed(_at(state, event.period), event)
        case AlertReopened():
            frozen = event.period if event.frozen else None
            again = replace(_at(state, event.period), open=True, level=event.level, told_level=event.level)
            again = replace(again, told_gap=event.assessment.gap, freeze_told=event.frozen)
            return replace(again, frozen_period=frozen, closed_by="", closed_period="")
    return _told(state, event)


def tells(state: Episode, event: AlertLevelChanged) -> bool:
    """Whether a change of level, or a thaw, is news to the department of the episode as it stood before.

    It is where its level is another than the department was last told, where it got worse, and where a freeze ends
    that it was told of; another alert's messages tell of one that is gathered.
    """
    thaw = event.reason == FIGURES_RETURNED and state.freeze_told
    worse = rank(event.level) > rank(event.old_level)
    return not event.gathered_by and (thaw or worse or event.level != state.told_level)


def _level_changed(state: Episode, event: AlertLevelChanged) -> Episode:
    changed = replace(_at(state, event.period), level=event.level)
    if event.reason == FIGURES_RETURNED:
        changed = replace(changed, frozen_period=None, freeze_told=False)
    if not tells(state, event):
        return changed
    return replace(changed, told_level=event.level, told_gap=event.assessment.gap)


def _closed(state: Episode, event: AlertResolved | AlertClosedByCorrection | AlertExpired) -> Episode:
    closed = replace(state, open=False, frozen_period=None, unbound_from="", expired="")
    if isinstance(event, AlertExpired):
        return replace(closed, expired=event.reason)
    if event.reason == NO_LONGER_BINDING:
        return replace(closed, unbound_from=event.period)
    by: Literal["resolved", "correction"] = "resolved" if isinstance(event, AlertResolved) else "correction"
    return replace(closed, closed_by=by, closed_period=event.period)


def _told(state: Episode, event: Event) -> Episode:
    match event:
        case AlertOutcomeChanged():
            state = replace(state, expired=event.reason)
        case AlertGapGrew():
            state = replace(_at(state, event.period), told_gap=event.assessment.gap)
        case AlertEscalated(gap=int()):
            state = replace(state, told_gap=event.gap)
        case AlertFreezeLasted():
            state = replace(state, freeze_told=True)
        case AlertAdvised():
            state = _advised(state, event)
        case AlertAdviceLifted():
            state = replace(state, standing_advice="")
        case NotificationQueued(episode=0):
            state = replace(state, advices=max(state.advices, event.sequence))
        case NotificationQueued() if event.episode == state.episode:
            state = replace(state, sequence=max(state.sequence, event.sequence))
    return state


def _advised(state: Episode, event: AlertAdvised) -> Episode:
    if event.reason == LIKELY_MISSED:
        return replace(state, advised_period=event.period)
    return replace(state, standing_advice=event.period)


def fold(events: Iterable[Event]) -> Episode:
    """The state after all events of a stream."""
    state = Episode()
    for event in events:
        state = evolve(state, event)
    return state


def _at(state: Episode, period: str) -> Episode:
    return replace(state, last_period=max(state.last_period, period))
