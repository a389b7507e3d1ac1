"""What pages and answers read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from services.alerts.tables import AlertsTables
from shared.events import Event
from shared.store import EventStore, Recorded

StateFilter = Literal["open", "closed", "all"]
OPEN_STATES = ("open", "frozen")
_OUTBOX_PAGE = 200


@dataclass(frozen=True, slots=True)
class Past:
    """An event of an alert's stream with its envelope."""

    recorded: Recorded
    event: Event


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

    def past(self, connection: sa.Connection, stream: str) -> list[Past]:
        """Every event of an alert's stream."""
        return [Past(each, self._store.decode(each)) for each in self._store.read_stream(connection, stream)]

    def outbox(self, connection: sa.Connection, before: int | None) -> list[sa.RowMapping]:
        """A page of notifications, the newest first; ``before`` is the id above the page."""
        table = self._tables.notifications
        columns = [column for column in table.c if column.name != "content"]
        query = sa.select(*columns).order_by(table.c.id.desc()).limit(_OUTBOX_PAGE)
        if before is not None:
            query = query.where(table.c.id < before)
        return list(connection.execute(query).mappings())

    def notification(self, connection: sa.Connection, name: str) -> sa.RowMapping | None:
        """One notification with its content; None when there is none of that name."""
        table = self._tables.notifications
        query = sa.select(table).where(table.c.notification == name)
        return connection.execute(query).mappings().one_or_none()

    def store_position(self, connection: sa.Connection) -> int:
        """The last position of the event store."""
        return self._store.head(connection).position
