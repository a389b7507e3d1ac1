"""Events appended to the store, one and many a transaction, beside a plain SQLite insert."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from shared.codec import Codec
from shared.database.engine import Database
from shared.events import ReportLine, ReportSubmitted
from shared.periods import SystemClock
from shared.store import EventStore, NewEvent, create_store_tables, store_tables, verify

_COUNT = 10_000
_LINES = tuple(ReportLine(indicator=f"indicator_of_the_plan_{number}", value=123_456 + number) for number in range(20))


def main() -> None:
    """Measure and print."""
    print("## 追加：20 行的报表事件写入事件库（SQLite，synchronous=FULL）")
    with tempfile.TemporaryDirectory() as name:
        for batch in (1, 20, 500):
            ours = _append(Path(name) / f"store-{batch}.sqlite", batch)
            plain = _insert(Path(name) / f"plain-{batch}.sqlite", batch)
            print(f"{batch} a transaction: store {ours:,.0f}/s, plain insert {plain:,.0f}/s, ratio {ours / plain:.2f}")
        _verify(Path(name) / "store-500.sqlite")


def _event(number: int) -> NewEvent:
    report = ReportSubmitted(region=str(510_000 + number), period="2023-03", lines=_LINES, digest="d" * 64)
    return NewEvent(
        stream=f"report-{number}", event=report, actor="bench", correlation_id="b" * 32, idempotency_key=f"b-{number}"
    )


def _open(path: Path) -> tuple[Database, EventStore]:
    return Database(f"sqlite:///{path}"), EventStore(store_tables(sa.MetaData()), Codec(), SystemClock())


def _append(path: Path, batch: int) -> float:
    database, store = _open(path)
    with database.write() as connection:
        create_store_tables(connection)
    started = time.perf_counter()
    for first in range(0, _COUNT, batch):
        with database.write() as connection:
            store.append(connection, [_event(number) for number in range(first, first + batch)])
    seconds = time.perf_counter() - started
    database.dispose()
    return _COUNT / seconds


def _insert(path: Path, batch: int) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE events (position INTEGER PRIMARY KEY, data BLOB)")
    rows = [(b"x" * 924,)] * batch
    started = time.perf_counter()
    for _ in range(0, _COUNT, batch):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO events (data) VALUES (?)", rows)
        connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()
    return _COUNT / seconds


def _verify(path: Path) -> None:
    database, store = _open(path)
    started = time.perf_counter()
    with database.read() as connection:
        verdict = verify(store, connection)
    print(f"verify: {verdict.checked / (time.perf_counter() - started):,.0f} events/s, whole: {verdict.whole}")
    database.dispose()


if __name__ == "__main__":
    main()
