"""A topic of reports, a database for their effect, and consumers of one name over both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from shared.consume import Consumer, Handle, consumer_tables
from shared.database.engine import Database
from shared.log import MemoryLog
from shared.observe import Metrics
from shared.store import Recorded
from tests.builders import a_clock, a_new, a_report, a_store

METADATA = sa.MetaData()
TABLES = consumer_tables(METADATA)
SUMS = sa.Table("sums", METADATA, sa.Column("stream", sa.String(40), primary_key=True), sa.Column("value", sa.Integer))


class Broken(Exception):
    """The handler could not apply an event."""


class Summing:
    """Adds each report's value to its stream's sum; fails on the streams it is told to."""

    def __init__(self) -> None:
        self.failing: set[str] = set()
        self.calls: list[int] = []

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        self.calls.append(len(events))
        for event in events:
            if event.stream in self.failing:
                raise Broken(event.stream)
            value = len(event.data)
            if not connection.execute(
                SUMS.update().where(SUMS.c.stream == event.stream).values(value=SUMS.c.value + value)
            ).rowcount:
                connection.execute(SUMS.insert().values(stream=event.stream, value=value))


class Setting:
    """A log of reports, a database for their effect, and consumers of one name over both."""

    def __init__(self, folder: Path, effect: str = "", partitions: int = 1) -> None:
        self._producer, self._store = a_store(folder)
        self.log = MemoryLog("reports", partitions=partitions)
        self.database = Database(effect or f"sqlite:///{folder / 'effect.sqlite'}")
        with self.database.write() as connection:
            METADATA.create_all(connection)
        self.handle = Summing()

    def produce(self, *streams: str) -> None:
        with self._producer.write() as connection:
            self.log.extend(self._store.append(connection, [a_new(a_report(stream[:1]), stream) for stream in streams]))

    def consumer(self, batch: int = 100, handle: Handle | None = None, log: MemoryLog | None = None) -> Consumer:
        return Consumer(
            "sums",
            log or self.log,
            self.database,
            TABLES,
            handle or self.handle,
            metrics=Metrics(),
            clock=a_clock(),
            batch=batch,
        )

    def sums(self) -> dict[str, int]:
        with self.database.read() as connection:
            return {row.stream: row.value for row in connection.execute(sa.select(SUMS))}

    def counts(self) -> dict[str, int]:
        size = len(next(iter(self.log.read({}, 1).values())).events[0].data)
        return {stream: value // size for stream, value in self.sums().items()}

    def close(self) -> None:
        self._producer.dispose()
        self.database.dispose()
