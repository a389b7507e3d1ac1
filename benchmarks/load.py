"""A plain HTTP/1.1 load generator for 127.0.0.1: keep-alive connections, prepared bytes, bounded.

A client library would cost more than the server under test; this one only writes and reads.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Sequence
from typing import NamedTuple


class Answers(NamedTuple):
    """What came back: seconds for all, each answer's status and latency in seconds."""

    seconds: float
    statuses: list[int]
    latencies: list[float]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.statuses) / self.seconds


def request(method: str, path: str, body: bytes = b"", headers: Sequence[tuple[str, str]] = ()) -> bytes:
    """The bytes of one request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def fire(port: int, requests: Sequence[bytes], connections: int, rate: float | None = None) -> Answers:
    """Send every request over that many connections; at most ``rate`` a second when given."""
    queue = iter(enumerate(requests))
    statuses: list[int] = []
    latencies: list[float] = []
    started = time.perf_counter()

    async def work() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number, content in queue:
            if rate is not None:
                await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
            sent = time.perf_counter()
            writer.write(content)
            statuses.append(await _read_answer(reader))
            latencies.append(time.perf_counter() - sent)
        writer.close()

    await asyncio.gather(*(work() for _ in range(connections)))
    return Answers(time.perf_counter() - started, statuses, latencies)


async def _read_answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            await reader.readexactly(int(line[15:]))
    return status


def delays_told(delays: Sequence[float], expected: int) -> str:
    """The delays in words, and first of all that the system fell behind, where not all that were expected are there."""
    behind = "" if len(delays) == expected else f"FELL BEHIND: {len(delays)} of {expected} in time; of these "
    middle, late, longest = (percentile(delays, share) * 1e3 for share in (0.5, 0.99, 1.0))
    return f"{behind}p50 {middle:.0f} ms, p99 {late:.0f} ms, longest {longest:.0f} ms"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the sorted values lies; not a number (nan) where there is none."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
