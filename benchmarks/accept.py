"""Reports accepted durably over HTTP, beside the empty endpoint and a plain SQLite insert."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from pathlib import Path

from benchmarks.load import Answers, fire, percentile
from benchmarks.setting import Prepared, serving
from shared.catalogue import load_catalogue
from shared.periods import Month

_COUNT = 9_000
_CONNECTIONS = 64


def main() -> None:
    """Measure and print."""
    print("## 接收：20 行的报表，HTTP，落盘后才应答（一个进程，压测方在另一进程）")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inserts = _plain_inserts(folder / "plain.sqlite")
        rates = {}
        for application in ("empty", "intake", "standalone"):
            data = folder / application
            data.mkdir()
            prepared = Prepared(load_catalogue(), data)
            requests = prepared.reports(_COUNT, Month(2021, 1))
            with serving(application, data) as port:
                answers = asyncio.run(fire(port, requests, _CONNECTIONS))
            _show(application, answers)
            rates[application] = answers.rate
    print(f"plain SQLite insert, synchronous=FULL, one a transaction: {inserts:,.0f}/s")
    print(f"intake : empty endpoint = {rates['intake'] / rates['empty']:.2f}")
    print(f"standalone : empty endpoint = {rates['standalone'] / rates['empty']:.2f}")
    print(f"intake : plain insert = {rates['intake'] / inserts:.2f}")


def _show(application: str, answers: Answers) -> None:
    refused = sum(status != 201 for status in answers.statuses)
    print(
        f"{application}: {answers.rate:,.0f} reports/s, p50 {percentile(answers.latencies, 0.5) * 1e3:.1f} ms, "
        f"p99 {percentile(answers.latencies, 0.99) * 1e3:.1f} ms, not 201: {refused}"
    )


def _plain_inserts(path: Path) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE events (position INTEGER PRIMARY KEY, data BLOB)")
    body = b"x" * 924
    started = time.perf_counter()
    for _ in range(_COUNT):
        connection.execute("INSERT INTO events (data) VALUES (?)", (body,))
    seconds = time.perf_counter() - started
    connection.close()
    return _COUNT / seconds


if __name__ == "__main__":
    main()
