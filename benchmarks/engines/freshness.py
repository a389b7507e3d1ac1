"""Report accepted → figure visible at 200 reports a second: one process on SQLite, then all apart."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Mapping

import sqlalchemy as sa

from benchmarks.engines.running import Engines, cluster_of
from benchmarks.freshness import REPORTS as FRESH_REPORTS
from benchmarks.freshness import fresh_embedded
from benchmarks.load import delays_told, fire
from benchmarks.setting import Prepared
from services.aggregator.tables import CONSUMER
from shared.catalogue import load_catalogue
from shared.consume import read_marks
from shared.database.engine import Database
from shared.log.sender import partition_of
from shared.periods import Month
from shared.settings import Settings

_RATE = 200.0


def freshness(made: Engines) -> None:
    """Report accepted → figure visible at 200 reports a second: one process on SQLite, then all apart."""
    print(f"## 时效：报表被接收 → 汇总可见（每秒 {_RATE:.0f} 份）")
    fresh_embedded()
    members = ("intake-1", "aggregator-1", "alerts-1", "relay-1")
    with cluster_of(made, members) as members_of:
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
        f"not 201: {sum(status != 201 for status in answers.statuses)}; "
        f"accepted → visible: {delays_told(delays, len(requests))} ({len(delays)} reports)"
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

    def delays(self) -> list[float]:
        """For each event whose figure was seen: from the time the store recorded it to that time."""
        database = Database(self._settings.database_url("intake"))
        query = sa.text(
            "SELECT position, stream, recorded_at FROM events WHERE stream LIKE 'report-%' ORDER BY position"
        )
        with database.read() as connection:
            rows = connection.execute(query).all()
        database.dispose()
        found = []
        at: dict[int, int] = {}
        for row in rows:
            region = row.stream.split("-")[1]
            partition = partition_of(region, self._settings.kafka_partitions)
            index = at.get(partition, 0)
            while index < len(self._seen) and self._seen[index][1].get(partition, 0) < row.position:
                index += 1
            at[partition] = index
            if index == len(self._seen):
                continue  # the system fell behind
            found.append(max(0.0, self._seen[index][0] - row.recorded_at / 1e6))
        return found
