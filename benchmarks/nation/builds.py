"""This build and another one: each in its own environment, its service started as the product starts it.

A history takes minutes to make, so each build's is made once and kept in the folder that is given; a build starts on a
copy of its own. A history that an earlier state of a build has made is brought up as any store is when it is started.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.at_rest import sample
from benchmarks.nation import filling, starting
from benchmarks.nation.world import FIRST, Nation, write_catalogue, write_site
from benchmarks.setting import await_start, free_port
from shared.periods import CHINA, Month, months
from shared.process.file_clock import DEMONSTRATION_CLOCK, ClockHand
from shared.quantities import PARTS_PER_MILLION

_START_SECONDS = 600.0
_QUIET_SHARE = 0.2
_LOOK_SECONDS = 3.0
_QUIET_SECONDS = 600.0
_READY = "prepared"
_CATALOGUE = "catalogue"
"""The folder that a build without offices' folders reads."""


class Build(NamedTuple):
    """A checkout by the Python of its environment (``.venv/bin/python``), and what it is called here."""

    name: str
    python: Path

    @property
    def catalogue(self) -> Path | None:
        """The catalogue that ships with it, where it knows no offices' folders; else None."""
        asked = "import shared, pathlib; print(pathlib.Path(shared.__file__).parent / 'catalogue')"
        told = subprocess.run(
            [self.python, "-c", asked], cwd="/", env=_environment(), check=True, capture_output=True, text=True
        ).stdout
        found = Path(told.strip())
        return None if (found / "files" / "layers").is_dir() else found / "data"

    @property
    def slug(self) -> str:
        """Tells the folders of builds apart."""
        return f"{self.name}-{hashlib.sha256(str(self.python).encode()).hexdigest()[:8]}"


THIS = Build("this", Path(sys.executable))


class Service(NamedTuple):
    """The three services in one process, and how long it took until they answered."""

    folder: Path
    port: int
    pid: int
    seconds: float

    def processor_seconds(self) -> float:
        """What the process has used so far."""
        return sample(self.pid, 0.0).processor_seconds

    def megabytes(self) -> float:
        """Its resident memory."""
        return sample(self.pid, 0.0).resident_bytes / 1e6

    def head(self) -> int:
        """The position of the newest report."""
        return self._number("intake", "SELECT position FROM event_head")

    def summed(self) -> int:
        """The position up to which reports are in the figures."""
        return self._number("aggregator", "SELECT position FROM consumer_marks WHERE consumer = 'aggregator'")

    def await_quiet(self) -> None:
        """Wait until the figures are up to date and the process does next to nothing any more."""
        deadline = time.monotonic() + _QUIET_SECONDS
        while time.monotonic() < deadline:
            before = self.processor_seconds()
            time.sleep(_LOOK_SECONDS)
            busy = (self.processor_seconds() - before) / _LOOK_SECONDS
            if busy < _QUIET_SHARE and self.summed() >= self.head():
                return
        raise RuntimeError("the services do not come to rest")

    def _number(self, service: str, query: str) -> int:
        with closing(sqlite3.connect(f"file:{self.folder / service}.sqlite?mode=ro", uri=True)) as connection:
            found = connection.execute(query).fetchone()
        return int(found[0]) if found else 0


@contextmanager
def running(build: Build, folder: Path) -> Iterator[Service]:
    """``xushi up`` of a build over a data folder."""
    port = free_port()
    whole = folder / _CATALOGUE
    start = [starting.__file__, str(whole)] if whole.is_dir() else ["-m", "services.cli"]
    command = [str(build.python), *start, "up", "--data", str(folder), "--port", str(port)]
    clock = {"XUSHI_LOG_LEVEL": "WARNING", "XUSHI_CLOCK_FILE": str(folder / DEMONSTRATION_CLOCK)}
    started = time.monotonic()
    with (folder / "service.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=_environment() | clock, stdout=log, stderr=log)
        try:
            await_start(port, process, _START_SECONDS)
            yield Service(folder, port, process.pid, time.monotonic() - started)
        finally:
            process.terminate()
            process.wait(60)


def _environment() -> dict[str, str]:
    """Ours, without what would be another build's or somebody's settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("XUSHI_", "PYTHONPATH"))}


def set_clock(folder: Path, period: Month) -> None:
    """From now on it is the third of the month after ``period``, in the morning: its reports are due these days."""
    after = period.shift(1)
    ClockHand(folder / DEMONSTRATION_CLOCK).set(datetime(after.year, after.month, 3, 9, tzinfo=CHINA))


@contextmanager
def copied(build: Build, data: Path, count: int) -> Iterator[Path]:
    """A folder of its own of a country with ``count`` months of history, its clock at the deadline of the next one."""
    folder = data / f"{build.slug}-running"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_prepared(build, data, count), folder)
    try:
        set_clock(folder, FIRST.shift(count))
        yield folder
    finally:
        shutil.rmtree(folder)


def _prepared(build: Build, data: Path, count: int) -> Path:
    folder = data / f"{build.slug}-{count}"
    if (folder / _READY).is_file():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    write_site(folder / "site")
    if (shipped := build.catalogue) is not None:
        write_catalogue(shipped, folder / _CATALOGUE)
    if count:
        print(f"({build.name}: {count} months of history are being made)", file=sys.stderr, flush=True)
        _fill(build, folder, count)
    set_clock(folder, FIRST.shift(count - 1))
    with running(build, folder) as service:
        service.await_quiet()
    (folder / _READY).touch()
    return folder


def _fill(build: Build, folder: Path, count: int) -> None:
    command = [str(build.python), filling.__file__, str(folder)]
    with subprocess.Popen(command, cwd=folder, env=_environment(), stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        for line in _history(Nation(folder), count):
            process.stdin.write(line)
    if process.returncode:
        raise RuntimeError("the history could not be stored")


def _history(nation: Nation, count: int) -> Iterator[bytes]:
    for period in months(FIRST, FIRST.shift(count - 1)):
        for unit in nation.reporting(period):
            lines = [_line(each) for each in nation.lines(unit, period)]
            yield json.dumps({"region": unit, "period": str(period), "lines": lines}).encode() + b"\n"


def _line(line: dict[str, object]) -> list[object]:
    value = line.get("value", line.get("numerator"))
    if isinstance(value, float):  # per cent, as it is reported; parts per million are what is stored
        value = round(value * PARTS_PER_MILLION / 100)
    return [line["indicator"], value, line.get("denominator")]
