"""What can be read of reports. Single reports come from the store itself, listings from the read model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from services.intake.queries.audit_trail import audit_trail, describe_area, describe_line
from services.intake.queries.continuing import PastAsked, standing_months
from services.intake.queries.nobodys import NobodysReading
from services.intake.queries.punctuality import listed, summarise
from services.intake.reports.receipts import Receipt, find_receipt, instant
from services.intake.reports.repository import Repository
from services.intake.reports.standing import given_back
from services.intake.reports.state import ReportState
from services.intake.reports.streams import SUBMISSIONS, LinesEvent, period_stream, report_stream
from services.intake.review.left_out import Stood
from services.intake.review.month import finding_document
from services.intake.units.recent.together import HistoryAsked, Months
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.catalogue.known import ByCatalogue, KnownCatalogues
from shared.catalogue.region_changes import NEVER
from shared.database.engine import Database
from shared.events import Event, ReportCorrected, ReportSubmitted
from shared.periods import Month, months
from shared.points import Point, PointFault, ask_point, catalogue_at, refuse, resolve
from shared.store import Head, Recorded
from shared.work_calendar import WorkCalendar

Document = dict[str, Any]


class ReportReading:
    """Each method opens a transaction of its own; call it in a thread."""

    def __init__(
        self, database: Database, repository: Repository, rulebook: Rulebook, catalogues: KnownCatalogues
    ) -> None:
        self._database = database
        self._repository = repository
        self._rulebook = rulebook
        self._catalogues = catalogues
        self._rulebooks = ByCatalogue(rulebook.catalogue, self._made)
        self.nobodys = NobodysReading(database, repository, rulebook)
        """What stands and belongs to nobody."""

    def head(self) -> Head:
        """Where the store stands."""
        with self._database.read() as connection:
            return self._repository.store.head(connection)

    def known(self, point: Point | None) -> Catalogue:
        """The catalogue that is in force at a point; None: now."""
        return catalogue_at(self._catalogues, point)

    def point(self, text: str, now: datetime) -> Point:
        """The point in the past that is written so.

        Raises:
            Problem: 422 when it cannot be read, lies in the future or before the first event.
        """
        store = self._repository.store
        with self._database.read() as connection:
            try:
                return resolve(ask_point(text), now, store.head(connection).position, partial(store.seek, connection))
            except PointFault as fault:
                raise refuse(fault) from None

    def report(self, region: str, period: str, until: Point | None = None) -> Document | None:
        """The report as it stands or stood, with its last lines; None when nothing was ever reported."""
        rulebook = self._rules(until)
        events, closed = self._with_closings(region, period, until)
        if not any(each.type in SUBMISSIONS for each in events):
            return None
        standing = self._repository.standing(events)
        made = next(each for each in reversed(events) if each.type in SUBMISSIONS)
        lines = self._repository.store.decode(made)
        assert isinstance(lines, ReportSubmitted | ReportCorrected)
        return {
            "region": region,
            "period": period,
            "status": standing.state.status,
            "revision": standing.state.revision,
            "accepted_revision": standing.state.accepted_revision,
            "accepted_area": standing.state.area or None,
            "accepted_level": describe_area(standing.state.area, rulebook.catalogue).get("level"),
            "closed": closed,
            "position": standing.position,
            "submitted_at": instant(made.recorded_at),
            "simulated": lines.simulated,
            "note": lines.note,
            "lines": [describe_line(line, rulebook.catalogue) for line in lines.lines],
            "findings": [finding_document(each, lines.explanations) for each in lines.findings],
            "explanations": lines.explanations,
            **self._given_back(standing.state, events, period, rulebook.catalogue.calendar_of(region)),
        }

    def _given_back(
        self, state: ReportState, events: Sequence[Recorded], period: str, calendar: WorkCalendar
    ) -> Document:
        """Why a report was returned or taken back, and by when it is owed again; None of both where it stands."""
        found = given_back(state, ((each, self._repository.store.decode(each)) for each in reversed(events)))
        if found is None:
            return {"return_reason": None, "due_again": None}
        return {"return_reason": found.reason, "due_again": str(calendar.due_again(Month.parse(period), found.day))}

    def revisions(self, region: str, period: str, until: Point | None = None) -> list[Document]:
        """Every event of the report, in order: who, when, what, what it changed, and the hash that seals it."""
        return audit_trail(self._stream(region, period, until), self._repository.store.decode, self.known(until))

    def events(self, region: str, period: str) -> tuple[list[Event], bool]:
        """Everything that happened to a report, in order, and whether an area of its unit has closed the month."""
        events, closed = self._with_closings(region, period, None)
        return [self._repository.store.decode(each) for each in events], closed

    def senders(self, region: str, period: str) -> list[str]:
        """Who made each revision of a report, the first one first."""
        return [each.actor for each in self._stream(region, period) if each.type in SUBMISSIONS]

    def receipt(self, region: str, period: str, revision: int | None, until: Point | None = None) -> Receipt | None:
        """The receipt of a revision (None: of the last one); None when there is no such revision."""
        stream = self._stream(region, period, until)
        return find_receipt(stream, self._repository.store.decode, self._rules(until), revision=revision)

    def listing(self, regions: list[str], first: Month, last: Month, until: Point | None = None) -> list[Document]:
        """Where the reports of these regions and months stand or stood."""
        with self._database.read() as connection:
            if until is None:
                rows = self._repository.listing(connection, regions, first, last)
            else:
                rows = self._repository.listing_until(connection, regions, first, last, until.position)
        rules = self._rules(until)
        return [listed(row, rules.catalogue, _owes(rules, row.region, Month.parse(row.period))) for row in rows]

    def summary(self, regions: list[str], first: Month, last: Month, today: date) -> Document:
        """How many of the reports that these regions owed came on time, late, not at all, or were changed later."""
        with self._database.read() as connection:
            rows = self._repository.listing(connection, regions, first, last)
        backfills = self._rulebook.catalogue.backfills
        owing = {
            period: [code for code in regions if _owes(self._rulebook, code, period) and not backfills(code, period)]
            for period in months(first, last)
        }
        return summarise(rows, owing, today, self._rulebook.catalogue)

    def stood(self, region: str, period: str) -> Stood:
        """What has stood for a unit's month, and what of it was settled."""
        with self._database.read() as connection:
            return self._repository.stood(connection, region, period)

    def histories(self, asked: Sequence[HistoryAsked]) -> list[Months]:
        """The lines that stand for each region from its month on; those of whom it continues by ``until`` are its own.
        All regions that never change are read in one query."""
        changes = self._rulebook.catalogue.changes
        lasting: dict[str, Month] = {}
        for each in asked:
            if not changes.concern(each.region):
                lasting[each.region] = min(each.first, lasting.get(each.region, each.first))
        with self._database.read() as connection:
            found = self._repository.histories(connection, lasting)
            return [
                [known for known in found[each.region] if known[0] >= each.first]
                if each.region in lasting
                else self._continued(connection, each)
                for each in asked
            ]

    def _continued(self, connection: sa.Connection, asked: HistoryAsked) -> Months:
        past = PastAsked(asked.region, asked.first, NEVER, asked.until)
        standing = standing_months(connection, self._repository, self._rulebook.catalogue, past)
        return [(month, event.lines) for month, event in standing.items()]

    def standing(self, region: str, first: Month, last: Month) -> dict[Month, LinesEvent]:
        """The revisions that stand for a region's months, as who reports the month after ``last`` continues them."""
        catalogue = self._rulebook.catalogue
        with self._database.read() as connection:
            asked = PastAsked(region, first, last, last.shift(1))
            return standing_months(connection, self._repository, catalogue, asked)

    def _with_closings(self, region: str, period: str, until: Point | None) -> tuple[list[Recorded], bool]:
        """The report's events, and whether an area that the unit lies in has closed the month."""
        stream = report_stream(region, period)
        periods = [period_stream(area, period) for area in self._rules(until).areas(region)]
        with self._database.read() as connection:
            found = self._repository.store.read_streams(connection, [stream, *periods])
        streams = {name: some for name, all_ in found.items() if (some := _until(all_, until))}
        return streams.pop(stream, []), bool(streams)

    def _stream(self, region: str, period: str, until: Point | None = None) -> list[Recorded]:
        with self._database.read() as connection:
            stream = self._repository.store.read_stream(connection, report_stream(region, period))
        return _until(stream, until)

    def _rules(self, until: Point | None) -> Rulebook:
        """The rules of the catalogue that is in force at a point."""
        return self._rulebooks.of(self.known(until))

    def _made(self, catalogue: Catalogue) -> Rulebook:
        return self._rulebook if catalogue is self._rulebook.catalogue else Rulebook(catalogue)


def _owes(rulebook: Rulebook, region: str, period: Month) -> bool:
    """Whether a report of the region is expected for the month."""
    rules = rulebook.unit(region)
    return rules is not None and rules.region.valid_in(period) and bool(rulebook.due(region, period))


def _until(events: list[Recorded], point: Point | None) -> list[Recorded]:
    """The events of a stream up to a point (None: all)."""
    return events if point is None else [event for event in events if event.position <= point.position]
