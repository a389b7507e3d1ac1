"""Intake's database: streams in bulk, the read model of reports, kept answers. No decisions here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from services.intake.reports.standing import ReportRow, ReportStanding, row_of
from services.intake.reports.stood import stood
from services.intake.reports.streams import REPORT_PREFIX, SUBMISSIONS, LinesEvent, report_stream
from services.intake.review.left_out import Stood
from services.intake.tables import ANSWERS, PROPOSALS, REPORTS, RULE_FINDINGS, UNREAD
from shared.database.rows import insert_rows, replacing
from shared.events import (
    ReportCorrected,
    ReportLine,
    ReportSubmitted,
)
from shared.periods import Month, months
from shared.store import EventStore, Head, Recorded

_IN_LIST = 400  # regions in one IN (…); more are sifted here


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

    def standing(self, stream: Sequence[Recorded]) -> ReportStanding:
        """Where a report stands after its events."""
        result = ReportStanding()
        for recorded in stream:
            result = result.after(self.store.decode(recorded), recorded)
        return result

    def save(self, connection: sa.Connection, reports: Mapping[tuple[str, str], ReportStanding]) -> None:
        """Write where these reports (region, period) now stand into the read model."""
        rows = [row_of(key, standing) for key, standing in reports.items() if standing.state.revision]
        insert_rows(connection, REPORTS, ReportRow._fields, rows, _REPLACE)
        asked = [
            (*key, each.rule, each.indicator, each.outcome)
            for key, standing in reports.items()
            for each in standing.state.raised
        ]
        if asked:
            insert_rows(connection, RULE_FINDINGS, _ASKED, asked, _REPLACE_ASKED)
        self._save_proposals(connection, reports)

    def _save_proposals(self, connection: sa.Connection, reports: Mapping[tuple[str, str], ReportStanding]) -> None:
        """Which corrections wait for a signature; of most reports there never was any."""
        waiting = []
        for (region, period), standing in reports.items():
            if standing.state.proposed is not None:
                waiting.append((region, period, standing.proposed_position))
            elif standing.state.proposals:
                gone = sa.and_(PROPOSALS.c.region == region, PROPOSALS.c.period == period)
                connection.execute(sa.delete(PROPOSALS).where(gone))
        if waiting:
            insert_rows(connection, PROPOSALS, _PROPOSED, waiting, _REPLACE_PROPOSED)

    def proposals(self, connection: sa.Connection, regions: Collection[str]) -> list[tuple[str, str]]:
        """Of which reports (region, period) of these regions a correction waits for a signature, longest first."""
        table = PROPOSALS.c
        query = sa.select(table.region, table.period).order_by(table.position)
        return [(row.region, row.period) for row in connection.execute(query) if row.region in regions]

    def unread(self, connection: sa.Connection) -> bool:
        """Whether the store holds reports that the read model of questions was never made of."""
        query = sa.select(RULE_FINDINGS.c.rule).where(RULE_FINDINGS.c.rule == UNREAD, RULE_FINDINGS.c.region == "")
        return connection.execute(query.limit(1)).first() is not None

    def listing(self, connection: sa.Connection, regions: Iterable[str], first: Month, last: Month) -> list[ReportRow]:
        """The rows of the read model of these regions and months, in order."""
        wanted = set(regions)
        table = REPORTS.c
        query = sa.select(*(table[name] for name in ReportRow._fields)).where(
            table.period.between(str(first), str(last))
        )
        if len(wanted) <= _IN_LIST:
            query = query.where(table.region.in_(wanted))
        rows = connection.execute(query.order_by(table.region, table.period))
        return [ReportRow(*row) for row in rows if row.region in wanted]

    def listing_until(
        self, connection: sa.Connection, regions: Iterable[str], first: Month, last: Month, position: int
    ) -> list[ReportRow]:
        """As :meth:`listing`, as of a position: folded from the reports' events."""
        keys = {
            report_stream(code, str(month)): (code, str(month)) for code in regions for month in months(first, last)
        }
        found = []
        for stream, events in self.store.read_streams(connection, keys).items():
            known = [event for event in events if event.position <= position]
            if any(event.type in SUBMISSIONS for event in known):
                found.append(row_of(keys[stream], self.standing(known)))
        return sorted(found, key=lambda row: (row.region, row.period))

    def blocked(self, connection: sa.Connection, period: str) -> list[str]:
        """The regions whose standing report of a month has findings that block."""
        table = REPORTS.c
        query = sa.select(table.region).where(table.period == period, table.blocks > 0, table.status == "submitted")
        return list(connection.execute(query.order_by(table.region)).scalars())

    def stood(self, connection: sa.Connection, region: str, period: str) -> Stood:
        """What has stood for a unit's month, as :func:`services.intake.reports.stood.stood` has it."""
        stream = self.store.read_stream(connection, report_stream(region, period))
        return stood(self.store.decode(each) for each in stream)

    def histories(
        self, connection: sa.Connection, firsts: Mapping[str, Month]
    ) -> dict[str, list[tuple[Month, tuple[ReportLine, ...]]]]:
        """The lines that stand for regions, each from its month of ``firsts`` on, by month; returned and withdrawn
        ones do not."""
        events, table, decode = self.store.tables.events.c, REPORTS.c, self.store.codec.decode
        found: dict[str, list[tuple[Month, tuple[ReportLine, ...]]]] = {region: [] for region in firsts}
        if not firsts:
            return found
        query = (
            sa.select(table.region, table.period, events.type, events.schema_version, events.data)
            .join_from(REPORTS, self.store.tables.events, table.lines_position == events.position)
            .where(table.region.in_(list(firsts)), table.period >= str(min(firsts.values())))
            .where(table.status.in_(("submitted", "accepted")))
            .order_by(table.region, table.period)
        )
        parsed: dict[str, Month] = {}
        for region, period, *stored in connection.execute(query):
            month = parsed.get(period) or parsed.setdefault(period, Month.parse(period))
            if month >= firsts[region]:
                event = decode(*stored)
                assert isinstance(event, ReportSubmitted | ReportCorrected)
                found[region].append((month, event.lines))
        return found

    def standing_reports(
        self, connection: sa.Connection, regions: Collection[str], first: Month, last: Month, after: int = 0
    ) -> Iterator[tuple[sa.Row[Any], LinesEvent]]:
        """The read model's rows of these regions and months where lines stand, each with the event that holds them;
        only of reports that something has become of behind the position ``after``."""
        events, table = self.store.tables.events, REPORTS.c
        columns = (table.region, table.period, table.status, table.revision)
        query = (
            sa.select(*columns, events)
            .join(REPORTS, table.lines_position == events.c.position)
            .where(table.period.between(str(first), str(last)), table.status.in_(("submitted", "accepted")))
            .where(*_moved_behind(after))
            .order_by(table.region, table.period)
        )
        if len(regions) <= _IN_LIST:
            query = query.where(table.region.in_(list(regions)))
        for row in connection.execute(query):
            if row.region in regions:
                event = self.store.decode(Recorded(*row[len(columns) :]))
                assert isinstance(event, ReportSubmitted | ReportCorrected)
                yield row, event

    def standing_months(
        self, connection: sa.Connection, region: str, first: Month, last: Month
    ) -> dict[Month, LinesEvent]:
        """The same of one region, by month."""
        return {
            Month.parse(row.period): event for row, event in self.standing_reports(connection, [region], first, last)
        }

    def moved(
        self, connection: sa.Connection, regions: Collection[str], first: Month, last: Month, after: int
    ) -> list[tuple[str, str]]:
        """The reports (region, period) of these regions and months that something has become of behind a position."""
        table = REPORTS.c
        query = sa.select(table.region, table.period).where(table.period.between(str(first), str(last)))
        rows = connection.execute(query.where(*_moved_behind(after)))
        return [(row.region, row.period) for row in rows if row.region in regions]

    def first_reports(
        self, connection: sa.Connection, regions: Collection[str], first: Month, last: Month, after: int = 0
    ) -> Iterator[LinesEvent]:
        """The first revisions of the reports of these regions and months that do not stand as they were first sent;
        only of reports that something has become of behind the position ``after``."""
        events, table = self.store.tables.events, REPORTS.c
        stream = sa.literal(REPORT_PREFIX) + table.region + "-" + table.period
        earlier = events.alias()
        made = sa.and_(earlier.c.stream == events.c.stream, earlier.c.type.in_(SUBMISSIONS))
        begins = sa.select(sa.func.min(earlier.c.version)).where(made).scalar_subquery()
        query = (
            sa.select(events)
            .join(REPORTS, events.c.stream == stream)
            .where(events.c.version == begins, table.period.between(str(first), str(last)))
            .where(sa.or_(table.revision > 1, table.status.not_in(("submitted", "accepted"))), *_moved_behind(after))
        )
        for row in connection.execute(query):
            event = self.store.decode(Recorded(*row))
            assert isinstance(event, ReportSubmitted | ReportCorrected)
            if event.region in regions:
                yield event

    def answers(self, connection: sa.Connection, keys: Iterable[str]) -> dict[str, KeptAnswer]:
        """The answers kept under these keys."""
        query = sa.select(ANSWERS).where(ANSWERS.c.idempotency_key.in_(list(keys)))
        return {row.idempotency_key: KeptAnswer(row.digest, row.body) for row in connection.execute(query)}

    def keep(self, connection: sa.Connection, answers: Mapping[str, KeptAnswer]) -> None:
        """Keep answers for repetitions of what was asked."""
        if answers:
            rows = [{"idempotency_key": key, **answer._asdict()} for key, answer in answers.items()]
            connection.execute(sa.insert(ANSWERS), rows)


def _moved_behind(after: int) -> list[sa.ColumnElement[bool]]:
    return [REPORTS.c.position > after] if after else []


_REPLACE = replacing(ReportRow._fields, ("region", "period"))
_ASKED = tuple(column.name for column in RULE_FINDINGS.c)
_REPLACE_ASKED = replacing(_ASKED, _ASKED[:-1])
_PROPOSED = ("region", "period", "position")
_REPLACE_PROPOSED = replacing(_PROPOSED, _PROPOSED[:2])
