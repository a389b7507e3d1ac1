"""An area's whole month, read for its review. Each call opens a transaction of its own; call it in a thread."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from services.intake.reports.repository import Repository
from services.intake.reports.streams import period_stream
from services.intake.review.month import UnitReport, month_findings
from services.intake.review.outcomes import assessed
from services.intake.review.screens import HUGGING_MONTHS, screens
from services.intake.units.history import WINDOW_MONTHS, UnitHistory
from services.intake.units.rulebook import Rulebook
from shared.database.engine import Database
from shared.periods import Month

Document = dict[str, Any]


class MonthReading:
    """``GET /v1/reviews/{area}/{period}``: every finding, the screens, and whether the month may be closed."""

    def __init__(self, database: Database, repository: Repository, rulebook: Rulebook) -> None:
        self._database = database
        self._repository = repository
        self._rulebook = rulebook

    def review(self, area: str, period: Month) -> Document:
        """The review of a month of ``area``, which is in the catalogue."""
        inside = self._rulebook.inside(area)
        with self._database.read() as connection:
            reports, histories = self._load(connection, inside, period)
            first = str(period.shift(1 - HUGGING_MONTHS))
            progress = [each.progress for each in assessed(connection, inside, first, str(period))]
            closed = bool(self._repository.store.read_stream(connection, period_stream(area, str(period))))
        found = month_findings(reports, histories, period.ordinal, self._rulebook)
        picked = screens(area, histories, period.ordinal, self._rulebook.catalogue, progress)
        names = self._rulebook.names
        waiting = {each.region: each.status == "submitted" for each in reports}
        blocked = [each for each in found if each.finding.action == "block" and each.recorded and waiting[each.region]]
        actions = [each.finding.action for each in found]
        return {
            "area": area,
            "area_name": names[area],
            "period": str(period),
            "closed": closed,
            "may_close": not blocked and not closed,
            "blocked": [names[region] for region in dict.fromkeys(each.region for each in blocked)],
            "reports": len(reports),
            "counts": {action: actions.count(action) for action in ("block", "query", "screen")},
            "findings": [each.document(names) for each in found],
            "screens": [each.document(names) for each in picked],
        }

    def _load(
        self, connection: sa.Connection, regions: frozenset[str], period: Month
    ) -> tuple[list[UnitReport], dict[str, UnitHistory]]:
        start = period.shift(-WINDOW_MONTHS)
        histories = {region: UnitHistory(start.ordinal) for region in regions if self._rulebook.catalogue.owed(region)}
        reports = []
        for row, event in self._repository.standing_reports(connection, regions, start, period):
            if row.region not in histories:
                continue
            histories[row.region].put(Month.parse(row.period).ordinal, event.lines)
            if row.period == str(period):
                report = UnitReport(
                    row.region, row.status, row.revision, event.lines, event.findings, event.explanations
                )
                reports.append(report)
        return sorted(reports), histories
