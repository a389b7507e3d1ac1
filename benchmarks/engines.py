"""The same measurements on PostgreSQL and Kafka, beside the embedded form in one run.

``python -m benchmarks.engines [accept|apply|freshness …]``. Every process runs on this machine:
PostgreSQL (durable: fsync on), Kafka, the services and the load.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import sqlalchemy as sa

from benchmarks.freshness import REPORTS as FRESH_REPORTS
from benchmarks.freshness import fresh_embedded
from benchmarks.load import Answers, fire, percentile
from benchmarks.replay import Bench, synthetic_reports, timed
from benchmarks.setting import Prepared, serving
from services.aggregator.figures.projection import Projection
from services.aggregator.main import MIGRATIONS as AGGREGATOR
from services.aggregator.tables import CONSUMER, STORE
from services.intake.main import MIGRATIONS as INTAKE
from shared.catalogue import Catalogue, load_catalogue
from shared.codec import Codec
from shared.consume import Consumer, read_marks
from shared.database.engine import Database
from shared.log.kafka import KafkaLog
from shared.log.relay import Relay
from shared.log.sender import partition_of
from shared.log.topics import create_topics
from shared.observe import Metrics, configure_logging
from shared.periods import Month, SystemClock
from shared.settings import Settings
from shared.store import EventStore, store_tables
from tests import kafka as kafkas
from tests import postgresql
from tests.builders import kafka_settings
from tests.cluster import Cluster, cluster, quiet_ports

_REPORTS = 9_000
_CONNECTIONS = 64
_APPLIED = 24_000
_RATE = 200.0
_PARTITIONS = 6
_SETTLE_SECONDS = 120.0


class Engines(NamedTuple):
    """A durable PostgreSQL and a Kafka of this run's own."""

    database: postgresql.Server
    kafka: kafkas.Server


@contextmanager
def engines() -> Iterator[Engines]:
    """Both, started and stopped."""
    with ExitStack() as stack:
        (port,) = quiet_ports(1)
        server = stack.enter_context(postgresql.killable(port))
        yield Engines(server, stack.enter_context(kafkas.running()))


def accept(made: Engines) -> None:
    """Reports accepted durably over HTTP: the embedded store, then PostgreSQL with one intake and with four."""
    print("## 接收：20 行的报表，落盘后才应答")
    rates = {"SQLite, 1 intake": _accept_embedded()}
    for count in (1, 4):
        rates[f"PostgreSQL, {count} intake"] = _accept_distributed(made, count)
    base = rates["SQLite, 1 intake"].rate
    for name, answers in rates.items():
        refused = sum(status != httpx.codes.CREATED for status in answers.statuses)
        print(
            f"{name}: {answers.rate:,.0f} reports/s ({answers.rate / base:.2f} of SQLite), "
            f"p50 {percentile(answers.latencies, 0.5) * 1e3:.1f} ms, "
            f"p99 {percentile(answers.latencies, 0.99) * 1e3:.1f} ms, not 201: {refused}"
        )


def _accept_embedded() -> Answers:
    with tempfile.TemporaryDirectory() as name:
        requests = Prepared(load_catalogue(), Path(name)).reports(_REPORTS, Month(2021, 1))
        with serving("intake", Path(name)) as port:
            return asyncio.run(fire(port, requests, _CONNECTIONS))


def _accept_distributed(made: Engines, count: int) -> Answers:
    members = tuple(f"intake-{number + 1}" for number in range(count))
    with _cluster(made, members) as members_of:
        prepared = Prepared(load_catalogue(), members_of.settings.data_dir)
        members_of.start()
        ports = [int(url.rpartition(":")[2]) for url in members_of.urls("intake")]
        return asyncio.run(_fire_at(ports, prepared))


