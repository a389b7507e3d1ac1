"""Report accepted → figure visible: how long, at 200 reports a second, the three services in one process."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from benchmarks.load import delays_told, fire, percentile
from benchmarks.process.sights import Sights
from benchmarks.setting import Prepared, serving
from shared.catalogue import load_catalogue
from shared.periods import Month

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
    sights = Sights(folder)
    watching = asyncio.create_task(asyncio.to_thread(sights.watch, len(requests), len(requests) / _RATE + 60))
    answers = await fire(port, requests, _CONNECTIONS, _RATE)
    await watching
    delays = sights.delays()
    print(
        f"one process, on SQLite: offered {_RATE:.0f}/s, answered {answers.rate:.0f}/s; "
        f"not 201: {sum(status != 201 for status in answers.statuses)}; "
        f"accepted → visible: {delays_told(delays, len(requests))} ({len(delays)} reports); "
        f"HTTP answer p99 {percentile(answers.latencies, 0.99) * 1e3:.0f} ms"
    )


if __name__ == "__main__":
    main()
