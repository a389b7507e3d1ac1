"""Which event does what: one table. Every other event type of ``reports`` is refused, which parks its stream."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from services.aggregator.reports import months as unit_months
from services.aggregator.reports.months import UnitMonth
from services.aggregator.reports.reviews import Stamp, concerns, reviewed
from shared.catalogue.amendments import Amending
from shared.commitments.history import CommitmentEvent
from shared.events import (
    Adjusting,
    CatalogueChanged,
    Event,
    PanelReported,
    PeriodClosed,
    ReportAccepted,
    ReportCorrected,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
    ShapeDefined,
    Unsigned,
)

Handler = Callable[[UnitMonth | None, Any, int], UnitMonth | None]
"""The state of a unit's month after an event at a position; pure."""

HANDLERS: Mapping[type[Event], Handler] = {
    ReportSubmitted: unit_months.submitted,
    ReportCorrected: unit_months.submitted,
    ReportAccepted: unit_months.accepted,
    ReportReturned: unit_months.returned,
    ReportWithdrawn: unit_months.withdrawn,
    PeriodClosed: unit_months.closed,
}


IntakeEvent = ReportSubmitted | ReportCorrected | ReportAccepted | ReportReturned | ReportWithdrawn | PeriodClosed
"""Every event of a report or a month; each names a region and a period."""


class UnknownEvent(Exception):
    """An event that the aggregator has no handler for."""


AppliedEvent = (
    IntakeEvent | Amending | Adjusting | CatalogueChanged | ShapeDefined | Unsigned | CommitmentEvent | PanelReported
)
"""Every event of ``reports``. What lines are called moves no figure; a correction that nobody has signed yet adds to
nothing, nor does what is said of commitments (see reports.commitments), nor what a sample enterprise reports
(用工监测); an adjustment moves a target by the revision that comes with its approval."""


def known(event: Event) -> AppliedEvent:
    """``event``, when there is a handler for it.

    Raises:
        UnknownEvent: there is none.
    """
    if not isinstance(event, AppliedEvent):
        raise UnknownEvent(type(event).__name__)
    return event


def evolve(
    state: UnitMonth | None, event: IntakeEvent, position: int, recorded_at: int = 0, actor: str = ""
) -> UnitMonth | None:
    """What a unit's month is after ``event``, which stands at ``position`` of ``reports``; recorded then and by
    whom, for what it leaves in review.

    An event at or before the last applied position was applied already and changes nothing.
    """
    if state is not None and position <= state.position:
        return state
    new = HANDLERS[type(event)](state, event, position)
    before = (None, None) if state is None else (state.accepted, state.review)
    if new is None or new is state or not concerns(event, before[0] is not None, before[1]):
        return new
    review = reviewed(state, event, Stamp(position, recorded_at, actor), stands=new.live is not None)
    return msgspec.structs.replace(new, review=review)
