"""Read, handle, save the position: one transaction, so that every event counts exactly once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import msgspec
import sqlalchemy as sa
import structlog

from shared.db import Database
from shared.log import LogReader
from shared.observe import Metrics
from shared.periods import Clock, to_microseconds
from shared.store import Recorded

_BACKOFF_SECONDS = 1.0
_IDLE_SECONDS = 0.5
_ENVELOPE = msgspec.json.Encoder()
_DECODE = msgspec.json.Decoder(Recorded)


class ConsumerTables(NamedTuple):
    """``positions``: how far each reader has got. ``parked``: events held back, in order."""

    positions: sa.Table
    parked: sa.Table


def consumer_tables(metadata: sa.MetaData) -> ConsumerTables:
    """The tables a consumer needs in the database that its effects go to."""
    positions = sa.Table(
        "consumer_positions",
        metadata,
        sa.Column("consumer", sa.String(60), primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    parked = sa.Table(
        "parked_events",
        metadata,
        sa.Column("consumer", sa.String(60), primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("parked_at", sa.BigInteger, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
    )
    return ConsumerTables(positions, parked)


class Handle(Protocol):
    """Applies events, in order, inside the given transaction. It may be called again with the
    same events after a rollback, so whatever it remembers outside the database must allow that."""

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None: ...


class Fenced(Exception):
    """Another instance of this consumer has moved the position on; nothing was applied."""


class Parked(NamedTuple):
    """A stream that is held back: its key, how many events wait, the first one's position and error."""

    key: str
    events: int
    position: int
    error: str


