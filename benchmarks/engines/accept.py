"""Reports accepted durably over HTTP: the embedded store, then PostgreSQL with one intake and with four."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from benchmarks.engines.running import Engines, cluster_of
from benchmarks.load import Answers, fire, percentile
from benchmarks.setting import Prepared, serving
from shared.catalogue import load_catalogue
from shared.periods import Month

_REPORTS = 9_000
_CONNECTIONS = 64


def accept(made: Engines) -> None:
    """Reports accepted durably over HTTP: the embedded store, then PostgreSQL with one intake and with four."""
    print("## 接收：20 行的报表，落盘后才应答")
    rates = {"SQLite, 1 intake": _accept_embedded()}
    for count in (1, 4):
        rates[f"PostgreSQL, {count} intake"] = _accept_distributed(made, count)
    base = rates["SQLite, 1 intake"].rate
    for name, answers in rates.items():
        refused = sum(status != httpx.codes.CREATED for status in answers.statuses)
        print(
            f"{name}: {answers.rate:,.0f} reports/s ({answers.rate / base:.2f} of SQLite), "
            f"p50 {percentile(answers.latencies, 0.5) * 1e3:.1f} ms, "
            f"p99 {percentile(answers.latencies, 0.99) * 1e3:.1f} ms, not 201: {refused}"
        )


def _accept_embedded() -> Answers:
    with tempfile.TemporaryDirectory() as name:
        requests = Prepared(load_catalogue(), Path(name)).reports(_REPORTS, Month(2021, 1))
        with serving("intake", Path(name)) as port:
            return asyncio.run(fire(port, requests, _CONNECTIONS))


def _accept_distributed(made: Engines, count: int) -> Answers:
    members = tuple(f"intake-{number + 1}" for number in range(count))
    with cluster_of(made, members) as members_of:
        prepared = Prepared(load_catalogue(), members_of.settings.data_dir)
        members_of.start()
        ports = [int(url.rpartition(":")[2]) for url in members_of.urls("intake")]
        return asyncio.run(_fire_at(ports, prepared))


async def _fire_at(ports: Sequence[int], prepared: Prepared) -> Answers:
    """All reports; one unit's go to one instance, as the proxy sends them."""
    units = {unit: number for number, unit in enumerate(prepared.units)}
    shares: dict[int, list[bytes]] = {port: [] for port in ports}
    months = _REPORTS // len(units) + 1
    made = [(unit, Month(2021, 1).shift(month)) for month in range(months) for unit in units][:_REPORTS]
    for unit, period in made:
        shares[ports[units[unit] % len(ports)]].append(prepared.report(unit, period))
    started = time.perf_counter()
    answers = await asyncio.gather(*(fire(port, share, _CONNECTIONS // len(ports)) for port, share in shares.items()))
    return Answers(
        time.perf_counter() - started,
        [status for each in answers for status in each.statuses],
        [latency for each in answers for latency in each.latencies],
    )