async def _fire_at(ports: Sequence[int], prepared: Prepared) -> Answers:
    """All reports; one unit's go to one instance, as the proxy sends them."""
    units = {unit: number for number, unit in enumerate(prepared.units)}
    shares: dict[int, list[bytes]] = {port: [] for port in ports}
    months = _REPORTS // len(units) + 1
    made = [(unit, Month(2021, 1).shift(month)) for month in range(months) for unit in units][:_REPORTS]
    for unit, period in made:
        shares[ports[units[unit] % len(ports)]].append(prepared.report(unit, period))
    started = time.perf_counter()
    answers = await asyncio.gather(*(fire(port, share, _CONNECTIONS // len(ports)) for port, share in shares.items()))
    return Answers(
        time.perf_counter() - started,
        [status for each in answers for status in each.statuses],
        [latency for each in answers for latency in each.latencies],
    )


def apply(made: Engines) -> None:
    """Reports applied to the figures: SQLite into SQLite, then Kafka into PostgreSQL, and the relay's own speed."""
    print("## 汇总：把已有的报表计入汇总")
    catalogue = load_catalogue()
    embedded = _apply_embedded(catalogue)
    print(f"SQLite → SQLite: {embedded:,.0f} reports/s")
    with tempfile.TemporaryDirectory() as name, made.database.database() as url:
        settings = kafka_settings(made.kafka.address, kafka_partitions=_PARTITIONS)
        relayed = _fill_topic(Path(name), settings, catalogue)
        print(f"relay, store → Kafka: {relayed:,.0f} reports/s")
        database = Database(url)
        database.migrate(AGGREGATOR)
        log = KafkaLog("reports", "aggregator", settings, Metrics())
        consumer = _consumer(database, log, catalogue)
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


def _consumer(database: Database, log: KafkaLog, catalogue: Catalogue) -> Consumer:
    projection = Projection(EventStore(STORE, Codec(), SystemClock()), catalogue)
    return Consumer(
        "aggregator", log, database, CONSUMER, projection, metrics=Metrics(), clock=SystemClock(), batch=1_000
    )


def _apply_all(consumer: Consumer) -> None:
    deadline = time.monotonic() + _SETTLE_SECONDS
    done = 0
    while done < _APPLIED:
        done += consumer.step() or (consumer.log.wait(consumer.marks(), 0.2) and 0)
        if time.monotonic() > deadline:
            raise RuntimeError(f"{done} of {_APPLIED} applied in {_SETTLE_SECONDS:.0f} s")


def freshness(made: Engines) -> None:
    """Report accepted → figure visible at 200 reports a second: one process on SQLite, then all apart."""
    print(f"## 时效：报表被接收 → 汇总可见（每秒 {_RATE:.0f} 份）")
    fresh_embedded()
    members = ("intake-1", "aggregator-1", "alerts-1", "relay-1")
    with _cluster(made, members) as members_of:
        prepared = Prepared(load_catalogue(), members_of.settings.data_dir)
        requests = prepared.reports(FRESH_REPORTS, Month(2021, 1))
        members_of.start()
        port = int(members_of.url("intake-1").rpartition(":")[2])
        sights = _Sights(members_of.settings)
        watching = threading.Thread(target=sights.watch, args=(len(requests),))
        watching.start()
        answers = asyncio.run(fire(port, requests, 16, _RATE))
        watching.join()
        delays = sights.delays()
    print(
        f"apart, on PostgreSQL and Kafka: offered {_RATE:.0f}/s, answered {answers.rate:.0f}/s; "
        f"accepted → visible: p50 {percentile(delays, 0.5) * 1e3:.0f} ms, p99 {percentile(delays, 0.99) * 1e3:.0f} ms, "
        f"longest {max(delays) * 1e3:.0f} ms ({len(delays)} reports)"
    )


class _Sights:
    """When each partition of ``reports`` was first seen applied up to which position."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen: list[tuple[float, Mapping[int, int]]] = []

    def watch(self, count: int) -> None:
        """Look every 2 ms until ``count`` events are applied."""
        database = Database(self._settings.database_url("aggregator"))
        deadline = time.monotonic() + count / _RATE + 60
        events = 0
        while events < count and time.monotonic() < deadline:
            with database.read() as connection:
                marks = read_marks(connection, CONSUMER, "aggregator")
            now_at = sum(mark.events for mark in marks.values())
            if now_at != events:
                events = now_at
                self._seen.append((time.time(), {number: mark.position for number, mark in marks.items()}))
            time.sleep(0.002)
        database.dispose()
        if events < count:
            raise RuntimeError(f"{events} of {count} applied")

    def delays(self) -> list[float]:
        """For each event: from the time the store recorded it to the time its figure was seen."""
        database = Database(self._settings.database_url("intake"))
        query = sa.text("SELECT position, stream, recorded_at FROM events ORDER BY position")
        with database.read() as connection:
            rows = connection.execute(query).all()
        database.dispose()
        found = []
        at: dict[int, int] = {}
        for row in rows:
            region = row.stream.split("-")[1]
            partition = partition_of(region, self._settings.kafka_partitions)
            index = at.get(partition, 0)
            while self._seen[index][1].get(partition, 0) < row.position:
                index += 1
            at[partition] = index
            found.append(max(0.0, self._seen[index][0] - row.recorded_at / 1e6))
        return found


@contextmanager
def _cluster(made: Engines, members: Sequence[str]) -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "cluster"
        with cluster(
            folder,
            made.database,
            made.kafka.address,
            members=members,
            kafka_partitions=_PARTITIONS,
            log_level="WARNING",
        ) as members_of:
            members_of.settings.data_dir.mkdir(parents=True, exist_ok=True)
            yield members_of


PARTS: Mapping[str, Callable[[Engines], None]] = {"accept": accept, "apply": apply, "freshness": freshness}


def main(names: Sequence[str] = ()) -> None:
    """Measure and print the named parts, or all."""
    configure_logging("ERROR")
    with engines() as made:
        for name in names or PARTS:
            PARTS[name](made)
            print()


if __name__ == "__main__":
    main(sys.argv[1:])
