"""What a store's own process measures and prints: seconds and processor seconds of appending. It imports nothing but
the standard library: the others' environments have nothing else of this project."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable

LINES = [(f"indicator_of_the_plan_{number}", 123_456 + number) for number in range(20)]
"""A report's lines, the same for every store."""


def measure(append: Callable[[int, int], object], batch: int, count: int, others: Callable[[], float] | None) -> None:
    """``append(first, count)`` appends so many reports in one transaction. ``others`` gives the processor seconds of
    another process that works for it."""
    first = batch * max(1, 200 // batch)
    for number in range(0, first, batch):
        append(number, batch)
    before, began = _processor(others), time.perf_counter()
    for number in range(first, first + count, batch):
        append(number, batch)
    seconds, processor = time.perf_counter() - began, _processor(others) - before
    print(json.dumps({"rate": count / seconds, "microseconds": processor / count * 1e6}))


def _processor(others: Callable[[], float] | None) -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime + (others() if others else 0.0)
