"""PostgreSQL, Kafka and the services apart, of a measurement's own.

Every process runs on this machine; PostgreSQL is durable (fsync on).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests import kafka as kafkas
from tests import postgresql
from tests.cluster import Cluster, cluster, quiet_ports

PARTITIONS = 6


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


@contextmanager
def cluster_of(made: Engines, members: Sequence[str]) -> Iterator[Cluster]:
    """These services over both engines, each in a process of its own; the caller starts them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "cluster"
        with cluster(
            folder,
            made.database,
            made.kafka.address,
            members=members,
            kafka_partitions=PARTITIONS,
            log_level="WARNING",
        ) as members_of:
            members_of.settings.data_dir.mkdir(parents=True, exist_ok=True)
            yield members_of
