"""This build and another one, each with a store of reports that it has written itself, run by turns."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from shared.periods import Month

_HERE = Path(__file__).parents[2]

_STORE = """
import sys
from pathlib import Path
folder, months, first = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
from shared.catalogue import load_catalogue
from shared.periods import Month
catalogue = load_catalogue()
try:
    from benchmarks.synthetic import Bench, reporting
    units = len(reporting(catalogue))
    bench = Bench(folder, catalogue, 1_000, Month.parse(first))
except ImportError:  # before the store of reports had a module of its own
    from benchmarks import replay
    replay.FIRST = Month.parse(first)
    units = len(catalogue.units())
    bench = replay.Bench(folder, catalogue, 1_000)
bench.add(months * units)
bench.close()
print(units)
"""


class Stored(NamedTuple):
    """A store of reports, and how many of them a month has."""

    path: Path
    units: int


Stores = dict[str, Stored]
"""By the name of the build."""


def builds_of(old: Path | None) -> dict[str, Path]:
    """The builds by name: this one, and ``old``, another checkout."""
    return {"this build": _HERE} | ({"the other": old.resolve()} if old else {})


def store_of(build: Path, folder: Path, months: int, last: Month) -> Stored:
    """A store of so many months up to ``last``, written by ``build`` into ``folder``."""
    folder.mkdir()
    units = run_in(build, _STORE, str(folder), str(months), str(last.shift(1 - months)))
    return Stored(folder / "intake.sqlite", int(units))


def run_in(build: Path, script: str, *arguments: str) -> str:
    """What a script prints that runs in a build's environment, in a process of its own."""
    command = [str(build / ".venv/bin/python"), "-c", script, *arguments]
    ended = subprocess.run(command, cwd=build, capture_output=True, text=True, check=False)
    if ended.returncode:
        sys.exit(ended.stderr)
    return ended.stdout
