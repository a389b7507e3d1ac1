"""A real Prometheus and promtool for the tests, without root's rights and without Docker.

Looked for in this order: the programs on the PATH; Debian's package, unpacked into the user's cache.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests import processes

_START_SECONDS = 30.0
_DOWNLOAD_SECONDS = 300.0
_STARTS = 3


class NoPrometheus(Exception):
    """None can be had; the text says why."""


class Found(NamedTuple):
    """Where Prometheus comes from, in words, and how to get the folder of its programs."""

    words: str
    programs: Callable[[], Path]


def find() -> Found:
    """What the tests will use.

    Raises:
        NoPrometheus: there is nothing to use.
    """
    server, tool = shutil.which("prometheus"), shutil.which("promtool")
    if server and tool and Path(server).parent == Path(tool).parent:
        folder = Path(server).parent
        return Found(f"the programs in {folder}", lambda: folder)
    if shutil.which("apt-get") and shutil.which("dpkg"):
        return Found(f"Debian's package, kept in {_cache()}", _from_debian)
    raise NoPrometheus("no Prometheus: prometheus and promtool are not on the PATH, and there is no apt-get")


@contextmanager
def running(configuration: str) -> Iterator[str]:
    """The address (http://127.0.0.1:port) of a Prometheus with this prometheus.yml, while the block lasts.

    Raises:
        NoPrometheus: none can be had, or it does not start.
    """
    program = find().programs() / "prometheus"
    with tempfile.TemporaryDirectory(prefix="xushi-prometheus-") as name:
        folder = Path(name)
        (folder / "prometheus.yml").write_text(configuration, encoding="utf-8")
        address, process = _start(program, folder)
        try:
            yield address
        finally:
            processes.stop(process)


def promtool(*words: str, seconds: float = 60.0) -> subprocess.CompletedProcess[str]:
    """Run promtool; its exit status and what it printed are the caller's to judge.

    Raises:
        NoPrometheus: none can be had.
    """
    command = [str(find().programs() / "promtool"), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)


def _start(program: Path, folder: Path) -> tuple[str, subprocess.Popen[bytes]]:
    log = folder / "server.log"
    for _ in range(_STARTS):  # another program may take the port between our looking and its starting
        (port,) = processes.free_ports(1)
        address = f"http://127.0.0.1:{port}"
        options = ["--config.file", str(folder / "prometheus.yml"), "--storage.tsdb.path", str(folder / "data")]
        process = processes.start(
            [str(program), *options, "--web.listen-address", address.removeprefix("http://"), "--web.enable-lifecycle"],
            log,
        )
        if _ready(address, process):
            return address, process
        processes.stop(process)
    raise NoPrometheus(f"prometheus does not start: {processes.tail(log)}")


def _ready(address: str, process: subprocess.Popen[bytes]) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by way of a proxy
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with opener.open(f"{address}/-/ready", timeout=1.0):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    return False


def _cache() -> Path:
    return Path.home() / ".cache" / "xushi" / "prometheus"


@cache
def _from_debian() -> Path:
    programs = _cache() / "usr" / "bin"
    if not (programs / "prometheus").is_file():
        _unpack(_cache())
    if not (programs / "prometheus").is_file():
        raise NoPrometheus(f"{_cache()} cannot be written")
    return programs


def _unpack(target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".prometheus-", dir=target.parent))
    try:
        downloaded = _apt("download", "prometheus", folder=building)
        if downloaded.returncode and os.getuid() == 0:  # a fresh machine has no lists of packages yet
            _apt("update", folder=building)
            downloaded = _apt("download", "prometheus", folder=building)
        packages = list(building.glob("*.deb"))
        if not packages:
            raise NoPrometheus(f"apt-get download prometheus failed: {downloaded.stderr.strip()[-300:]}")
        unpacking = ["dpkg", "-x", str(packages[0]), str(building)]
        unpacked = subprocess.run(unpacking, capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False)
        if unpacked.returncode:
            raise NoPrometheus(f"dpkg -x failed: {unpacked.stderr.strip()[-300:]}")
        packages[0].unlink()
        building.chmod(0o755)
        with suppress(OSError):  # another run has put it there in the meantime
            building.rename(target)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _apt(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["apt-get", "-q", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False)
