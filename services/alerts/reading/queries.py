"""What pages and answers read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

import msgspec
import sqlalchemy as sa

from services.alerts.episodes.gathering import OpenAlert
from services.alerts.episodes.known_months import KnownMonth
from services.alerts.reading.recorded import RecordedEvent
from services.alerts.tables import AlertsTables
from shared.events import Assessment
from shared.store import EventStore

StateFilter = Literal["open", "closed", "all"]
OPEN_STATES = ("open", "frozen")
_OUTBOX_PAGE = 200
_decode = msgspec.json.Decoder(Assessment).decode


class Queries:
    """Every method works inside the caller's transaction and changes nothing."""

    def __init__(self, tables: AlertsTables, store: EventStore) -> None:
        self._tables = tables
        self._store = store

    def episodes(
        self,
        connection: sa.Connection,
        *,
        state: StateFilter = "all",
        plan: str | None = None,
        region: str | None = None,
        number: str | None = None,
    ) -> list[sa.RowMapping]:
        """Episodes, the last changed first."""
        table = self._tables.episodes
        query = sa.select(table).order_by(table.c.changed_at.desc(), table.c.number, table.c.episode.desc())
        if state != "all":
            among = table.c.state.in_(OPEN_STATES)
            query = query.where(among if state == "open" else ~among)
        for column, wanted in ((table.c.plan, plan), (table.c.region, region), (table.c.number, number)):
            if wanted is not None:
                query = query.where(column == wanted)
        return list(connection.execute(query).mappings())

    def open_levels(self, connection: sa.Connection) -> dict[str, int]:
        """How many episodes are open at each level; a frozen one counts as ``missing``."""
        table = self._tables.episodes
        level = sa.case((table.c.state == "frozen", "missing"), else_=table.c.level)
        query = sa.select(level, sa.func.count()).where(table.c.state.in_(OPEN_STATES)).group_by(level)
        return {row[0]: row[1] for row in connection.execute(query)}

    def messages(self, connection: sa.Connection, numbers: Sequence[str]) -> list[sa.RowMapping]:
        """The notifications of several alerts in the order in which they were queued, without their content."""
        table = self._tables.notifications
        columns = [column for column in table.c if column.name != "content"]
        query = sa.select(*columns).where(table.c.alert.in_(numbers)).order_by(table.c.id)
        return list(connection.execute(query).mappings())

    def link_secret(self, connection: sa.Connection) -> bytes:
        """What signs the links in messages."""
        secret: bytes = connection.execute(sa.select(self._tables.link_secrets.c.secret)).scalar_one()
        return secret

    def attachment(self, connection: sa.Connection, sha256: str) -> bytes | None:
        """A file's bytes; None when it was never kept."""
        table = self._tables.attachments
        content: bytes | None = connection.execute(
            sa.select(table.c.content).where(table.c.sha256 == sha256)
        ).scalar_one_or_none()
        return content

    def past(self, connection: sa.Connection, stream: str) -> list[RecordedEvent]:
        """Every event of an alert's stream."""
        return [RecordedEvent(each, self._store.decode(each)) for each in self._store.read_stream(connection, stream)]

    def outbox(self, connection: sa.Connection, before: int | None) -> list[sa.RowMapping]:
        """A page of notifications, the newest first; ``before`` is the id above the page."""
        table = self._tables.notifications
        columns = [column for column in table.c if column.name != "content"]
        query = sa.select(*columns).order_by(table.c.id.desc()).limit(_OUTBOX_PAGE)
        if before is not None:
            query = query.where(table.c.id < before)
        return list(connection.execute(query).mappings())

    def dead_letters(self, connection: sa.Connection) -> list[sa.RowMapping]:
        """The messages whose delivery was given up, oldest first, without their content."""
        table = self._tables.notifications
        columns = [column for column in table.c if column.name != "content"]
        query = sa.select(*columns).where(table.c.state == "failed").order_by(table.c.id)
        return list(connection.execute(query).mappings())

    def history(self, connection: sa.Connection, stream: str) -> dict[str, KnownMonth]:
        """What is known of each period of an alert's target."""
        table = self._tables.assessments
        query = sa.select(table.c.period, table.c.level, table.c.data_version, table.c.rule_version, table.c.judged)
        rows = connection.execute(query.where(table.c.stream == stream).order_by(table.c.period))
        return {
            period: KnownMonth(level, data_version, rule_version, _decode(judged) if judged is not None else None)
            for period, level, data_version, rule_version, judged in rows
        }

    def open_on(self, connection: sa.Connection, indicator: str) -> list[OpenAlert]:
        """The open alerts on an indicator, of all areas."""
        table = self._tables.episodes
        columns = (table.c.number, table.c.indicator, table.c.region, table.c.level, table.c.state)
        query = sa.select(*columns).where(table.c.indicator == indicator, table.c.state.in_(OPEN_STATES))
        rows = connection.execute(query).all()
        return [OpenAlert(row.number, row.indicator, row.region, row.level, row.state == "frozen") for row in rows]

    def regions(self, connection: sa.Connection, numbers: Collection[str]) -> dict[str, str]:
        """The regions that these alerts, or reminders, are about."""
        if not numbers:
            return {}
        found: dict[str, str] = {}
        for table in (self._tables.episodes, self._tables.reminders):
            query = sa.select(table.c.number, table.c.region).where(table.c.number.in_(sorted(numbers))).distinct()
            found |= {row.number: row.region for row in connection.execute(query)}
        return self._advised(connection, [each for each in numbers if each not in found]) | found

    def _advised(self, connection: sa.Connection, numbers: Collection[str]) -> dict[str, str]:
        """The regions of targets that only a 提示 was given for: there is no episode yet."""
        if not numbers:
            return {}
        sent, known = self._tables.notifications, self._tables.assessments
        query = sa.select(sent.c.alert, known.c.region).join(known, sent.c.stream == known.c.stream).distinct()
        rows = connection.execute(query.where(sent.c.alert.in_(sorted(numbers))))
        return {row.alert: row.region for row in rows}

    def notification(self, connection: sa.Connection, name: str) -> sa.RowMapping | None:
        """One notification with its content; None when there is none of that name."""
        table = self._tables.notifications
        query = sa.select(table).where(table.c.notification == name)
        return connection.execute(query).mappings().one_or_none()

    def store_position(self, connection: sa.Connection) -> int:
        """The last position of the event store."""
        return self._store.head(connection).position
