"""What has stood for a month: of which a new revision must not lose a figure without a word, and from which a
correction moves. Pure.

That is every figure of the accepted revision and of all that came after it; without one, of all since the report was
last returned or withdrawn. The revision before alone would not do: who sends a short one twice would be asked once.
"""

from __future__ import annotations

from collections.abc import Iterable

from services.intake.reports.state import NOTHING, evolve
from services.intake.reports.streams import LinesEvent
from services.intake.review.left_out import Stood
from shared.events import Event, ReportAccepted, ReportCorrected, ReportReturned, ReportWithdrawn


def stood(events: Iterable[Event]) -> Stood:
    """What has stood, out of the events of a report's stream.

    Settled is what was accepted last; without it the last revision that was no correction; a figure that is in
    neither is as it was first reported after it.
    """
    state, first = NOTHING, 1
    revisions: dict[int, LinesEvent] = {}
    for event in events:
        state = evolve(state, event)
        if isinstance(event, LinesEvent):
            revisions[state.revision] = event
        elif isinstance(event, ReportAccepted):
            first = event.revision
        elif isinstance(event, ReportReturned | ReportWithdrawn):
            first = state.revision + 1
    kept = {each: made for each, made in revisions.items() if each >= first or each == state.accepted_revision}
    plain = [each for each, made in kept.items() if not isinstance(made, ReportCorrected)]
    ground = state.accepted_revision or max(plain, default=0)
    settled = [made for number, made in kept.items() if number >= ground]
    return Stood(
        {line.indicator: line for made in kept.values() for line in made.lines},
        {line.indicator: line for made in reversed(settled) for line in made.lines},
    )
