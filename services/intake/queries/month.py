"""An area's whole month, read for its review. Each call opens a transaction of its own; call it in a thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from services.intake.queries.continuing import PastAsked, standing_months
from services.intake.queries.month_track import MONTHS_READ, FirstAndNow, month_records
from services.intake.queries.track_records import documents, read_track_records
from services.intake.reports.receipts import instant
from services.intake.reports.repository import Repository
from services.intake.reports.streams import period_stream
from services.intake.review.month import Found, UnitReport, month_findings
from services.intake.review.outcomes import assessed
from services.intake.review.screening.screens import HUGGING_MONTHS, screens
from services.intake.review.track_record import TrackRecords
from services.intake.units.history import WINDOW_MONTHS, UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.database.engine import Database
from shared.events import PeriodClosed
from shared.periods import Month


class ClosingDocument(msgspec.Struct, frozen=True):
    """Who closed a month, and when; why despite findings that block, and why before its due day ('' it was not)."""

    closed_at: str
    actor: str
    despite: str
    early: str


class MonthReview(NamedTuple):
    """What the review says of a month of ``area``; ``closing``: how the area has closed it (None: it has not).

    ``found`` are the findings of its ``reports``, ``screens`` what the screens pick; ``records`` how often the rules
    were right in the area's year up to the month; ``names`` are the regions'.
    """

    area: str
    period: Month
    closing: ClosingDocument | None
    reports: tuple[UnitReport, ...]
    found: tuple[Found, ...]
    screens: tuple[Found, ...]
    records: TrackRecords
    names: Mapping[str, str]

    @property
    def closed(self) -> bool:
        """Whether the area has closed the month."""
        return self.closing is not None

    @property
    def blocked(self) -> list[str]:
        """The regions whose report waits for a decision and was submitted with a finding that blocks."""
        waiting = {each.region for each in self.reports if each.status == "submitted"}
        blocking = [each.region for each in self.found if each.finding.action == "block" and each.recorded]
        return [region for region in dict.fromkeys(blocking) if region in waiting]

    def document(self) -> dict[str, Any]:
        """As it is answered: every finding, the screens, and whether the month may be closed."""
        actions = [each.finding.action for each in self.found]
        return {
            "area": self.area,
            "area_name": self.names[self.area],
            "period": str(self.period),
            "closed": self.closed,
            "closing": self.closing,
            "may_close": not self.blocked and not self.closed,
            "blocked": [self.names[region] for region in self.blocked],
            "reports": len(self.reports),
            "counts": {action: actions.count(action) for action in ("block", "query", "screen")},
            "findings": [each.document(self.names) for each in self.found],
            "screens": [each.document(self.names) for each in self.screens],
            "rules": documents(self.records),
        }


Sent = dict[tuple[str, int], FirstAndNow]
"""Reports by region and month (an ordinal)."""


class MonthReading:
    """Reads what is standing of a month, and of the years before it, of every unit of an area."""

    def __init__(self, database: Database, repository: Repository, rulebook: Rulebook) -> None:
        self._database = database
        self._repository = repository
        self._rulebook = rulebook

    def review(self, area: str, period: Month) -> MonthReview:
        """The review of a month of ``area``, which is in the catalogue."""
        inside = self._rulebook.inside(area)
        with self._database.read() as connection:
            reports, histories, sent = self._load(connection, inside, period)
            first = str(period.shift(1 - HUGGING_MONTHS))
            progress = [each.progress for each in assessed(connection, inside, first, str(period))]
            records = read_track_records(connection, inside, period)
            sent |= self._first_sent(connection, inside, period, sent)
            closing = self._closing(connection, area, period)
        return MonthReview(
            area,
            period,
            closing,
            tuple(reports),
            tuple(month_findings(reports, histories, period.ordinal, self._rulebook)),
            tuple(screens(area, histories, period.ordinal, self._rulebook.catalogue, progress)),
            records | month_records(sent.values(), period.ordinal, self._rulebook),
            self._rulebook.names,
        )

    def records(self, area: str, until: Month) -> TrackRecords:
        """How often the rules were right in an area ('': everywhere), over the year that ends with ``until``."""
        inside = self._rulebook.inside(area) if area else frozenset(self._rulebook.names)
        with self._database.read() as connection:
            return read_track_records(connection, inside, until)

    def _closing(self, connection: sa.Connection, area: str, period: Month) -> ClosingDocument | None:
        events = self._repository.store.read_stream(connection, period_stream(area, str(period)))
        if not events:
            return None
        event = self._repository.store.decode(events[-1])
        assert isinstance(event, PeriodClosed)
        return ClosingDocument(instant(events[-1].recorded_at), events[-1].actor, event.reason, event.early)

    def _load(
        self, connection: sa.Connection, regions: frozenset[str], period: Month
    ) -> tuple[list[UnitReport], dict[str, UnitHistory], Sent]:
        start = period.shift(-WINDOW_MONTHS)
        catalogue = self._rulebook.catalogue
        there = [region for region in regions if catalogue.valid_in(region, period) and catalogue.owed(region)]
        histories = {region: UnitHistory(start.ordinal) for region in there}
        reports, sent, recent = [], Sent(), str(period.shift(1 - MONTHS_READ))
        for row, event in self._repository.standing_reports(connection, regions, start, period):
            month = Month.parse(row.period)
            if row.period >= recent and catalogue.valid_in(row.region, month):  # also of who is gone by ``period``
                key = (row.region, month.ordinal)
                sent[key] = FirstAndNow(*key, event.lines, event.lines, row.status == "accepted")
            if row.region not in histories:
                continue
            if not catalogue.changes.concern(row.region):
                histories[row.region].put(month.ordinal, event.lines)
            if row.period == str(period):
                report = UnitReport(
                    row.region, row.status, row.revision, event.lines, event.findings, event.explanations
                )
                reports.append(report)
        for region in filter(catalogue.changes.concern, there):
            standing = standing_months(
                connection, self._repository, catalogue, PastAsked(region, start, period, period)
            )
            for month, event in standing.items():
                histories[region].put(month.ordinal, event.lines)
        return sorted(reports), histories, sent

    def _first_sent(self, connection: sa.Connection, regions: frozenset[str], period: Month, standing: Sent) -> Sent:
        """The reports that do not stand as they were first sent, as they were."""
        found = Sent()
        for event in self._repository.first_reports(connection, regions, period.shift(1 - MONTHS_READ), period):
            month = Month.parse(event.period)
            if not self._rulebook.catalogue.valid_in(event.region, month):
                continue  # nobody's
            key = (event.region, month.ordinal)
            stands = standing.get(key)
            found[key] = stands._replace(first=event.lines) if stands else FirstAndNow(*key, event.lines, None, False)
        return found
