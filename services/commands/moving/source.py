"""The databases that are moved: of one process that is stopped, and what the new ones are to hold of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from services.commands.moving.spreading import spread
from services.commands.moving.tables import TABLES, Row, rows_of, strangers
from services.distributed import READERS
from shared.log import PRODUCERS
from shared.store import EventStore, Recorded

_MARKS = "consumer_marks"
_PAGE = 2_000
_TOPICS = {reader.name: reader.topic for reader in READERS}


def foreign(connection: sa.Connection, service: str) -> list[str]:
    """Why a database cannot be moved by this command, in Chinese; nothing where it can."""
    faults = (
        [f"{service} 库里有本程序不认识的表：{'、'.join(found)}"] if (found := strangers(connection, service)) else []
    )
    tables = {table.name: table for table in TABLES[service]}
    marks = tables[_MARKS]
    apart = sa.or_(marks.c.partition != 0, marks.c.position != marks.c.events)
    relayed = connection.execute(sa.select(sa.exists().select_from(tables["relay_marks"]))).scalar_one()
    if relayed or connection.execute(sa.select(sa.exists().where(apart))).scalar_one():
        faults.append(f"{service} 库是经 Kafka 分开运行的服务的：这个命令只迁同一进程里的三个库")
    return faults


class SourceRows:
    """The three databases, each in one state, and their rows as the new databases are to hold them.

    Where the services go on over Kafka (``partitions``; 0: they do not), a reader's one place in a store is its places
    in the partitions of the topic; everything else is copied as it is.
    """

    def __init__(self, connections: Mapping[str, sa.Connection], store: EventStore, partitions: int) -> None:
        self._connections = connections
        self._store = store
        self._partitions = partitions

    def rows(self, service: str, table: sa.Table) -> Iterator[Row]:
        """The rows of a service's table in the order of its key."""
        found = rows_of(self._connections[service], table)
        return self._spread(found) if table.name == _MARKS and self._partitions else found

    def _spread(self, marks: Iterator[Row]) -> Iterator[Row]:
        for row in marks:
            consumer, _, position, *_ = row
            if consumer not in _TOPICS:
                yield row  # of a reader that there is no more
                continue
            connection = self._connections[PRODUCERS[_TOPICS[consumer]]]
            placed = spread(self._events(connection, position), self._partitions)
            for partition, mark in sorted(placed.items()):
                yield (consumer, partition, mark.position, mark.offset, mark.events, mark.hash)

    def _events(self, connection: sa.Connection, until: int) -> Iterator[Recorded]:
        after = 0
        while after < until and (page := self._store.read(connection, after, min(_PAGE, until - after))):
            yield from page
            after = page[-1].position
