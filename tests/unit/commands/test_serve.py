"""``xushi serve`` over embedded databases: each service once in a folder, and none beside the three in one process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.processes import free_ports, listens, start, stop
from tests.waiting import until

IN_USE = "正由另一个进程使用"


def environment(folder: Path, port: int) -> dict[str, str]:
    return {**os.environ, "XUSHI_DATA_DIR": str(folder), "XUSHI_PORT": str(port)}


@contextmanager
def running(folder: Path, *words: str) -> Iterator[None]:
    """The command, until the block ends; it listens by then."""
    (port,), log = free_ports(1), folder.parent / f"{'-'.join(words)}.log"
    command = [sys.executable, "-m", "services.cli", *words]
    process = start(command, log, environment=environment(folder, port))
    try:
        assert until(lambda: listens(port) or process.poll() is not None, 120)
        assert process.poll() is None, log.read_text("utf-8")
        yield
    finally:
        stop(process)


def refused(folder: Path, *words: str) -> bool:
    """Whether the command ends at once, because the folder is in use."""
    command = [sys.executable, "-m", "services.cli", *words]
    told = environment(folder, free_ports(1)[0])
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode == 2 and IN_USE in done.stderr.replace("\n", "")


def test_a_service_is_served_once_beside_the_others_and_not_beside_up(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with running(folder, "serve", "intake"), running(folder, "serve", "aggregator"):
        assert refused(folder, "serve", "intake")
        assert refused(folder, "up")
    with running(folder, "up"):
        assert refused(folder, "serve", "alerts")
