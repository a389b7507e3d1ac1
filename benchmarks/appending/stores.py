"""The stores that are measured beside each other, and how each is started: this release, another one, and the peers, in
an environment of their own that is kept between runs and never becomes the product's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
PEERS = ("eventsourcing==9.5.6", "umadb==0.7.8")


class Store(NamedTuple):
    """A store's name, its script here, the interpreter that runs it, and where its modules are."""

    name: str
    script: str
    python: Path
    modules: Path


class Appended(NamedTuple):
    """Reports a second, and microseconds of processor time a report."""

    rate: float
    microseconds: float


def stores(old: Path | None) -> list[Store]:
    """All of them; without the peers where their packages cannot be had."""
    found = [Store("this release", "xushi_store.py", Path(sys.executable), CHECKOUT)]
    if old is not None:
        checkout = old.resolve()
        found.append(Store("the other release", "xushi_store.py", checkout / ".venv" / "bin" / "python", checkout))
    python = _peers()
    if python is not None:
        found.append(Store(PEERS[0], "eventsourcing_store.py", python, HERE))
        found.append(Store(PEERS[1], "umadb_store.py", python, HERE))
    return found


def append(store: Store, batch: int, count: int) -> Appended:
    """Append ``count`` reports, ``batch`` a transaction, in a process of the store's own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(store.python), str(HERE / store.script), folder, str(batch), str(count)]
        environment = {**os.environ, "PYTHONPATH": str(store.modules)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=store.modules, check=False)
    if done.returncode:
        raise RuntimeError(f"{store.name}: {done.stderr[-2_000:]}")
    found = json.loads(done.stdout)
    return Appended(found["rate"], found["microseconds"])


def _peers() -> Path | None:
    """The interpreter of an environment that has the peers; made at the first run."""
    kept = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "xushi-benchmarks" / "peers"
    python = kept / "bin" / "python"
    if not python.exists():
        venv.create(kept, with_pip=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"no peers: {done.stderr.strip().splitlines()[-1:]}")
        return None
    return python
