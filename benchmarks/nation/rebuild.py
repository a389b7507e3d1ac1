"""All figures of the country made again: the real commands, and in memory beside peers that sum up an export.

``xushi rebuild`` runs as a process of its own, start included: first with nothing kept from an earlier run, then
again, then with ``--swap`` over figures of which one month was spoiled. In memory this build's rebuild stands beside
DuckDB and Polars, which sum one level of the same reports out of an NDJSON file where it sums every region above; they
live in an environment of their own below the folder of histories, and where it cannot be made they are left out.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import NamedTuple

import msgspec

from benchmarks.nation import summing
from benchmarks.nation.builds import Build, copied
from services.aggregator import reader_position
from services.aggregator.rebuild.rebuild import shelf_of
from services.aggregator.rebuild.rebuilder import rebuild
from services.commands.options import settings_of
from shared.codec import Codec
from shared.events import ReportSubmitted
from shared.process.application import spare_the_collector
from shared.process.runtime import Runtime

_SUMMED = ("indicator", "value", "denominator", "basis")
PEERS = ("duckdb==2.0.1", "polars==2.1.0")


class Run(NamedTuple):
    """What a process took: seconds by the clock and of processor, and the most memory it had, in MB."""

    seconds: float
    processor: float
    megabytes: float

    def told(self, reports: int) -> str:
        """In words."""
        each = self.processor / max(1, reports) * 1e6
        return (
            f"{self.seconds:.2f} s, processor {self.processor:.2f} s ({each:.1f} µs a report), {self.megabytes:.0f} MB"
        )


def main(builds: Sequence[Build], data: Path, months: int, rounds: int, rest: bool) -> None:
    """Measure by turns, and print each round and the medians."""
    del rest  # nothing is served meanwhile
    print(f"## 重建（全国 2,974 个单位，{months} 个月，模拟数据）")
    found: dict[tuple[str, str], list[Run]] = {}
    reports = 0
    for turn in range(rounds):
        for build in builds if turn % 2 == 0 else builds[::-1]:
            with copied(build, data, months) as folder:
                reports = _reports(folder)
                for label, run in _commands(build, folder):
                    found.setdefault((build.name, label), []).append(run)
                    print(f"{build.name}, {label}: {run.told(reports)}", flush=True)
        for label, run in _in_memory(builds[0], data, months):
            found.setdefault(("in memory", label), []).append(run)
            print(f"in memory, {label}: {run.told(reports)}", flush=True)
    if rounds > 1:
        for (name, label), each in found.items():
            print(f"median of {rounds}, {name}, {label}: {Run(*map(median, zip(*each, strict=True))).told(reports)}")


def _commands(build: Build, folder: Path) -> list[tuple[str, Run]]:
    command = [str(build.python), "-m", "services.cli", "rebuild", "--data", str(folder)]
    first, again = _run(command, folder), _run(command, folder)
    _spoil(folder)
    return [("rebuild", first), ("rebuild again", again), ("rebuild --swap", _run([*command, "--swap"], folder))]


def _in_memory(build: Build, data: Path, months: int) -> list[tuple[str, Run]]:
    with copied(build, data, months) as folder:
        export = folder / "reports.ndjson"
        _export(folder, export)
        itself = [sys.executable, "-m", "benchmarks.nation.rebuild", str(folder)]
        found = [("first", _measured(itself)), ("again", _measured(itself))]
        peers = _peers(data / "peers")
        if peers is not None:
            found += [(name, _measured([str(peers), summing.__file__, name, str(export)])) for name in summing.SUMS]
        return found


def _measured(command: Sequence[str]) -> Run:
    """What a process says of itself: it leaves out its own start."""
    seconds, processor, megabytes = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return Run(seconds, processor, megabytes)


def _run(command: Sequence[str], folder: Path) -> Run:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("XUSHI_", "PYTHONPATH"))}
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} answers {process.returncode}")
    return Run(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _reports(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "intake.sqlite")) as connection:
        return int(connection.execute("SELECT position FROM event_head").fetchone()[0])


def _spoil(folder: Path) -> None:
    """One month's figures are others than they should be."""
    with closing(sqlite3.connect(folder / "aggregator.sqlite")) as connection:
        connection.execute("UPDATE figures SET value = value + 1 WHERE period = (SELECT min(period) FROM figures)")
        connection.commit()


def _export(folder: Path, path: Path) -> None:
    """Every report with its lines spelled out: peers know no shapes."""
    codec = Codec()
    with closing(sqlite3.connect(folder / "intake.sqlite")) as connection, path.open("wb") as file:
        for stored in connection.execute("SELECT type, schema_version, data FROM events ORDER BY position"):
            event = codec.decode(*stored)
            if isinstance(event, ReportSubmitted):
                lines = [{name: getattr(line, name) for name in _SUMMED} for line in event.lines]
                report = {"region": event.region, "period": event.period, "lines": lines}
                file.write(msgspec.json.encode(report) + b"\n")


def _peers(folder: Path) -> Path | None:
    """The Python of an environment with the peers; None where it cannot be made."""
    python = folder / "bin" / "python"
    try:
        if not python.is_file():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PEERS], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"(without peers: {error})", file=sys.stderr)
        return None
    return python


def _itself(folder: Path) -> None:
    """This build's rebuild in memory, in a process of its own."""
    runtime = Runtime(settings_of(folder))
    with runtime.database("aggregator").read() as connection:
        marks, held = reader_position.marks(connection), reader_position.parked_positions(connection)
    log = runtime.log("reports", reader_position.CONSUMER_NAME)
    spare_the_collector()
    summing.tell(
        lambda: rebuild(log, marks, runtime.catalogue, codec=runtime.codec, held=held, shelf=shelf_of(runtime))
    )
    runtime.close()


if __name__ == "__main__":
    _itself(Path(sys.argv[1]))
