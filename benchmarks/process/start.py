"""From the command to the first answer: how long ``xushi up`` takes, what it computes, and its memory at rest.

``python -m benchmarks.process.start [--data FOLDER] [--old CHECKOUT] [--rounds 5]`` starts it by turns on a folder
whose databases are there and empty, and on a copy of ``--data`` where one is named (a played demonstration). Each
release begins with a start that is not counted: it compiles the modules and brings the databases up.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.process.releases import Release, copied, end, releases, start
from benchmarks.process.used import used

_PATIENCE_SECONDS = 120.0
_GLANCE_SECONDS = 0.01
_REST_SECONDS = 3.0
"""After so long its memory is looked at."""


class Started(NamedTuple):
    """One start: until the first answer of /healthz, wall and processor seconds; then resident megabytes."""

    seconds: float
    processor_seconds: float
    megabytes: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="a folder that make demo has filled")
    parser.add_argument("--old", type=Path, help="another release's checkout, with its own .venv")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print("## 启动：xushi up → /healthz")
    for told, data in {"empty": None, **({"demonstration": options.data} if options.data else {})}.items():
        with tempfile.TemporaryDirectory() as name:
            _compare(told, data, releases(options.old, Path(name)), Path(name), options.rounds)


def _compare(told: str, data: Path | None, both: list[Release], work: Path, rounds: int) -> None:
    """Every release has a copy of the data of its own, so that none finds a schema of the other."""
    found: dict[str, list[Started]] = defaultdict(list)
    folders = {release.name: copied(data, work / release.name) for release in both}
    for release in both:
        _start(release, folders[release.name], work / "log")
    for _ in range(rounds):
        for release in both:
            found[release.name].append(_start(release, folders[release.name], work / "log"))
    for name, starts in found.items():
        wall, processor, memory = (median(values) for values in zip(*starts, strict=True))
        print(
            f"{told}, {name}: {wall:.2f} s to /healthz, {processor:.2f} s of processor time until then, "
            f"{memory:.0f} MB at rest (medians of {rounds}; wall {min(starts).seconds:.2f}–{max(starts).seconds:.2f} s)"
        )


def _start(release: Release, data: Path, log: Path) -> Started:
    begun = time.perf_counter()
    process, port = start(release, data, log)
    try:
        _await_health(port, process, log)
        seconds, then = time.perf_counter() - begun, used(process.pid)
        time.sleep(_REST_SECONDS)
        return Started(seconds, then.processor_seconds, used(process.pid).resident_bytes / 1e6)
    finally:
        end(process)


def _await_health(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(_GLANCE_SECONDS)
    raise RuntimeError(f"it did not start:\n{log.read_text('utf-8', 'replace')[-2_000:]}")


if __name__ == "__main__":
    main()
