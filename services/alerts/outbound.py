"""The queue of messages: what is due, and what became of an attempt."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from services.alerts.channels.port import Outgoing
from services.alerts.message import Message
from services.alerts.tables import AlertsTables
from shared.periods import from_microseconds

_decode = msgspec.json.Decoder(Message).decode


@dataclass(frozen=True, slots=True)
class Queued:
    """A message that is due, and how often it was tried."""

    id: int
    stream: str
    correlation_id: str
    attempts: int
    outgoing: Outgoing


def outgoing_of(row: sa.RowMapping) -> Outgoing:
    """A notification's row as a channel takes it."""
    return Outgoing(
        notification=row["notification"],
        channel=row["channel"],
        recipient=row["recipient"],
        queued_at=from_microseconds(row["queued_at"]),
        message=_decode(row["content"]),
    )


class Outbound:
    """Every method works inside the caller's transaction."""

    def __init__(self, tables: AlertsTables) -> None:
        self._table = tables.notifications

    def due(self, connection: sa.Connection, now: int, limit: int) -> list[Queued]:
        """Messages to be tried at ``now``, oldest first.

        A recipient gets an alert's messages in their order: one waits while an earlier one does.
        """
        table, earlier = self._table, self._table.alias("earlier")
        waits = sa.exists().where(
            earlier.c.state == "queued",
            earlier.c.alert == table.c.alert,
            earlier.c.channel == table.c.channel,
            earlier.c.recipient == table.c.recipient,
            earlier.c.id < table.c.id,
        )
        query = (
            sa.select(table)
            .where(table.c.state == "queued", table.c.next_attempt_at <= now, ~waits)
            .order_by(table.c.id)
            .limit(limit)
        )
        return [
            Queued(row["id"], row["stream"], row["correlation_id"], row["attempts"], outgoing_of(row))
            for row in connection.execute(query).mappings()
        ]

    def finish(self, connection: sa.Connection, queued: Queued, state: str, now: int, detail: str) -> bool:
        """Record that a message was delivered or given up; False when another instance was first."""
        values = {"state": state, "attempts": queued.attempts + 1, "finished_at": now, "detail": detail}
        return self._change(connection, queued, values)

    def postpone(self, connection: sa.Connection, queued: Queued, until: int, detail: str) -> bool:
        """Record a failed attempt and when the next one is; False when another instance was first."""
        return self._change(
            connection, queued, {"attempts": queued.attempts + 1, "next_attempt_at": until, "detail": detail}
        )

    def waiting(self, connection: sa.Connection) -> int:
        """How many messages are queued and not delivered yet."""
        query = sa.select(sa.func.count()).select_from(self._table).where(self._table.c.state == "queued")
        return connection.execute(query).scalar_one()

    def _change(self, connection: sa.Connection, queued: Queued, values: dict[str, object]) -> bool:
        table = self._table
        same = sa.and_(table.c.id == queued.id, table.c.state == "queued", table.c.attempts == queued.attempts)
        return connection.execute(table.update().where(same).values(**values)).rowcount == 1
