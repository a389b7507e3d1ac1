"""Reports applied to the figures: SQLite into SQLite, then Kafka into PostgreSQL, and the relay's own speed."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from benchmarks.engines.running import PARTITIONS, Engines
from benchmarks.synthetic import Bench, synthetic_reports, timed
from services.aggregator.figures.projection import Projection
from services.aggregator.main import MIGRATIONS as AGGREGATOR
from services.aggregator.tables import CONSUMER, STORE
from services.intake.main import MIGRATIONS as INTAKE
from shared.catalogue import Catalogue, load_catalogue
from shared.codec import Codec
from shared.consume import Consumer
from shared.database.engine import Database
from shared.log.kafka import KafkaLog
from shared.log.relay import Relay
from shared.log.topics import create_topics
from shared.observe import Metrics
from shared.periods import SystemClock
from shared.settings import Settings
from shared.store import EventStore, store_tables
from tests.builders import kafka_settings

_APPLIED = 24_000
_SETTLE_SECONDS = 120.0


def apply(made: Engines) -> None:
    """Reports applied to the figures: SQLite into SQLite, then Kafka into PostgreSQL, and the relay's own speed."""
    print("## 汇总：把已有的报表计入汇总")
    catalogue = load_catalogue()
    embedded = _apply_embedded(catalogue)
    print(f"SQLite → SQLite: {embedded:,.0f} reports/s")
    with tempfile.TemporaryDirectory() as name, made.database.database() as url:
        settings = kafka_settings(made.kafka.address, kafka_partitions=PARTITIONS)
        relayed = _fill_topic(Path(name), settings, catalogue)
        print(f"relay, store → Kafka: {relayed:,.0f} reports/s")
        database = Database(url)
        database.migrate(AGGREGATOR)
        codec = Codec()
        log = KafkaLog("reports", "aggregator", settings, Metrics(), shapes=codec.shapes)
        consumer = _consumer(database, log, catalogue, codec)
        seconds = timed(lambda: _apply_all(consumer))
        print(
            f"Kafka → PostgreSQL: {_APPLIED / seconds:,.0f} reports/s ({_APPLIED / seconds / embedded:.2f} of SQLite)"
        )
        log.close()
        database.dispose()


def _apply_embedded(catalogue: Catalogue) -> float:
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), catalogue, 1_000)
        bench.add(_APPLIED)
        seconds = timed(bench.consumer.catch_up)
        bench.close()
    return _APPLIED / seconds


def _fill_topic(folder: Path, settings: Settings, catalogue: Catalogue) -> float:
    create_topics(settings)
    database = Database(f"sqlite:///{folder / 'intake.sqlite'}")
    database.migrate(INTAKE)
    store = EventStore(store_tables(sa.MetaData()), Codec(), SystemClock())
    reports = synthetic_reports(catalogue)
    for _ in range(0, _APPLIED, 2_000):
        with database.write() as connection:
            store.append(connection, [next(reports) for _ in range(2_000)])
    relay = Relay("reports", "intake", database, store, settings, Metrics())
    seconds = timed(lambda: _until_nothing(relay.step))
    database.dispose()
    return _APPLIED / seconds


def _until_nothing(step: Callable[[], int]) -> None:
    while step():
        continue


def _consumer(database: Database, log: KafkaLog, catalogue: Catalogue, codec: Codec) -> Consumer:
    projection = Projection(EventStore(STORE, codec, SystemClock()), catalogue)
    return Consumer(
        "aggregator",
        log,
        database,
        CONSUMER,
        projection,
        metrics=Metrics(),
        clock=SystemClock(),
        shapes=codec.shapes,
        batch=1_000,
    )


def _apply_all(consumer: Consumer) -> None:
    deadline = time.monotonic() + _SETTLE_SECONDS
    done = 0
    while done < _APPLIED:
        done += consumer.step() or (consumer.log.wait(consumer.marks(), 0.2) and 0)
        if time.monotonic() > deadline:
            raise RuntimeError(f"{done} of {_APPLIED} applied in {_SETTLE_SECONDS:.0f} s")
