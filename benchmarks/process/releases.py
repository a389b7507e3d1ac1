"""Two releases of the system beside each other: each by its own code and environment, on a copy of the same data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.setting import free_port

HERE = Path(__file__).parents[2]


class Release(NamedTuple):
    """A checkout with an environment of its own in ``.venv``; ``compiled``: where its byte code is kept."""

    name: str
    checkout: Path
    compiled: Path

    @property
    def python(self) -> str:
        """Its interpreter: that of this process for this checkout, which may have another environment."""
        return sys.executable if self.checkout == HERE else str(self.checkout / ".venv" / "bin" / "python")

    def environment(self) -> dict[str, str]:
        """As an installed system has it: its modules are compiled. The checkout itself stays untouched."""
        rest = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {**rest, "PYTHONPYCACHEPREFIX": str(self.compiled)}


def releases(old: Path | None, work: Path) -> list[Release]:
    """The old release, where one is named, and this one."""
    named = {"old": old.resolve()} if old else {}
    return [Release(name, checkout, work / f"compiled-{name}") for name, checkout in {**named, "this": HERE}.items()]


def start(release: Release, data: Path, log: Path) -> tuple[subprocess.Popen[bytes], int]:
    """``xushi up`` of a release on ``data``, and its port; the caller waits for it, and ends it."""
    port = free_port()
    command = [release.python, "-m", "services.cli", "up", "--data", str(data), "--port", str(port)]
    with log.open("ab") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=release.checkout, env=release.environment())
    return process, port


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask the process to end, and wait for that."""
    process.terminate()
    process.wait(60)


def copied(data: Path | None, folder: Path) -> Path:
    """``folder``, with a copy of ``data``; empty where there is none."""
    if data is None:
        folder.mkdir()
        return folder
    return Path(shutil.copytree(data, folder))
