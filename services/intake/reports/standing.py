"""Where a report stands, with where in the store it comes from; and the row that the read model keeps of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from services.intake.reports.state import NOTHING, ReportState, Status, evolve
from services.intake.reports.streams import SUBMISSIONS
from shared.events import CorrectionProposed, Event, ReportReturned, ReportWithdrawn
from shared.periods import CHINA
from shared.store.model import Recorded


class ReportStanding(NamedTuple):
    """A report's state with where in the store it comes from (positions 0: nowhere yet).

    ``first_at`` is when the month was first reported, ``lines_at`` when the lines that stand were
    (microseconds, UTC). ``proposed_position`` is that of the last correction that somebody was asked to sign.
    """

    state: ReportState = NOTHING
    position: int = 0
    lines_position: int = 0
    first_at: int = 0
    lines_at: int = 0
    proposed_position: int = 0

    def after(self, event: Event, recorded: Recorded) -> ReportStanding:
        """Where the report stands after one more event."""
        return self.reached(evolve(self.state, event), recorded)

    def reached(self, state: ReportState, recorded: Recorded) -> ReportStanding:
        """Where the report stands after one more event, which made it ``state``."""
        standing = self._replace(state=state, position=recorded.position)
        if recorded.type == CorrectionProposed.__name__:
            return standing._replace(proposed_position=recorded.position)
        if recorded.type not in SUBMISSIONS:
            return standing
        instant = recorded.recorded_at
        return standing._replace(lines_position=recorded.position, first_at=self.first_at or instant, lines_at=instant)


class GivenBack(NamedTuple):
    """The day in China on which a report was returned or taken back, and the reason."""

    day: date
    reason: str


def given_back(state: ReportState, latest_first: Iterable[tuple[Recorded, Event]]) -> GivenBack | None:
    """Since when and why the report has to be made again, whatever was asked for since; None where it stands.

    ``latest_first`` is the report's history backwards, of which only the end is read.
    """
    if state.status not in ("returned", "withdrawn"):
        return None
    return next(
        GivenBack(recorded.recorded_instant.astimezone(CHINA).date(), event.reason)
        for recorded, event in latest_first
        if isinstance(event, ReportReturned | ReportWithdrawn)
    )


class ReportRow(NamedTuple):
    """One report in the read model; see services.intake.tables.REPORTS for what each column holds."""

    region: str
    period: str
    status: Status
    revision: int
    accepted_revision: int | None
    accepted_area: str
    revised: int
    reviewed: bool
    position: int
    lines_position: int
    first_at: int
    lines_at: int
    blocks: int
    queries: int
    screens: int
    standing: int


def row_of(key: tuple[str, str], standing: ReportStanding) -> ReportRow:
    """The row of the report of a region and period."""
    state, found = standing.state, standing.state.findings
    return ReportRow(
        key[0],
        key[1],
        state.status,
        state.revision,
        state.accepted_revision,
        state.area,
        state.revised,
        state.reviewed,
        standing.position,
        standing.lines_position,
        standing.first_at,
        standing.lines_at,
        found.blocks,
        found.queries,
        found.screens,
        len(found.standing),
    )
