"""All units report at once at a deadline: to services that have just been started, and a month later to warm ones."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.load import fire, percentile
from benchmarks.nation.builds import Build, Service, copied, running, set_clock
from benchmarks.nation.world import FIRST, Nation

CONNECTIONS = 64
_PATIENCE_SECONDS = 300.0


class Burst(NamedTuple):
    """What a burst of one report of every unit took. Processor time is the service's, in microseconds a report."""

    refused: int
    seconds: float
    half_ms: float
    p99_ms: float
    longest_ms: float
    processor: float
    processor_in_all: float
    in_figures: float
    megabytes: float

    def __str__(self) -> str:
        return (
            f"answered in {self.seconds:.1f} s (p50 {self.half_ms:.0f}, p99 {self.p99_ms:.0f}, longest "
            f"{self.longest_ms:.0f} ms; not 201: {self.refused:.0f}), in the figures after {self.in_figures:.1f} s; "
            f"processor {self.processor:,.0f} µs a report, {self.processor_in_all:,.0f} until all are in the figures; "
            f"{self.megabytes:.0f} MB"
        )


def main(builds: Sequence[Build], data: Path, months: int, rounds: int, rest: bool) -> None:
    """Measure by turns, and print each round and the medians."""
    print("## 截止日集中报送：全国 2,974 个单位同时报送一个月的报表（三个服务同一进程，模拟数据）")
    found: dict[tuple[str, str], list[Burst]] = {}
    for turn in range(rounds):
        for count in dict.fromkeys((0, months)):
            for build in builds if turn % 2 == 0 else builds[::-1]:
                for label, burst in bursts(build, data, count, rest):
                    print(f"{build.name}, {label}: {burst}", flush=True)
                    found.setdefault((build.name, label), []).append(burst)
    if rounds > 1:
        for (name, label), each in found.items():
            middle = Burst(*map(median, zip(*each, strict=True)))
            print(f"median of {rounds}, {name}, {label}: {middle}")


def bursts(build: Build, data: Path, count: int, rest: bool) -> Iterator[tuple[str, Burst]]:
    """The first month after ``count`` months of history, cold, and the one after it, warm.

    ``rest``: the services come to rest first after their start, else they are asked once they answer at all.
    """
    first = FIRST.shift(count)
    with copied(build, data, count) as folder:
        nation = Nation(folder)
        cold, warm = nation.month(first), nation.month(first.shift(1))
        with running(build, folder) as service:
            print(f"{build.name}, {count} months: answers {service.seconds:.1f} s after its start", flush=True)
            if rest:
                service.await_quiet()
            yield f"{count} months, cold", _measured(service, cold)
            service.await_quiet()
            set_clock(folder, first.shift(1))
            yield f"{count} months, warm", _measured(service, warm)


def _measured(service: Service, requests: Sequence[bytes]) -> Burst:
    before, started = service.processor_seconds(), time.perf_counter()
    answers = asyncio.run(fire(service.port, requests, CONNECTIONS))
    answered, head = service.processor_seconds() - before, service.head()
    deadline = started + _PATIENCE_SECONDS
    while service.summed() < head and time.perf_counter() < deadline:
        time.sleep(0.02)
    in_figures = time.perf_counter() - started
    each = 1e6 / len(requests)
    return Burst(
        len(requests) - Counter(answers.statuses)[201],
        answers.seconds,
        percentile(answers.latencies, 0.5) * 1e3,
        percentile(answers.latencies, 0.99) * 1e3,
        max(answers.latencies) * 1e3,
        answered * each,
        (service.processor_seconds() - before) * each,
        in_figures,
        service.megabytes(),
    )
