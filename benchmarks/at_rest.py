"""What the three services in one process cost while nobody asks anything: memory and processor time, minute by minute.

``python -m benchmarks.at_rest [--minutes 60] [--data FOLDER]`` starts ``xushi up`` on a copy of the folder, which
``make demo`` has filled, and stops by itself. The process is looked at from outside, in /proc (Linux).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import linear_regression
from typing import NamedTuple

from benchmarks.setting import await_start, free_port

_SECONDS = 60.0
_MEGABYTE = 1_000_000
_AIM_MEGABYTES = 260
_AIM_PERCENT = 4
_FIRST_MINUTES = 5
"""So long the process may take up what has fallen due since the data was made; "flat" is said of the time after."""


class Sample(NamedTuple):
    """A process at one moment: ``seconds`` since it was ready, resident memory, processor time since its start."""

    seconds: float
    resident_bytes: int
    processor_seconds: float


class Rest(NamedTuple):
    """What the samples come to. ``growth`` is in MB an hour; ``percent`` is of one core."""

    start: float
    end: float
    highest: float
    growth: float
    percent: float


def summary(samples: Sequence[Sample]) -> Rest:
    """Of at least two samples: megabytes at the first, the last and the highest, the slope of the straight line through
    them, and the processor time between the first and the last."""
    first, last = samples[0], samples[-1]
    megabytes = [each.resident_bytes / _MEGABYTE for each in samples]
    slope = linear_regression([each.seconds for each in samples], megabytes).slope
    percent = 100 * (last.processor_seconds - first.processor_seconds) / (last.seconds - first.seconds)
    return Rest(megabytes[0], megabytes[-1], max(megabytes), 3_600 * slope, percent)


def sample(pid: int, seconds: float) -> Sample:
    """The process ``pid`` now.

    Raises:
        OSError: it has ended.
    """
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])  # utime and stime: fields 14 and 15 of proc(5), from field 3 on here
    resident = int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    return Sample(seconds, resident, ticks / os.sysconf("SC_CLK_TCK"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--data", type=Path, default=Path("var/demo"), help="a folder that make demo has filled")
    options = parser.parse_args()
    if options.minutes < 2 or not (options.data / "intake.sqlite").is_file():
        parser.error("two minutes at least, and a folder that holds a played demonstration")
    print(f"## 静置：三个服务同一进程，演示数据（{options.data}），{options.minutes} 分钟无人访问")
    with _at_rest(options.data) as pid:
        samples = list(_watched(pid, options.minutes))
    _tell("whole time", samples)
    if len(samples) > _FIRST_MINUTES + 2:
        _tell(f"after {_FIRST_MINUTES} minutes", samples[_FIRST_MINUTES:])
    print(f"aims: < {_AIM_MEGABYTES} MB and flat, ≤ {_AIM_PERCENT} % of a core")


def _watched(pid: int, minutes: int) -> Iterator[Sample]:
    """A sample at once and after every minute, printed as it is taken."""
    begun = time.monotonic()
    for minute in range(minutes + 1):
        time.sleep(max(0.0, begun + minute * _SECONDS - time.monotonic()))
        taken = sample(pid, time.monotonic() - begun)
        print(
            f"minute {minute:3}: {taken.resident_bytes / _MEGABYTE:6.1f} MB, "
            f"{taken.processor_seconds:7.2f} s of processor time; others' load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        yield taken


def _tell(when: str, samples: Sequence[Sample]) -> None:
    rest = summary(samples)
    print(
        f"{when}: start {rest.start:.0f} MB, end {rest.end:.0f} MB, highest {rest.highest:.0f} MB, "
        f"slope {rest.growth:+.1f} MB an hour; {rest.percent:.2f} % of a core"
    )


@contextmanager
def _at_rest(data: Path) -> Iterator[int]:
    """``xushi up`` on a copy of ``data``, ready to be asked; its process id."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        shutil.copytree(data, folder)
        port = free_port()
        command = [sys.executable, "-m", "services.cli", "up", "--data", str(folder), "--port", str(port)]
        with (Path(name) / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            await_start(port, process)
            yield process.pid
        finally:
            process.terminate()
            process.wait(60)


if __name__ == "__main__":
    main()
