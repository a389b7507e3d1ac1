"""The events of an alert's stream by who brings them about: the machine, people, the steps nobody took. Pure."""

from __future__ import annotations

from shared.events import (
    AlertAcknowledged,
    AlertAdviceLifted,
    AlertAdvised,
    AlertAnswerAccepted,
    AlertAnswered,
    AlertAnswerReturned,
    AlertClosedByCorrection,
    AlertEscalated,
    AlertExpired,
    AlertFreezeLasted,
    AlertFrozen,
    AlertGapGrew,
    AlertLevelChanged,
    AlertOutcomeChanged,
    AlertPromiseBroken,
    AlertPromiseKept,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    AlertSignedOff,
    AlertSilenced,
)

AlertEvent = (
    AlertRaised
    | AlertLevelChanged
    | AlertGapGrew
    | AlertFrozen
    | AlertFreezeLasted
    | AlertPromiseKept
    | AlertResolved
    | AlertClosedByCorrection
    | AlertReopened
    | AlertExpired
    | AlertOutcomeChanged
)
"""What the machine finds about an alert, and a department is told."""

AdviceEvent = AlertAdvised | AlertAdviceLifted
"""What the machine finds about a target without an episode of it."""

LateEvent = AlertFreezeLasted | AlertPromiseKept
"""What the machine finds because time has passed, and a department is told."""

AskingEvent = AlertEscalated | AlertAnswerReturned
"""What a department is told because something is still owed."""

ToldEvent = AlertEvent | AskingEvent | AlertAdvised
"""Everything that a message may be about."""

PeopleEvent = (
    AlertAcknowledged
    | AlertAnswered
    | AlertAnswerAccepted
    | AlertAnswerReturned
    | AlertSignedOff
    | AlertEscalated
    | AlertSilenced
)
"""What people did about an episode, and the steps taken because they did not."""

SteppingEvent = PeopleEvent | LateEvent | AlertPromiseBroken
"""What people did, and what only time brings about."""

EpisodeEvent = AlertEvent | AlertPromiseBroken | PeopleEvent
"""What moves an episode."""
