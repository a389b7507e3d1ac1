"""What requests cost: processor time and memory of each, and the worst of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_FORGET_THE_PEAK = "5"


class Costs:
    """The worst of what was measured, and of which seed. Memory is told on Linux alone, else 0."""

    def __init__(self) -> None:
        self.requests = 0
        self.seconds = self.megabytes = 0.0
        self.slowest = self.largest = 0

    @contextmanager
    def of(self, seed: int) -> Iterator[None]:
        """Measure what the block does: the process' time, its other threads included, and how far its memory grows."""
        before = _kilobytes("VmRSS")
        if before:
            _CLEAR.write_text(_FORGET_THE_PEAK)
        begun = time.process_time()
        yield
        seconds, megabytes = time.process_time() - begun, (_kilobytes("VmHWM") - before) / 1_000
        self.requests += 1
        if seconds > self.seconds:
            self.seconds, self.slowest = seconds, seed
        if megabytes > self.megabytes:
            self.megabytes, self.largest = megabytes, seed

    def __str__(self) -> str:
        worst = f"{self.seconds:.2f} s of processor time (seed {self.slowest}), {self.megabytes:.0f} MB"
        return f"{self.requests} measured, at the most {worst} (seed {self.largest})"


def _kilobytes(name: str) -> int:
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
