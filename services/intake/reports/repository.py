"""Intake's database: streams in bulk, the read model of reports, kept answers. No decisions here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import sqlalchemy as sa

from services.intake.reports.decide import NOTHING, ReportState, evolve
from services.intake.reports.receipts import SUBMISSIONS
from services.intake.review.reviewed import Reviewed, reviewed
from services.intake.tables import ANSWERS, REPORTS
from shared.database.rows import insert_rows, replacing
from shared.events import (
    Event,
    ReportAccepted,
    ReportCorrected,
    ReportLine,
    ReportReturned,
    ReportSubmitted,
    ReportWithdrawn,
)
from shared.periods import Month, months
from shared.store import EventStore, Head, Recorded

_CHUNK = 1_000  # events a rebuild holds at once
_IN_LIST = 400  # regions in one IN (…); more are sifted here


ReportEvent = ReportSubmitted | ReportCorrected | ReportAccepted | ReportReturned | ReportWithdrawn
"""What happens to a report; the store holds other streams as well."""


def report_stream(region: str, period: str) -> str:
    """The stream of one unit's report for one month."""
    return f"report-{region}-{period}"


def period_stream(area: str, period: str) -> str:
    """The stream of one area's month."""
    return f"period-{area}-{period}"


def target_stream(plan: str, row: int) -> str:
    """The stream of what became of one row of a plan."""
    return f"target-{plan}-{row}"


def region_of(stream: str) -> str:
    """The region, or the area, that a report's or a month's stream is about; of another stream no region's code."""
    return stream[len("report-") : -len("-2023-01")]  # "period-" is as long


class Standing(NamedTuple):
    """A report's state with where in the store it comes from (positions 0: nowhere yet).

    ``first_at`` is when the month was first reported, ``lines_at`` when the lines that stand were
    (microseconds, UTC).
    """

    state: ReportState = NOTHING
    position: int = 0
    lines_position: int = 0
    first_at: int = 0
    lines_at: int = 0

    def after(self, event: Event, recorded: Recorded) -> Standing:
        """Where the report stands after one more event."""
        return self.reached(evolve(self.state, event), recorded)

    def reached(self, state: ReportState, recorded: Recorded) -> Standing:
        """Where the report stands after one more event, which made it ``state``."""
        if recorded.type not in SUBMISSIONS:
            return Standing(state, recorded.position, self.lines_position, self.first_at, self.lines_at)
        instant = recorded.recorded_at
        return Standing(state, recorded.position, recorded.position, self.first_at or instant, instant)


class KeptAnswer(NamedTuple):
    """What was answered under an idempotency key, and the digest of what was asked."""

    digest: str
    body: bytes


