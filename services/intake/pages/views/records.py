"""What the pages read of intake's store: reports with everything that happened to them, by unit and by month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.intake.pages.views.record import Record
from services.intake.queries.reports import ReportReading
from services.intake.reports.repository import KeptAnswer, Repository
from services.intake.reports.standing import ReportRow
from services.intake.reports.state import NOTHING, evolve
from services.intake.reports.streams import period_stream, report_stream
from services.intake.review.convenient import FigureAlert
from services.intake.review.outcomes import open_alerts
from services.intake.units.rulebook import Rulebook
from shared.database.engine import Database
from shared.events import PeriodClosed
from shared.periods import Month
from shared.store import Recorded


class Records:
    """Each method opens a transaction of its own; call it in a thread."""

    def __init__(self, database: Database, repository: Repository, rulebook: Rulebook, reading: ReportReading) -> None:
        self._database = database
        self._repository = repository
        self._rulebook = rulebook
        self.standing = reading.standing
        """The revisions that stand for a unit's months."""

    def one(self, region: str, period: Month) -> Record:
        """One unit's month."""
        return self.many([region], [period])[region, period]

    def many(self, regions: Sequence[str], months: Sequence[Month]) -> dict[tuple[str, Month], Record]:
        """The reports of these units and months; those that were never made are there, empty."""
        reports = {report_stream(region, str(month)): (region, month) for region in regions for month in months}
        areas = {area for region in regions for area in self._rulebook.areas(region)}
        closings = {period_stream(area, str(month)): (area, month) for area in areas for month in months}
        with self._database.read() as connection:
            streams = self._repository.store.read_streams(connection, [*reports, *closings])
        closed = {place for stream, place in closings.items() if streams.get(stream)}
        return {place: self._record(place, streams.get(stream, []), closed) for stream, place in reports.items()}

    def proposals(self, regions: Iterable[str]) -> list[Record]:
        """The reports of these regions of which a correction waits for a signature, longest waiting first."""
        with self._database.read() as connection:
            waiting = self._repository.proposals(connection, set(regions))
        return [self.one(region, Month.parse(period)) for region, period in waiting]

    def rows(self, regions: Iterable[str], first: Month, last: Month) -> dict[tuple[str, str], ReportRow]:
        """Where every report of these regions and months stands, by region and month (as text)."""
        with self._database.read() as connection:
            rows = self._repository.listing(connection, regions, first, last)
        return {(row.region, row.period): row for row in rows}

    def closed(self, area: str, period: Month) -> bool:
        """Whether the area has closed the month."""
        stream = period_stream(area, str(period))
        with self._database.read() as connection:
            return bool(self._repository.store.versions(connection, [stream]))

    def closing(self, area: str, period: Month) -> tuple[Recorded, PeriodClosed] | None:
        """The area's closing of the month; None where it is open."""
        stream = period_stream(area, str(period))
        with self._database.read() as connection:
            events = self._repository.store.read_stream(connection, stream)
        if not events:
            return None
        event = self._repository.store.decode(events[-1])
        assert isinstance(event, PeriodClosed)
        return events[-1], event

    def open_alerts(self, area: str) -> list[FigureAlert]:
        """The alerts of an area that are open, as far as is known here."""
        with self._database.read() as connection:
            return open_alerts(connection, [area])

    def answer(self, key: str) -> KeptAnswer | None:
        """What was answered under an idempotency key (scoped to whoever asked)."""
        with self._database.read() as connection:
            return self._repository.answers(connection, [key]).get(key)

    def position(self) -> int:
        """Where the store stands."""
        with self._database.read() as connection:
            return self._repository.store.head(connection).position

    def _record(self, place: tuple[str, Month], events: Sequence[Recorded], closed: set[tuple[str, Month]]) -> Record:
        region, month = place
        history = [(recorded, self._repository.store.decode(recorded)) for recorded in events]
        state = NOTHING
        for _, event in history:
            state = evolve(state, event)
        is_closed = any((area, month) in closed for area in self._rulebook.areas(region))
        return Record(region, month, history, is_closed, state)
