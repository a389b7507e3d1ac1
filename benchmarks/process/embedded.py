"""The three services in one process at a steady pace: what a report costs, and how soon its figures show.

``python -m benchmarks.process.embedded [--old CHECKOUT] [--rate 200] [--seconds 20] [--rounds 3]`` starts ``xushi up``
on a new folder, sends reports of 20 lines at that rate, and looks at the process from outside: processor time and how
often a thread of it waited, a report, without the first seconds; and from the time a report was recorded to the time
that its figures are in the database (looked at every 2 ms). Then, with nobody asking anything, what it costs at rest.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.load import fire, percentile
from benchmarks.process.releases import Release, end, releases, start
from benchmarks.process.sights import Sights
from benchmarks.process.used import Used, used
from benchmarks.setting import Prepared, await_start
from shared.catalogue import load_catalogue
from shared.periods import Month

_CONNECTIONS = 16
_FIRST_SECONDS = 4.0
_REST_SECONDS = 10.0
_SETTLE_SECONDS = 30.0


class Embedded(NamedTuple):
    """A round: a report's processor milliseconds and waits, its way into the figures in milliseconds, how many were not
    accepted or not in the figures in time, and the percentage of a core at rest."""

    milliseconds: float
    waits: float
    middle: float
    late: float
    missing: float
    at_rest: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--old", type=Path, help="another release's checkout, with its own .venv")
    parser.add_argument("--rate", type=float, default=200.0)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(f"## 内嵌形态：每秒 {options.rate:.0f} 份报表，三个服务同一进程")
    found: dict[str, list[Embedded]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        for number in range(options.rounds):
            for release in releases(options.old, Path(name)):
                folder = Path(name) / f"{release.name}-{number}"
                folder.mkdir()
                found[release.name].append(_round(release, folder, options.rate, options.seconds))
    for name, rounds in found.items():
        cost, waits, middle, late, missing, rest = (median(values) for values in zip(*rounds, strict=True))
        print(
            f"{name}: {cost:.2f} ms of processor time and {waits:.0f} waits a report; accepted → in the figures p50 "
            f"{middle:.0f} ms, p99 {late:.0f} ms; missing {missing:.0f}; at rest {rest:.1f} % of a core "
            f"(medians of {options.rounds}; cost {min(rounds).milliseconds:.2f}–{max(rounds).milliseconds:.2f} ms)"
        )


def _round(release: Release, folder: Path, rate: float, seconds: float) -> Embedded:
    prepared = Prepared(load_catalogue(), folder)
    requests = prepared.reports(round(rate * (_FIRST_SECONDS + seconds)), Month(2021, 1))
    first = round(rate * _FIRST_SECONDS)
    process, port = start(release, folder, folder / "log")
    try:
        await_start(port, process)
        asyncio.run(fire(port, requests[:first], _CONNECTIONS, rate))
        Sights(folder).watch(first, _SETTLE_SECONDS)
        before, sights = used(process.pid), Sights(folder)
        asyncio.run(_watched(port, requests[first:], sights, len(requests), rate))
        cost = _difference(before, used(process.pid))
        resting = used(process.pid)
        time.sleep(_REST_SECONDS)
        rest = _difference(resting, used(process.pid))
    finally:
        end(process)
    delays = sights.delays(first)
    count = len(requests) - first
    return Embedded(
        cost.processor_seconds / count * 1e3,
        cost.waits / count,
        percentile(delays, 0.5) * 1e3,
        percentile(delays, 0.99) * 1e3,
        count - len(delays),
        100 * rest.processor_seconds / _REST_SECONDS,
    )


async def _watched(port: int, requests: list[bytes], sights: Sights, count: int, rate: float) -> None:
    watching = asyncio.create_task(asyncio.to_thread(sights.watch, count, count / rate + _SETTLE_SECONDS))
    await fire(port, requests, _CONNECTIONS, rate)
    await watching


def _difference(before: Used, after: Used) -> Used:
    return Used(
        after.processor_seconds - before.processor_seconds,
        after.waits - before.waits,
        after.resident_bytes,
        after.threads,
    )


if __name__ == "__main__":
    main()
