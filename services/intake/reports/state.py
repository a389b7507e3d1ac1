"""Where a report stands: the fold of its events. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from services.intake.review.reviewed import CLEAN, Reviewed, reviewed
from shared.events import (
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
    ``findings`` are those of the review rules in the standing revision.
    """

    revision: int = 0
    status: Status = "none"
    accepted_revision: int | None = None
    area: str = ""
    revised: int = 0
    reviewed: bool = False
    findings: Reviewed = CLEAN


NOTHING = ReportState()
"""Before the first event of the stream."""


def evolve(state: ReportState, event: Event) -> ReportState:
    """The state after one event of the stream."""
    match event:
        case ReportSubmitted() | ReportCorrected():
            revised = state.revised + state.reviewed
            found = reviewed(event.findings, event.explanations)
            accepted = state.accepted_revision
            return ReportState(state.revision + 1, "submitted", accepted, "", revised, state.reviewed, found)
        case ReportAccepted():
            return replace(state, status="accepted", accepted_revision=event.revision, area=event.area, reviewed=True)
        case ReportReturned():
            accepted = None if state.status == "accepted" else state.accepted_revision
            return replace(state, status="returned", accepted_revision=accepted, area="")
        case ReportWithdrawn():
            return replace(state, status="withdrawn", area="")
        case _:
            raise ValueError(f"{type(event).__name__} is no event of a report")