class Consumer:
    """One reader of one topic, with its position in the database its effects go to.

    An event that cannot be handled parks its stream (``key_of``): it and every later event of the
    same key are kept aside in order, and other streams go on. A database that is away parks
    nothing: the batch is tried again. A consumer that keeps up with its topic lingers for
    ``linger_seconds`` before the next batch, so that events that come close together share a
    transaction; :meth:`hurry` ends that.
    """

    def __init__(
        self,
        name: str,
        log: LogReader,
        database: Database,
        tables: ConsumerTables,
        handle: Handle,
        *,
        metrics: Metrics,
        clock: Clock,
        key_of: Callable[[Recorded], str] = lambda event: event.stream,
        batch: int = 1_000,
        linger_seconds: float = 0.0,
    ) -> None:
        self.name = name
        self.log = log
        self._database = database
        self._tables = tables
        self._handle = handle
        self._metrics = metrics
        self._clock = clock
        self._key_of = key_of
        self._batch = batch
        self._linger = linger_seconds
        self._hurried = threading.Event()
        self._idle = threading.Event()
        self._logger = structlog.get_logger().bind(consumer=name)

    def position(self) -> int:
        """The last position whose effect is committed (0 before the first)."""
        with self._database.read() as connection:
            return self._position(connection)

    def lag(self) -> int:
        """How many events of the topic are not applied yet."""
        return max(0, self.log.head() - self.position())

    def step(self) -> int:
        """Apply the next batch; how many events were taken (0: nothing to do)."""
        after = self.position()
        events = self.log.read(after, self._batch)
        if not events:
            self._metrics.consumer_lag.labels(self.name).set(0)
            return 0
        with self._metrics.consumer_batch_seconds.labels(self.name).time():
            self._apply(after, events)
        self._metrics.consumer_events.labels(self.name).inc(len(events))
        self._metrics.consumer_lag.labels(self.name).set(max(0, self.log.head() - events[-1].position))
        return len(events)

    def run(self, stop: threading.Event) -> None:
        """Step until ``stop`` is set. A database that is away is waited for."""
        self._count_parked()
        while not stop.is_set():
            try:
                taken = self.step()
                if taken == 0:
                    self._hurried.clear()
                    self._idle.set()
                    self.log.wait(self.position(), _IDLE_SECONDS)
                if taken < self._batch:
                    self._hurried.wait(self._linger)
            except Fenced:
                self._logger.info("position moved on by another instance")
            except sa.exc.OperationalError as error:
                self._logger.warning("database away, trying again", error=str(error.orig))
                stop.wait(_BACKOFF_SECONDS)

    def hurry(self, patience_seconds: float) -> None:
        """Do not linger until everything that is there has been applied; wait for that so long."""
        self._idle.clear()
        self._hurried.set()
        self._idle.wait(patience_seconds)

    def catch_up(self) -> int:
        """Step until nothing is left; how many events were taken."""
        total = 0
        while taken := self.step():
            total += taken
        return total

    def parked(self) -> list[Parked]:
        """The streams that are held back."""
        with self._database.read() as connection:
            rows = self._parked_rows(connection)
        streams: dict[str, Parked] = {}
        for row in rows:
            first = streams.get(row.key)
            if first is None:
                streams[row.key] = Parked(row.key, 1, row.position, row.error)
            else:
                streams[row.key] = first._replace(events=first.events + 1)
        return list(streams.values())

    def retry_parked(self, key: str) -> int:
        """Handle a parked stream again, in order; how many of its events went through.

        It stops at the first event that fails again; that one and the rest stay parked.
        """
        with self._database.read() as connection:
            events = [_DECODE.decode(row.envelope) for row in self._parked_rows(connection) if row.key == key]
        for count, event in enumerate(events):
            try:
                with self._database.write() as connection:
                    self._handle(connection, [event])
                    self._forget(connection, event.position)
            except sa.exc.OperationalError:
                raise
            except Exception as error:
                self._logger.warning("parked event failed again", position=event.position, error=repr(error))
                return count
        self._count_parked()
        return len(events)

    def _apply(self, after: int, events: list[Recorded]) -> None:
        try:
            with self._database.write() as connection:
                held = self._hold_back(connection, events)
                ready = [event for event in events if event.position not in held]
                if ready:
                    self._handle(connection, ready)
                self._save(connection, after, events[-1].position)
        except (Fenced, sa.exc.OperationalError):
            raise
        except Exception as error:
            if len(events) == 1:
                self._park(after, events[0], error)
                return
            self._logger.warning("batch failed, going one by one", size=len(events), error=repr(error))
            for event in events:
                self._apply(after, [event])
                after = event.position

    def _park(self, after: int, event: Recorded, error: Exception) -> None:
        key = self._key_of(event)
        self._logger.error(
            "stream parked", key=key, position=event.position, type=event.type, error=repr(error), exc_info=error
        )
        with self._database.write() as connection:
            self._insert_parked(connection, event, repr(error))
            self._save(connection, after, event.position)
        self._count_parked()

    def _hold_back(self, connection: sa.Connection, events: list[Recorded]) -> set[int]:
        parked = self._tables.parked
        query = sa.select(parked.c.key).distinct().where(parked.c.consumer == self.name)
        keys = set(connection.execute(query).scalars())
        if not keys:
            return set()
        held = [event for event in events if self._key_of(event) in keys]
        for event in held:
            self._insert_parked(connection, event, "waits for an earlier event of its stream")
        return {event.position for event in held}

    def _insert_parked(self, connection: sa.Connection, event: Recorded, error: str) -> None:
        connection.execute(
            self._tables.parked.insert().values(
                consumer=self.name,
                position=event.position,
                key=self._key_of(event),
                error=error,
                parked_at=to_microseconds(self._clock.now()),
                envelope=_ENVELOPE.encode(event),
            )
        )

    def _forget(self, connection: sa.Connection, position: int) -> None:
        parked = self._tables.parked
        connection.execute(parked.delete().where(parked.c.consumer == self.name, parked.c.position == position))

    def _parked_rows(self, connection: sa.Connection) -> Sequence[sa.Row[tuple[object, ...]]]:
        parked = self._tables.parked
        query = sa.select(parked).where(parked.c.consumer == self.name).order_by(parked.c.position)
        return connection.execute(query).all()

    def _position(self, connection: sa.Connection) -> int:
        positions = self._tables.positions
        query = sa.select(positions.c.position).where(positions.c.consumer == self.name)
        return connection.execute(query).scalar_one_or_none() or 0

    def _save(self, connection: sa.Connection, after: int, position: int) -> None:
        """Move the position from ``after``; compare-and-set, so that of two instances one wins."""
        positions = self._tables.positions
        moved = connection.execute(
            positions.update()
            .where(positions.c.consumer == self.name, positions.c.position == after)
            .values(position=position)
        ).rowcount
        if moved == 0:
            if after != 0 or self._position(connection) != 0:
                raise Fenced
            connection.execute(positions.insert().values(consumer=self.name, position=position))

    def _count_parked(self) -> None:
        self._metrics.parked_streams.labels(self.name).set(len(self.parked()))
