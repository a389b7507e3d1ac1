"""An area's whole month, read for its review. Each call opens a transaction of its own; call it in a thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from services.intake.queries.continuing import PastAsked, standing_months
from services.intake.queries.kept.area_month import AreaMonth
from services.intake.queries.kept.areas import MOST_REPORTS, KeptArea, KeptAreas, Stand
from services.intake.queries.kept.reports import KeptReports
from services.intake.queries.track_records import documents, read_track_records
from services.intake.reports.receipts import instant
from services.intake.reports.repository import Repository
from services.intake.reports.streams import period_stream
from services.intake.review.month import Found, UnitReport
from services.intake.review.outcomes import FIGURES_CONSUMER, assessed
from services.intake.review.screening.screens import HUGGING_MONTHS
from services.intake.review.track_record import TrackRecords
from services.intake.tables import CONSUMER
from services.intake.units.history import WINDOW_MONTHS
from services.intake.units.rulebook import Rulebook
from shared.consume.marks import read_marks
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


class MonthReading:
    """Reads what is standing of a month, and of the years before it, of every unit of an area.

    What is kept between two calls is brought up to the store's head in the transaction that asks (see
    services.intake.queries.kept): the same is answered as by one that has kept nothing.
    """

    def __init__(
        self, database: Database, repository: Repository, rulebook: Rulebook, most_kept: int = MOST_REPORTS
    ) -> None:
        self._database = database
        self._repository = repository
        self._rulebook = rulebook
        self._kept: KeptAreas[MonthReview] = KeptAreas(self._reports_of, most_kept)

    def review(self, area: str, period: Month) -> MonthReview:
        """The review of a month of ``area``, which is in the catalogue."""
        kept = self._kept.of(area)
        with kept.lock, self._database.read() as connection:
            stand = Stand(self._repository.store.head(connection), read_marks(connection, CONSUMER, FIGURES_CONSUMER))
            found = kept.review(period, stand)
            if found is None:
                found = self._review(connection, kept, area, period)
                kept.keep(period, stand, found)
        self._kept.bound()
        return found

    def records(self, area: str, until: Month) -> TrackRecords:
        """How often the rules were right in an area ('': everywhere), over the year that ends with ``until``."""
        inside = self._rulebook.inside(area) if area else frozenset(self._rulebook.names)
        with self._database.read() as connection:
            return read_track_records(connection, inside, until)

    def _review(self, connection: sa.Connection, kept: KeptArea[MonthReview], area: str, period: Month) -> MonthReview:
        inside, reports = kept.reports.regions, kept.reports
        month = self._brought_up(connection, kept, area, period)
        first = str(period.shift(1 - HUGGING_MONTHS))
        progress = [each.progress for each in assessed(connection, inside, first, str(period))]
        standing = month.standing(reports)
        return MonthReview(
            area,
            period,
            self._closing(connection, area, period),
            standing,
            month.found(standing),
            month.screens(progress),
            read_track_records(connection, inside, period) | month.records(kept.said),
            self._rulebook.names,
        )

    def _brought_up(
        self, connection: sa.Connection, kept: KeptArea[MonthReview], area: str, period: Month
    ) -> AreaMonth:
        """The month's histories as everything stands now."""
        asked = AreaMonth(area, period, self._rulebook)
        kept.bring_up(connection, asked.window)
        month = kept.month(period, lambda: asked)
        for region in month.changing:
            past = PastAsked(region, period.shift(-WINDOW_MONTHS), period, period)
            events = standing_months(connection, self._repository, self._rulebook.catalogue, past)
            month.put_history(region, {each: event.lines for each, event in events.items()})
        return month

    def _reports_of(self, area: str) -> KeptReports:
        return KeptReports(self._repository, self._rulebook.inside(area))

    def _closing(self, connection: sa.Connection, area: str, period: Month) -> ClosingDocument | None:
        events = self._repository.store.read_stream(connection, period_stream(area, str(period)))
        if not events:
            return None
        event = self._repository.store.decode(events[-1])
        assert isinstance(event, PeriodClosed)
        return ClosingDocument(instant(events[-1].recorded_at), events[-1].actor, event.reason, event.early)
