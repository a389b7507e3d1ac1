"""How far a store was copied to its topic: the last event sent to each partition, in the store's own database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import sqlalchemy as sa

from shared.store import EventStore, relay_table


class Sent(NamedTuple):
    """The last event that stands in a partition (position 0: none), and the offset behind it (0: not known)."""

    position: int = 0
    hash: str = ""
    offset: int = 0


NOTHING_SENT = Sent()
"""What stands in a partition that nothing was sent to."""

SentMarks = Mapping[int, Sent]
"""By partition. Everything up to the highest position among them was sent."""


class RelayMarks:
    """The marks of one store's relay. Every method works inside the caller's transaction."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._table = relay_table(sa.MetaData())

    def read(self, connection: sa.Connection) -> dict[int, Sent]:
        """By partition the last event sent. A mark of an earlier version has no hash: it is the store's event there."""
        table = self._table
        query = sa.select(table.c.partition, table.c.position, table.c.hash, table.c.log_offset)
        return {
            partition: Sent(position, hash_ or self._store.hash_at(connection, position), offset)
            for partition, position, hash_, offset in connection.execute(query)
        }

    def save(self, connection: sa.Connection, marks: SentMarks) -> dict[int, Sent]:
        """Move the marks on, never back; how they stand then."""
        table, saved = self._table, self.read(connection)
        for partition, mark in marks.items():
            before = saved.get(partition)
            values = {"position": mark.position, "hash": mark.hash, "log_offset": mark.offset}
            if before is None:
                connection.execute(table.insert().values(partition=partition, **values))
            elif before != mark and before.position <= mark.position:
                connection.execute(table.update().where(table.c.partition == partition).values(**values))
            else:
                continue
            saved[partition] = mark
        return saved

    def clear(self, connection: sa.Connection) -> None:
        """As if nothing had been copied."""
        connection.execute(self._table.delete())


def last_of(marks: SentMarks) -> Sent:
    """The last event that was sent to any partition."""
    return max(marks.values(), default=NOTHING_SENT)
