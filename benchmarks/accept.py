"""Reports accepted durably over HTTP, beside the empty endpoint, a plain SQLite insert, and another release.

``python -m benchmarks.accept [--old CHECKOUT] [--rounds 3] [--connections 64 400]``: every server is a process of its
own, by turns; medians of the rounds, and the server's processor time beside the rate, which other work on the machine
moves less.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.load import fire, percentile
from benchmarks.process.releases import Release, end, releases
from benchmarks.process.used import used
from benchmarks.setting import Prepared, await_start, free_port
from shared.catalogue import load_catalogue
from shared.periods import Month

_COUNT = 9_000
_CONNECTIONS = (64,)
_APPLICATIONS = ("intake", "standalone")
_REST_SECONDS = 1.0  # a server that has just started still has other work


class Accepted(NamedTuple):
    """Answers a second, µs of the server's processor time a report, milliseconds until an answer, and how many were
    no 201."""

    rate: float
    processor: float
    half_ms: float
    p99_ms: float
    refused: float


def main(words: Sequence[str] = ()) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--old", type=Path, help="another release's checkout, with its own .venv")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--connections", type=int, nargs="+", default=_CONNECTIONS)
    parser.add_argument("--applications", nargs="+", default=_APPLICATIONS)
    options = parser.parse_args(words)
    print("## 接收：20 行的报表，HTTP，落盘后才应答（一个进程，压测方在另一进程）")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        inserts = _plain_inserts(work / "plain.sqlite")
        print(f"plain SQLite insert, synchronous=FULL, one a transaction: {inserts:,.0f}/s")
        both = releases(options.old, work)
        servers = [("empty", both[-1]), *((each, release) for each in options.applications for release in both)]
        for connections in options.connections:
            found: dict[str, list[Accepted]] = {}
            for _ in range(options.rounds):
                for application, release in servers:
                    label = f"{application}, {release.name} release"
                    found.setdefault(label, []).append(_accept(application, release, connections, work))
            _show(connections, found)


def _accept(application: str, release: Release, connections: int, work: Path) -> Accepted:
    with tempfile.TemporaryDirectory(dir=work) as name:
        requests = Prepared(load_catalogue(), Path(name)).reports(_COUNT, Month(2021, 1))
        with _serving(application, release, Path(name)) as (port, process):
            time.sleep(_REST_SECONDS)
            before = used(process.pid).processor_seconds
            answers = asyncio.run(fire(port, requests, connections))
            processor = (used(process.pid).processor_seconds - before) * 1e6 / _COUNT
    half, late = (percentile(answers.latencies, share) * 1e3 for share in (0.5, 0.99))
    return Accepted(answers.rate, processor, half, late, sum(status != 201 for status in answers.statuses))


@contextmanager
def _serving(application: str, release: Release, folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    command = [release.python, "-m", "benchmarks.server", application, str(folder), str(port)]
    process = subprocess.Popen(command, cwd=release.checkout, env=release.environment())
    try:
        await_start(port, process)
        yield port, process
    finally:
        end(process)


def _show(connections: int, found: dict[str, list[Accepted]]) -> None:
    medians = {label: Accepted(*map(median, zip(*rounds, strict=True))) for label, rounds in found.items()}
    empty = next(iter(medians.values()))
    for label, each in medians.items():
        spread = [round(one.processor) for one in found[label]]
        print(
            f"{connections} connections, {label}: {each.rate:,.0f} reports/s "
            f"({each.rate / empty.rate:.2f} of the empty endpoint), "
            f"{each.processor:.0f} µs of processor a report ({min(spread)}–{max(spread)}), "
            f"p50 {each.half_ms:.1f} ms, p99 {each.p99_ms:.1f} ms, not 201: {each.refused:.0f}"
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
    main(sys.argv[1:])
