"""Where a report stands: the fold of its events. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from services.intake.review.reviewed import CLEAN, Reviewed, reviewed
from services.intake.review.track_record import Raised, decided, resubmitted
from shared.events import (
    CorrectionDeclined,
    CorrectionProposed,
    CorrectionTakenBack,
    Event,
    ReportAccepted,
    ReportCorrected,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)

Status = Literal["none", "submitted", "accepted", "returned", "withdrawn"]


@dataclass(frozen=True, slots=True)
class ReportState:
    """Where one unit's report for one month stands.

    ``revision`` counts submissions and corrections; ``accepted_revision`` is the last one a
    reviewer accepted (None: never, or a level above has returned it since). ``area`` is that of the
    highest reviewer who has accepted the standing revision ('' none, or not recorded). ``revised``
    counts the revisions that came after a first acceptance; ``reviewed`` whether there was one.
    ``findings`` are those of the review rules in the standing revision, ``raised`` what they asked of any.
    ``proposals`` counts the corrections that second signers were asked for; ``proposed`` is the last, while it waits.
    ``made`` is the last revision itself (None: none, or the state was read from its row); the rest follows from it.
    """

    revision: int = 0
    status: Status = "none"
    accepted_revision: int | None = None
    area: str = ""
    revised: int = 0
    reviewed: bool = False
    findings: Reviewed = CLEAN
    raised: tuple[Raised, ...] = ()
    proposals: int = 0
    proposed: CorrectionProposed | None = None
    made: ReportSubmitted | ReportCorrected | None = field(default=None, compare=False, repr=False)


NOTHING = ReportState()
"""Before the first event of the stream."""


def evolve(state: ReportState, event: Event) -> ReportState:
    """The state after one event of the stream."""
    match event:
        case ReportSubmitted() | ReportCorrected():
            revised = state.revised + state.reviewed
            found = reviewed(event.findings, event.explanations)
            accepted, raised = state.accepted_revision, state.raised
            if raised or event.findings:
                raised = resubmitted(raised, event.lines, event.findings)
            number, reviewed_once = state.revision + 1, state.reviewed
            return ReportState(
                number, "submitted", accepted, "", revised, reviewed_once, found, raised, state.proposals, made=event
            )
        case CorrectionProposed():
            return replace(state, proposals=state.proposals + 1, proposed=event)
        case CorrectionDeclined() | CorrectionTakenBack():
            return replace(state, proposed=None)
        case ReportAccepted():
            raised, accepted = decided(state.raised, accepted=True), event.revision
            return replace(
                state, status="accepted", accepted_revision=accepted, area=event.area, reviewed=True, raised=raised
            )
        case ReportReturned():
            accepted = None if state.status == "accepted" else state.accepted_revision
            raised = decided(state.raised, accepted=False)
            return replace(state, status="returned", accepted_revision=accepted, area="", raised=raised)
        case ReportWithdrawn():
            return replace(state, status="withdrawn", area="", raised=decided(state.raised, accepted=False))
        case _:
            raise ValueError(f"{type(event).__name__} is no event of a report")
