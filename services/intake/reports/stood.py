"""What has stood for a month, of which a new revision must not lose a figure without a word. Pure.

That is every figure of the accepted revision and of all that came after it; without one, of all since the report was
last returned or withdrawn. The revision before alone would not do: who sends a short one twice would be asked once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.intake.reports.state import NOTHING, evolve
from services.intake.reports.streams import LinesEvent
from shared.events import Event, ReportAccepted, ReportLine, ReportReturned, ReportWithdrawn


def stood(events: Iterable[Event]) -> Mapping[str, ReportLine]:
    """The figures by indicator, each as it stood last, out of the events of a report's stream."""
    state, first = NOTHING, 1
    revisions: dict[int, tuple[ReportLine, ...]] = {}
    for event in events:
        state = evolve(state, event)
        if isinstance(event, LinesEvent):
            revisions[state.revision] = event.lines
        elif isinstance(event, ReportAccepted):
            first = event.revision
        elif isinstance(event, ReportReturned | ReportWithdrawn):
            first = state.revision + 1
    kept = (lines for number, lines in revisions.items() if number >= first or number == state.accepted_revision)
    return {line.indicator: line for lines in kept for line in lines}
