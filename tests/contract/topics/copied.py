"""A store with its topic in a real Kafka, and a reader that applies what it reads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from shared.database.engine import Database
from shared.log import START, Mark
from shared.log.cloudevents import Predecessor, encode, key_of
from shared.log.connection import topic_name
from shared.log.kafka import KafkaLog
from shared.log.relay import Relay
from shared.log.sender import TopicSender, partition_of
from shared.log.topics import create_topics
from shared.observe import Metrics
from shared.store import Recorded, relay_table
from tests.builders import a_new, a_report, a_store, kafka_settings
from tests.waiting import until

soon = partial(until, seconds=20.0)
"""As ``until``, for what goes through Kafka."""


@contextmanager
def in_thread(run: Callable[[threading.Event], object]) -> Iterator[None]:
    """``run`` beside the block, a relay's or a consumer's say: it ends when it is asked to."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


class Copied:
    """A store and its topic in Kafka."""

    def __init__(self, where: Path | str, servers: str) -> None:
        self.settings = kafka_settings(servers)
        create_topics(self.settings)
        self.database, self.store = a_store(where)
        with self.database.write() as connection:
            relay_table(sa.MetaData()).create(connection)
        self._relays: list[Relay] = []

    def produce(self, count: int) -> list[Recorded]:
        events = [a_new(a_report(region=f"5001{number % 20:02d}"), f"s{number}") for number in range(count)]
        with self.database.write() as connection:
            return self.store.append(connection, events)

    def relay(self, database: Database | None = None) -> Relay:
        made = Relay("reports", "intake", database or self.database, self.store, self.settings, Metrics())
        self._relays.append(made)
        return made

    def close(self) -> None:
        """Let go of Kafka and of the database."""
        for relay in self._relays:
            relay.close()
        self.database.dispose()

    def forget(self) -> None:
        """As if the relay had died before it could save how far it got."""
        with self.database.write() as connection:
            connection.execute(sa.delete(relay_table(sa.MetaData())))

    def reader(self, patience_seconds: float = 60.0) -> KafkaLog:
        return KafkaLog("reports", "reader", self.settings, Metrics(), patience_seconds=patience_seconds)

    def send(self, events: list[Recorded], previous: dict[int, Predecessor]) -> None:
        """Send events past the relay; ``previous`` stand before them, by partition, and move on."""
        sender = TopicSender(self.settings)
        for event in events:
            partition = partition_of(key_of(event), self.settings.kafka_partitions)
            message = encode(event, "intake", previous.get(partition, Predecessor()))
            sender.send(topic_name(self.settings, "reports"), partition, key_of(event), message, event.position)
            previous[partition] = Predecessor(event.position, event.hash)
        sender.finish()
        sender.close()


class Reading:
    """A reader that applies what it reads, as a consumer does."""

    def __init__(self, log: KafkaLog, marks: dict[int, Mark] | None = None) -> None:
        self.log = log
        self.marks: dict[int, Mark] = {} if marks is None else marks
        self.positions: list[int] = []

    def read(self) -> None:
        self.log.wait(self.marks, 0.1)
        for partition, found in self.log.read(self.marks, 100).items():
            self.positions += [event.position for event in found.events]
            self.marks[partition] = found.mark(self.marks.get(partition, START))

    def go_on(self, stop: threading.Event) -> None:
        """Read until ``stop`` is set."""
        while not stop.is_set():
            self.read()

    def until(self, true: Callable[[], bool], seconds: float = 20.0) -> bool:
        deadline = time.monotonic() + seconds
        while not true() and time.monotonic() < deadline:
            self.read()
        return true()

    def has(self, count: int) -> bool:
        return self.until(lambda: len(self.positions) >= count)
