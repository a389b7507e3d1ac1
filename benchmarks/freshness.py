"""Report accepted → figure visible: how long, at 200 reports a second, the three services in one process."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks.load import delays_told, fire, percentile
from benchmarks.setting import Prepared, serving
from shared.catalogue import load_catalogue
from shared.periods import Month
from shared.settings import Settings

_RATE = 200.0
REPORTS = 4_000
"""So many reports a measurement takes."""
_CONNECTIONS = 16


def main() -> None:
    """Measure and print."""
    print("## 时效：报表被接收 → 汇总可见（每秒 200 份，三个服务同一进程）")
    fresh_embedded()


def fresh_embedded() -> None:
    """Measure the three services in one process on SQLite, and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepared = Prepared(load_catalogue(), folder)
        requests = prepared.reports(REPORTS, Month(2021, 1))
        with serving("standalone", folder) as port:
            asyncio.run(_watched(port, requests, folder))


async def _watched(port: int, requests: list[bytes], folder: Path) -> None:
    seen: list[tuple[float, int]] = []
    watching = asyncio.create_task(asyncio.to_thread(_watch, folder, len(requests), seen))
    answers = await fire(port, requests, _CONNECTIONS, _RATE)
    await watching
    delays = _delays(folder, seen)
    print(
        f"one process, on SQLite: offered {_RATE:.0f}/s, answered {answers.rate:.0f}/s; "
        f"not 201: {sum(status != 201 for status in answers.statuses)}; "
        f"accepted → visible: {delays_told(delays, len(requests))} ({len(delays)} reports); "
        f"HTTP answer p99 {percentile(answers.latencies, 0.99) * 1e3:.0f} ms"
    )


def _watch(folder: Path, count: int, seen: list[tuple[float, int]]) -> None:
    """Note when the figures' database first shows each position (looked at every 2 ms)."""
    engine = sa.create_engine(f"sqlite:///{folder / 'aggregator.sqlite'}")
    query = sa.text("SELECT position FROM consumer_marks WHERE consumer = 'aggregator'")
    deadline = time.monotonic() + count / _RATE + 60
    position = 0
    while position < count and time.monotonic() < deadline:
        with engine.connect() as connection:
            now_at = connection.execute(query).scalar_one_or_none() or 0
        if now_at != position:
            position = now_at
            seen.append((time.time(), position))
        time.sleep(0.002)
    engine.dispose()


def _delays(folder: Path, seen: list[tuple[float, int]]) -> list[float]:
    """For each event whose figure was seen: from the time the store recorded it to that time."""
    database = Settings(data_dir=folder).database_url("intake")
    engine = sa.create_engine(database)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT position, recorded_at FROM events ORDER BY position")).all()
    engine.dispose()
    at = 0
    delays = []
    for row in rows:
        while at < len(seen) and seen[at][1] < row.position:
            at += 1
        if at == len(seen):
            break
        delays.append(max(0.0, seen[at][0] - row.recorded_at / 1e6))
    return delays


if __name__ == "__main__":
    main()