class Repository:
    """Every method works inside the caller's transaction."""

    def __init__(self, store: EventStore) -> None:
        self.store = store

    def lock(self, connection: sa.Connection) -> Head:
        """Take the store's append lock before anything is read, so that what is read is what stands."""
        return self.store.lock(connection)

    def standing(self, stream: Sequence[Recorded]) -> Standing:
        """Where a report stands after its events."""
        result = Standing()
        for recorded in stream:
            result = result.after(self.store.decode(recorded), recorded)
        return result

    def save(self, connection: sa.Connection, reports: Mapping[tuple[str, str], Standing]) -> None:
        """Write where these reports (region, period) now stand into the read model."""
        rows = [_row(key, standing) for key, standing in reports.items()]
        insert_rows(connection, REPORTS, _COLUMNS, rows, _REPLACE)

    def listing(
        self, connection: sa.Connection, regions: Iterable[str], first: Month, last: Month
    ) -> list[dict[str, Any]]:
        """The rows of the read model of these regions and months, in order."""
        wanted = set(regions)
        table = REPORTS.c
        query = sa.select(REPORTS).where(table.period.between(str(first), str(last)))
        if len(wanted) <= _IN_LIST:
            query = query.where(table.region.in_(wanted))
        rows = connection.execute(query.order_by(table.region, table.period)).mappings()
        return [dict(row) for row in rows if row["region"] in wanted]

    def listing_until(
        self, connection: sa.Connection, regions: Iterable[str], first: Month, last: Month, position: int
    ) -> list[dict[str, Any]]:
        """As :meth:`listing`, as of a position: folded from the reports' events."""
        keys = {
            report_stream(code, str(month)): (code, str(month)) for code in regions for month in months(first, last)
        }
        found = []
        for stream, events in self.store.read_streams(connection, keys).items():
            known = [event for event in events if event.position <= position]
            if known:
                found.append(dict(zip(_COLUMNS, _row(keys[stream], self.standing(known)), strict=True)))
        return sorted(found, key=lambda row: (row["region"], row["period"]))

    def blocked(self, connection: sa.Connection, period: str) -> list[str]:
        """The regions whose standing report of a month has findings that block."""
        table = REPORTS.c
        query = sa.select(table.region).where(table.period == period, table.blocks > 0, table.status == "submitted")
        return list(connection.execute(query.order_by(table.region)).scalars())

    def history(
        self, connection: sa.Connection, region: str, first: Month
    ) -> list[tuple[Month, tuple[ReportLine, ...]]]:
        """The lines that stand for a region from ``first`` on, by month; returned and withdrawn ones do not."""
        events = self.store.tables.events
        query = (
            sa.select(events)
            .join(REPORTS, REPORTS.c.lines_position == events.c.position)
            .where(REPORTS.c.region == region, REPORTS.c.period >= str(first))
            .where(REPORTS.c.status.in_(("submitted", "accepted")))
            .order_by(REPORTS.c.period)
        )
        found = []
        for row in connection.execute(query):
            event = self.store.decode(Recorded(*row))
            assert isinstance(event, ReportSubmitted | ReportCorrected)
            found.append((Month.parse(event.period), event.lines))
        return found

    def standing_reports(
        self, connection: sa.Connection, regions: Collection[str], first: Month, last: Month
    ) -> Iterator[tuple[sa.Row[Any], ReportSubmitted | ReportCorrected]]:
        """The read model's rows of these regions and months where lines stand, each with the event that holds them."""
        events, table = self.store.tables.events, REPORTS.c
        columns = (table.region, table.period, table.status, table.revision)
        query = (
            sa.select(*columns, events)
            .join(REPORTS, table.lines_position == events.c.position)
            .where(table.period.between(str(first), str(last)), table.status.in_(("submitted", "accepted")))
            .order_by(table.region, table.period)
        )
        if len(regions) <= _IN_LIST:
            query = query.where(table.region.in_(list(regions)))
        for row in connection.execute(query):
            if row.region in regions:
                event = self.store.decode(Recorded(*row[len(columns) :]))
                assert isinstance(event, ReportSubmitted | ReportCorrected)
                yield row, event

    def answers(self, connection: sa.Connection, keys: Iterable[str]) -> dict[str, KeptAnswer]:
        """The answers kept under these keys."""
        query = sa.select(ANSWERS).where(ANSWERS.c.idempotency_key.in_(list(keys)))
        return {row.idempotency_key: KeptAnswer(row.digest, row.body) for row in connection.execute(query)}

    def keep(self, connection: sa.Connection, answers: Mapping[str, KeptAnswer]) -> None:
        """Keep answers for repetitions of what was asked."""
        if answers:
            rows = [{"idempotency_key": key, **answer._asdict()} for key, answer in answers.items()]
            connection.execute(sa.insert(ANSWERS), rows)

    def rebuild(self, connection: sa.Connection) -> int:
        """Make the read model anew from the store; how many events were read."""
        connection.execute(sa.delete(REPORTS))
        after = 0
        while events := self.store.read(connection, after, _CHUNK):
            self._fold(connection, events)
            after = events[-1].position
        return after

    def _fold(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        decoded = [(recorded, self.store.decode(recorded)) for recorded in events]
        touched: dict[tuple[str, str], Standing] = {}
        for recorded, event in decoded:
            if not isinstance(event, ReportEvent):
                continue
            key = region_and_period(event)
            standing = touched.get(key) or self._saved(connection, key)
            touched[key] = standing.after(event, recorded)
        self.save(connection, touched)

    def _saved(self, connection: sa.Connection, key: tuple[str, str]) -> Standing:
        query = sa.select(REPORTS).where(REPORTS.c.region == key[0], REPORTS.c.period == key[1])
        row = connection.execute(query).one_or_none()
        if row is None:
            return Standing()
        state = ReportState(
            row.revision, row.status, row.accepted_revision, row.accepted_area, row.revised, bool(row.reviewed)
        )
        state = replace(state, findings=self._findings(connection, row.lines_position))
        return Standing(state, row.position, row.lines_position, row.first_at, row.lines_at)

    def _findings(self, connection: sa.Connection, position: int) -> Reviewed:
        """What the review rules said of the revision at ``position``."""
        (recorded,) = self.store.read(connection, position - 1, 1)
        event = self.store.decode(recorded)
        assert isinstance(event, ReportSubmitted | ReportCorrected)
        return reviewed(event.findings, event.explanations)


def region_and_period(event: Event) -> tuple[str, str]:
    """Which report (or month) an intake event is about."""
    return event.region, event.period  # type: ignore[attr-defined]  # every intake event has both


def _row(key: tuple[str, str], standing: Standing) -> tuple[object, ...]:
    """The values of ``_COLUMNS``."""
    state = standing.state
    figures = (state.status, state.revision, state.accepted_revision, state.area, state.revised, state.reviewed)
    found = state.findings
    return key + figures + standing[1:] + (found.blocks, found.queries, found.screens, len(found.standing))


_KEY = ("region", "period")
_CHANGED = (
    "status",
    "revision",
    "accepted_revision",
    "accepted_area",
    "revised",
    "reviewed",
    "position",
    "lines_position",
    "first_at",
    "lines_at",
    "blocks",
    "queries",
    "screens",
    "standing",
)
_COLUMNS = _KEY + _CHANGED
_REPLACE = replacing(_COLUMNS, _KEY)
