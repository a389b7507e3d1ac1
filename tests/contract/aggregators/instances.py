"""Aggregators beside one another over one database: made, run, waited for, thrown out."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from zlib import crc32

import sqlalchemy as sa

from services.aggregator.catalogue_in_use import CatalogueInUse
from services.aggregator.figures.projection import Projection
from services.aggregator.figures.reader import Figures
from services.aggregator.judging.judge import Judge
from services.aggregator.judging.noting import Noting
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.tables import CONSUMER, METADATA, STORE
from shared.codec import Codec
from shared.consume import Consumer
from shared.database.engine import Database
from shared.events import Event
from shared.log import MemoryLog
from shared.observe import Metrics
from shared.periods import SettableClock
from shared.store import EventStore, create_store_tables
from tests.builders import a_clock
from tests.unit.aggregator.progress_world import UNITS, a_catalogue

PARTITIONS = 5
PATIENCE = 600.0 if os.environ.get("XUSHI_LONG_TESTS") == "1" else 120.0
"""Seconds that anything may take."""
GLANCE_SECONDS = 0.02

PLACES = {unit: crc32(unit.encode()) % PARTITIONS for unit in UNITS}
"""In which partition each district's reports stand."""


class Aggregator:
    """One instance: connections, caches, a consumer and a judge of its own, over the partitions it is given.

    ``at_once``: what it applies it judges in the same transaction.
    """

    def __init__(self, name: str, url: str, log: MemoryLog, batch: int, *, at_once: bool = False) -> None:
        self.name = name
        self.log = log
        address = sa.make_url(url)
        if address.get_backend_name() == "postgresql":
            address = address.update_query_dict({"application_name": name})
        self.database = Database(address.render_as_string(hide_password=False))
        catalogue, metrics, clock = a_catalogue(), Metrics(), SettableClock(a_clock().now())
        self.store = EventStore(STORE, Codec(), clock)
        self.progress = ProgressHandler(catalogue, clock, Figures(catalogue))
        self.judge = Judge(self.database, self.store, self.progress, CatalogueInUse(), metrics, clock)
        judged = self.progress.assess if at_once else Noting(self.progress, clock).assess
        projection = Projection(self.store, catalogue, judged)
        self.consumer = Consumer(
            "aggregator", log, self.database, CONSUMER, projection, metrics=metrics, clock=clock, batch=batch
        )

    def create(self) -> None:
        with self.database.write() as connection:
            create_store_tables(connection)
            METADATA.create_all(connection)

    def told(self) -> list[Event]:
        with self.database.read() as connection:
            return [self.store.decode(record) for record in self.store.read(connection, 0, 10**6)]


@contextmanager
def running(instances: Iterable[Aggregator]) -> Iterator[None]:
    """Every instance works in a thread of its own for as long as the block lasts."""
    stop = threading.Event()
    loops = [(each.name, loop) for each in instances for loop in (each.consumer.run, each.judge.run)]
    threads = [threading.Thread(target=loop, args=(stop,), name=name) for name, loop in loops]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()


def applied(instance: Aggregator) -> int:
    return sum(mark.events for mark in instance.consumer.marks().values())


def settle(instance: Aggregator, until: int) -> None:
    """Wait until so many events are applied, and nothing of them waits to be judged."""
    deadline = time.monotonic() + PATIENCE
    while (done := applied(instance)) < until or instance.judge.waiting():
        assert time.monotonic() < deadline, f"{done} of {until} applied, {instance.judge.waiting()} to judge"
        time.sleep(GLANCE_SECONDS)


@contextmanager
def three_over(url: str, log: MemoryLog) -> Iterator[list[Aggregator]]:
    """Three aggregators over one database: two districts apart, the third with nothing yet."""
    one, rest = {PLACES[UNITS[0]]}, set(range(PARTITIONS)) - {PLACES[UNITS[0]]}
    instances = [
        Aggregator(f"instance-{number}", url, log.beside(mine), batch)
        for number, (mine, batch) in enumerate(((one, 1), (rest, 2), (set[int](), 3)))
    ]
    instances[0].create()
    try:
        yield instances
    finally:
        for instance in instances:
            instance.database.dispose()


def deadlocks(instance: Aggregator) -> int:
    """How many PostgreSQL had to break in this database."""
    with instance.database.read() as connection:
        query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        return int(connection.exec_driver_sql(query).scalar_one())


@contextmanager
def no_event_stored(by: Aggregator) -> Iterator[None]:
    """Whoever wants to store an event waits at that place of its transaction for as long as the block lasts."""
    with by.database.write() as connection:
        connection.execute(sa.text(f"LOCK TABLE {STORE.events.name} IN SHARE MODE"))
        yield


def throw_out(instance: Aggregator) -> None:
    """End the session in which ``instance`` has changed something and waits with it for what another one holds."""
    query = sa.text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = :name AND backend_xid IS NOT NULL AND wait_event_type = 'Lock'"
    )
    deadline = time.monotonic() + PATIENCE
    with instance.database.engine.connect() as connection:
        while not connection.execute(query, {"name": instance.name}).all():
            connection.rollback()
            assert time.monotonic() < deadline, "it never has a transaction that changes something"
            time.sleep(GLANCE_SECONDS)
