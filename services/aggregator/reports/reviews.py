"""What a unit's month has in review: findings that nobody has accepted, and corrections, waiting or made. Pure.

Kept beside the month's lines, for alerts: who is in doubt, and which correction ended an alert.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

import msgspec

from shared.events import (
    Event,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)

KEPT = 6
"""So many accepted corrections of a month are kept, the latest."""


class OpenFinding(msgspec.Struct, frozen=True, gc=False):
    """A finding of the revision that stands, until that is accepted: explained or not. ``indicator`` '' is the report
    as a whole."""

    indicator: str
    action: Literal["block", "query"]
    message: str


class CorrectedLine(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What a correction changed: the line that was there before, and the new one (None: there is none)."""

    old: ReportLine | None
    new: ReportLine | None


class LineCorrection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A correction with what it says for itself. Instants are UTC microseconds; ``accepted_at`` 0: it waits.

    ``position`` is that of the correction, and of the acceptance once there is one.
    """

    position: int
    at: int
    by: str
    reason: str
    second_signer: str = ""
    evidence: str = ""
    lines: tuple[CorrectedLine, ...] = ()
    accepted_at: int = 0
    accepted_by: str = ""


class MonthInReview(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """``waiting`` is the correction that nobody has accepted, ``made`` those that were, oldest first."""

    findings: tuple[OpenFinding, ...] = ()
    waiting: LineCorrection | None = None
    made: tuple[LineCorrection, ...] = ()


NO_REVIEW = MonthInReview()


class Stamp(NamedTuple):
    """Where an event stands, when it was recorded (UTC microseconds) and by whom."""

    position: int
    recorded_at: int = 0
    actor: str = ""


class StandingLines(Protocol):
    """A unit's month before an event: its provisional and accepted lines, and what it has in review."""

    @property
    def live(self) -> tuple[ReportLine, ...] | None: ...

    @property
    def accepted(self) -> tuple[ReportLine, ...] | None: ...

    @property
    def review(self) -> MonthInReview | None: ...


def concerns(event: Event, accepted: bool, review: MonthInReview | None) -> bool:
    """Whether an event can leave anything in review, or change what is there: most do not. ``accepted``: whether any
    lines were accepted before it."""
    if review is not None or isinstance(event, ReportCorrected):
        return True
    return isinstance(event, ReportSubmitted) and (accepted or bool(event.findings))


def reviewed(state: StandingLines | None, event: Event, stamp: Stamp, *, stands: bool) -> MonthInReview | None:
    """What the month has in review after ``event``; ``state`` is the month before it, and ``stands`` whether it has any
    lines after it. None where there is nothing."""
    review = (state.review if state is not None else None) or NO_REVIEW
    if isinstance(event, ReportSubmitted | ReportCorrected):
        review = MonthInReview(_open(event), _waiting(state, review, event, stamp), review.made)
    elif isinstance(event, ReportAccepted):
        review = MonthInReview((), None, _accepted(review, stamp))
    elif isinstance(event, ReportReturned | ReportWithdrawn):
        review = MonthInReview(made=review.made if stands else ())
    return None if review == NO_REVIEW else review


def _open(event: ReportSubmitted | ReportCorrected) -> tuple[OpenFinding, ...]:
    return tuple(
        OpenFinding(each.indicator, each.action, each.message) for each in event.findings if each.action != "screen"
    )


def _waiting(
    state: StandingLines | None, review: MonthInReview, event: ReportSubmitted | ReportCorrected, stamp: Stamp
) -> LineCorrection | None:
    """Held against what was accepted, else against what stood when the first correction came."""
    if state is None or (isinstance(event, ReportSubmitted) and state.accepted is None):
        return None
    before = {line.indicator: line for line in state.accepted or state.live or ()}
    if state.accepted is None and review.waiting is not None:
        before |= {line.old.indicator: line.old for line in review.waiting.lines if line.old is not None}
    after = {line.indicator: line for line in event.lines}
    changed = tuple(
        CorrectedLine(before.get(item), after.get(item))
        for item in sorted({*before, *after})
        if before.get(item) != after.get(item)
    )
    if not changed:
        return None
    waiting = LineCorrection(
        position=stamp.position, at=stamp.recorded_at, by=stamp.actor, reason=event.note, lines=changed
    )
    if isinstance(event, ReportSubmitted):
        return waiting
    return msgspec.structs.replace(
        waiting, reason=event.reason, second_signer=event.second_signer, evidence=event.evidence
    )


def _accepted(review: MonthInReview, stamp: Stamp) -> tuple[LineCorrection, ...]:
    if review.waiting is None:
        return review.made
    made = msgspec.structs.replace(
        review.waiting, position=stamp.position, accepted_at=stamp.recorded_at, accepted_by=stamp.actor
    )
    return (*review.made, made)[-KEPT:]
