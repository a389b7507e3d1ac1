"""Events appended to the store, one and many a transaction, beside a plain SQLite insert and beside other event stores.

``python -m benchmarks.append [--old CHECKOUT] [--rounds 3]``: every store is a process of its own, by turns; medians of
the rounds, and processor time (the system's part included, UmaDB's server too) beside the rate.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import sqlalchemy as sa

from benchmarks.appending.stores import Appended, append, stores
from shared.codec import Codec
from shared.database.engine import Database
from shared.events import ReportLine, ReportSubmitted
from shared.periods import SystemClock
from shared.store import EventStore, NewEvent, create_store_tables, store_tables, verify

_COUNTS = {1: 2_000, 20: 6_000, 500: 10_000}
"""So many reports are appended, by how many of them make a transaction."""
_VERIFIED = 10_000
_LINES = tuple(ReportLine(indicator=f"indicator_of_the_plan_{number}", value=123_456 + number) for number in range(20))


def main(words: Sequence[str] = ()) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--old", type=Path, help="another release's checkout, with its own .venv")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(words)
    print("## 追加：20 行的报表事件写入事件库（SQLite，synchronous=FULL）")
    beside = stores(options.old)
    for batch, count in _COUNTS.items():
        found: dict[str, list[Appended]] = defaultdict(list)
        for _ in range(options.rounds):
            for store in beside:
                found[store.name].append(append(store, batch, count))
            found["a plain insert"].append(_plain(batch, count))
        _show(batch, found)
    _verify()


def _show(batch: int, found: dict[str, list[Appended]]) -> None:
    medians = {name: Appended(*map(median, zip(*rounds, strict=True))) for name, rounds in found.items()}
    ours = medians["this release"]
    for name, each in medians.items():
        rate, processor = ours.rate / each.rate, ours.microseconds / each.microseconds
        print(
            f"{batch} a transaction, {name}: {each.rate:,.0f}/s, {each.microseconds:.0f} µs of processor time a report "
            f"(this release ÷ it: rate {rate:.2f}, processor {processor:.2f})"
        )


def _plain(batch: int, count: int) -> Appended:
    with tempfile.TemporaryDirectory() as name:
        before = time.process_time()
        rate = _insert(Path(name) / "plain.sqlite", batch, count)
        return Appended(rate, (time.process_time() - before) / count * 1e6)


def _event(number: int) -> NewEvent:
    report = ReportSubmitted(region=str(510_000 + number), period="2023-03", lines=_LINES, digest="d" * 64)
    return NewEvent(
        stream=f"report-{number}", event=report, actor="bench", correlation_id="b" * 32, idempotency_key=f"b-{number}"
    )


def _open(path: Path) -> tuple[Database, EventStore]:
    return Database(f"sqlite:///{path}"), EventStore(store_tables(sa.MetaData()), Codec(), SystemClock())


def _insert(path: Path, batch: int, count: int) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE events (position INTEGER PRIMARY KEY, data BLOB)")
    rows = [(b"x" * 924,)] * batch
    started = time.perf_counter()
    for _ in range(0, count, batch):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO events (data) VALUES (?)", rows)
        connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()
    return count / seconds


def _verify() -> None:
    with tempfile.TemporaryDirectory() as name:
        database, store = _open(Path(name) / "store.sqlite")
        with database.write() as connection:
            create_store_tables(connection)
            store.append(connection, [_event(number) for number in range(_VERIFIED)])
        started = time.perf_counter()
        with database.read() as connection:
            verdict = verify(store, connection)
        print(f"verify: {verdict.checked / (time.perf_counter() - started):,.0f} events/s, whole: {verdict.whole}")
        database.dispose()


if __name__ == "__main__":
    main(sys.argv[1:])
