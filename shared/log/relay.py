"""Copies an event store to Kafka, in position order: the one way from a decision to its readers.

There is no second write path: what is not in the store is in no topic, and what is in the store
comes to the topic, however often the relay dies. It may send an event twice; readers see that.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
import structlog

from shared.database.engine import Database
from shared.database.lease import Lease
from shared.log.cloudevents import Predecessor, encode, key_of
from shared.log.connection import topic_name
from shared.log.current import CurrentFigures
from shared.log.port import LogAway
from shared.log.sender import CannotSend, TopicSender, partition_of
from shared.observe import CheckFailed, Metrics
from shared.settings import Settings
from shared.store import EventStore, Recorded, relay_table

_PAGE = 1_000
_STANDBY_SECONDS = 1.0
_BACKOFF_SECONDS = 1.0
SILENT_SECONDS = 120.0
"""Kafka is waited for some 50 s, a database some 10 s a statement: a turn that takes so long hangs."""


class Relay:
    """Copies the store of ``service`` to ``topic``, while it holds the lease for that.

    Events are sent in position order; where the relay has got to is saved when every event up to
    there is acknowledged by all of Kafka's copies. After a failure it sends again from there.
    Should two relays work at once for a moment, both send the same messages.
    """

    def __init__(
        self, topic: str, service: str, database: Database, store: EventStore, settings: Settings, metrics: Metrics
    ) -> None:
        self.topic = topic
        self.lease = Lease(database, f"relay-{topic}")
        self._service = service
        self._database = database
        self._store = store
        self._settings = settings
        self._table = relay_table(sa.MetaData())
        self._lag = metrics.relay_lag.labels(topic)
        self._leader = metrics.leader.labels(self.lease.name)
        self._figures = CurrentFigures(settings, store.codec) if topic == "figures" else None
        self._sender: TopicSender | None = None
        self._turn_began: float | None = None
        self._refusal: CannotSend | None = None
        self._leader_here = False
        self._refuses = metrics.relay_refuses.labels(topic)
        self._logger = structlog.get_logger().bind(topic=topic)

    def run(self, stop: threading.Event) -> None:
        """Copy until ``stop`` is set; stand by while another relay does it. Whatever ends it, another may take over.

        Raises:
            Exception: what is no affair of a Kafka or a database that is away; whoever runs it begins it again.
        """
        try:
            self._run(stop)
        finally:
            self._turn_began = None
            self._leader.set(0)
            self._note(None)
            try:
                self._drop()
            finally:
                self.lease.release()

    def check(self) -> str:
        """For the health check.

        Raises:
            CannotSend: Kafka refuses an event; it and what comes behind it wait.
            CheckFailed: the lease, the database or Kafka gives no answer at all: it has been at one turn for longer
                than all of them are waited for.
        """
        began = self._turn_began
        if began is not None and time.monotonic() - began > SILENT_SECONDS:
            raise CheckFailed(f"no answer for {SILENT_SECONDS:.0f} s")
        if self._refusal is not None:
            raise self._refusal
        return "copies" if self._leader_here else "stands by"

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self._turn_began = time.monotonic()
            try:
                if not self._leads():
                    self._lag.set(self.lag())
                    stop.wait(_STANDBY_SECONDS)
                elif self.step() == 0:
                    stop.wait(self._settings.relay_poll_seconds)
            except CannotSend as error:
                self._note(error)
                self._drop()
                stop.wait(_BACKOFF_SECONDS)
            except LogAway as error:
                self._logger.warning("Kafka away, trying again", error=str(error))
                self._drop()
                stop.wait(_BACKOFF_SECONDS)
            except sa.exc.OperationalError as error:
                self._logger.warning("database away, trying again", error=str(error.orig))
                stop.wait(_BACKOFF_SECONDS)

    def step(self) -> int:
        """Copy the next page; how many events that were (0: nothing to do).

        Raises:
            LogAway: Kafka did not acknowledge everything; nothing is lost, the page is sent again.
            CannotSend: Kafka refuses an event.
        """
        with self._database.read() as connection:
            marks = self._marks(connection)
            after = _last(marks)
            events = self._store.read(connection, after, self._most(after))
            head = self._store.head(connection).position
        self._lag.set(head - after)
        if events:
            self._send(events, marks)
            self._save(marks)
            self._lag.set(head - events[-1].position)
            if self._refusal is not None and events[-1].position >= self._refusal.position:
                self._note(None)
        return len(events)

    def lag(self) -> int:
        """How many events are not copied yet, whichever relay copies."""
        with self._database.read() as connection:
            return self._store.head(connection).position - _last(self._marks(connection))

    def _leads(self) -> bool:
        held = self.lease.held()
        self._leader.set(held)
        self._leader_here = held
        if not held:
            self._note(None)  # whoever leads finds for itself what Kafka takes
        return held

    def _most(self, after: int) -> int:
        """How many events a page may have: where one is refused, those before it go, and then it is tried alone.
        What goes with it would be sent again with every try."""
        if self._refusal is None or self._refusal.position <= after:
            return _PAGE
        return max(1, min(_PAGE, self._refusal.position - after - 1))

    def _note(self, refusal: CannotSend | None) -> None:
        if refusal is not None:
            self._logger.error("relay " + str(refusal))
        self._refusal = refusal
        self._refuses.set(0 if refusal is None else 1)

    def _send(self, events: Sequence[Recorded], marks: dict[int, Predecessor]) -> None:
        """Send a page and wait for it; ``marks`` move on with it."""
        if self._sender is None:
            self._sender = TopicSender(self._settings)
        name = topic_name(self._settings, self.topic)
        partitions = self._settings.kafka_partitions
        for event in events:
            key = key_of(event)
            partition = partition_of(key, partitions)
            message = encode(event, self._service, marks.get(partition, Predecessor()))
            self._sender.send(name, partition, key, message, event.position)
            marks[partition] = Predecessor(event.position, event.hash)
        if self._figures is not None:
            self._figures.send(events, self._service, self._sender)
        self._sender.finish()

    def _marks(self, connection: sa.Connection) -> dict[int, Predecessor]:
        """By partition the last event sent. A mark of an earlier version has no hash: it is the store's event there."""
        table = self._table
        rows = connection.execute(sa.select(table.c.partition, table.c.position, table.c.hash)).all()
        return {
            row.partition: Predecessor(row.position, row.hash or self._store.hash_at(connection, row.position))
            for row in rows
        }

    def _save(self, marks: dict[int, Predecessor]) -> None:
        table = self._table
        with self._database.write() as connection:
            saved = self._marks(connection)
            for partition, (position, hash_) in marks.items():
                if partition not in saved:
                    connection.execute(table.insert().values(partition=partition, position=position, hash=hash_))
                elif saved[partition].position < position:
                    same = table.c.partition == partition
                    connection.execute(table.update().where(same).values(position=position, hash=hash_))

    def _drop(self) -> None:
        sender, self._sender = self._sender, None
        if sender is not None:
            sender.close()


def _last(marks: Mapping[int, Predecessor]) -> int:
    """The last position that was sent to any partition."""
    return max((mark.position for mark in marks.values()), default=0)
