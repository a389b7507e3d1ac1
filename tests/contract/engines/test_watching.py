"""PostgreSQL and Kafka as they are looked at: while they answer, while they are away, and when they are back."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.log.topics import create_topics, delete_topics
from shared.observe import Metrics
from shared.process.engines.kafka_watch import KafkaWatch
from shared.process.engines.postgresql_watch import PostgresqlWatch
from shared.process.runtime import Runtime
from shared.settings import Settings
from tests import postgresql
from tests.cluster import quiet_ports
from tests.kafka import Server

SERVICES = ("intake", "aggregator", "alerts")


def samples(metrics: Metrics, name: str) -> dict[tuple[str, ...], float]:
    """The values of a metric by its labels."""
    (family,) = (family for family in metrics.registry.collect() if family.name == name)
    return {tuple(sample.labels.values()): sample.value for sample in family.samples}


def looked_until(sweep: Callable[[], None], metrics: Metrics, name: str, wanted: dict[tuple[str, ...], float]) -> None:
    """Look again and again until the metric says that."""
    deadline = time.monotonic() + 60
    while True:
        sweep()
        if samples(metrics, name) == wanted:
            return
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.2)


def test_postgresql_is_counted_as_a_user_without_rights_and_nothing_old_stands_while_it_is_away(tmp_path: Path) -> None:
    (port,) = quiet_ports(1)
    try:
        with postgresql.killable(port) as server:
            _watch_a_server(server, tmp_path)
    except postgresql.NoPostgres as reason:
        pytest.skip(str(reason))


def _watch_a_server(server: postgresql.Killable, folder: Path) -> None:
    server.run("CREATE ROLE plain LOGIN PASSWORD 'plain'")
    server.run("CREATE DATABASE plain OWNER plain")
    url = f"postgresql+psycopg://plain:plain@127.0.0.1:{server.port}/plain"
    runtime = Runtime(Settings(data_dir=folder, intake_database=url))
    watch, metrics = PostgresqlWatch(runtime, SERVICES), runtime.metrics
    other = sa.create_engine(url)
    try:
        with other.connect() as connection:
            connection.execute(sa.text("SELECT 1"))  # a transaction that stands open
            time.sleep(0.3)
            watch.sweep()
        assert samples(metrics, "xushi_postgresql_up") == {("intake",): 1}  # the others' are embedded
        assert samples(metrics, "xushi_postgresql_connections")[("intake",)] >= 2
        assert samples(metrics, "xushi_postgresql_connection_limit")[("intake",)] > 10
        assert samples(metrics, "xushi_postgresql_size_bytes")[("intake",)] > 1_000_000
        assert 0.2 < samples(metrics, "xushi_postgresql_oldest_transaction_seconds")[("intake",)] < 60
        watch.sweep()
        assert samples(metrics, "xushi_postgresql_oldest_transaction_seconds") == {("intake",): 0}
        other.dispose()
        server.kill()
        watch.sweep()
        assert samples(metrics, "xushi_postgresql_up") == {("intake",): 0}
        assert samples(metrics, "xushi_postgresql_connections") == {}
        server.start()
        looked_until(watch.sweep, metrics, "xushi_postgresql_up", {("intake",): 1})
    finally:
        other.dispose()
        runtime.close()


def test_kafka_is_known_to_be_away_and_to_be_back(kafka: Server) -> None:
    settings = Settings(kafka_servers=kafka.address, kafka_prefix="watched", kafka_partitions=2)
    create_topics(settings)
    metrics = Metrics()
    watch = KafkaWatch(settings, metrics)
    try:
        watch.sweep()
        assert samples(metrics, "xushi_kafka_up") == {("watched",): 1}
        assert samples(metrics, "xushi_kafka_partitions") == {("under_replicated",): 0, ("leaderless",): 0}
        kafka.stop()
        watch.sweep()
        assert samples(metrics, "xushi_kafka_up") == {("watched",): 0}
        assert samples(metrics, "xushi_kafka_partitions") == {}
        kafka.start()
        looked_until(watch.sweep, metrics, "xushi_kafka_up", {("watched",): 1})
    finally:
        watch.close()
        delete_topics(settings)
