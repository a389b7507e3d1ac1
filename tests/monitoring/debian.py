"""Programs of Debian's packages for the tests, without root's rights: unpacked into a cache, never installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests import processes

_DOWNLOAD_SECONDS = 300.0
_START_SECONDS = 30.0
_STARTS = 3


class NoProgram(Exception):
    """It cannot be had, or does not start; the text says why."""


class Found(NamedTuple):
    """Where programs come from, in words, and how to get their folder."""

    words: str
    programs: Callable[[], Path]


def find(package: str, *programs: str) -> Found:
    """Where ``programs`` are: all in one folder of the PATH, else in Debian's ``package``.

    Raises:
        NoProgram: there is nothing to use.
    """
    there = [shutil.which(program) for program in programs]
    folders = {Path(each).parent for each in there if each}
    if all(there) and len(folders) == 1:
        (folder,) = folders
        return Found(f"the programs in {folder}", lambda: folder)
    if shutil.which("apt-get") and shutil.which("dpkg"):
        return Found(f"Debian's package, kept in {_cache(package)}", lambda: _from_debian(package, programs[0]))
    raise NoProgram(f"no {package}: {' and '.join(programs)} are not on the PATH, and there is no apt-get")


def run(found: Found, tool: str, *words: str, seconds: float) -> subprocess.CompletedProcess[str]:
    """Run a tool; its exit status and what it printed are the caller's to judge.

    Raises:
        NoProgram: none can be had.
    """
    command = [str(found.programs() / tool), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)


@contextmanager
def running(name: str, configuration: str, command: Callable[[Path], Sequence[str]]) -> Iterator[str]:
    """The address (http://127.0.0.1:port) of a server with this ``name``.yml, while the block lasts; ``command`` says
    how it is run with its data in a folder.

    Raises:
        NoProgram: it does not start.
    """
    with tempfile.TemporaryDirectory(prefix=f"xushi-{name}-") as folder:
        file, data, log = (Path(folder) / each for each in (f"{name}.yml", "data", "server.log"))
        file.write_text(configuration, encoding="utf-8")
        address, process = _started([*command(data), "--config.file", str(file)], log)
        try:
            yield address
        finally:
            processes.stop(process)


def _started(command: Sequence[str], log: Path) -> tuple[str, subprocess.Popen[bytes]]:
    for _ in range(_STARTS):  # another program may take the port between our looking and its starting
        (port,) = processes.free_ports(1)
        address = f"http://127.0.0.1:{port}"
        process = processes.start([*command, "--web.listen-address", address.removeprefix("http://")], log)
        if _ready(address, process):
            return address, process
        processes.stop(process)
    raise NoProgram(f"{Path(command[0]).name} does not start: {processes.tail(log)}")


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


def _cache(package: str) -> Path:
    return Path.home() / ".cache" / "xushi" / package


@cache
def _from_debian(package: str, program: str) -> Path:
    programs = _cache(package) / "usr" / "bin"
    if not (programs / program).is_file():
        _unpack(package, _cache(package))
    if not (programs / program).is_file():
        raise NoProgram(f"{_cache(package)} cannot be written")
    return programs


def _unpack(package: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{package}-", dir=target.parent))
    try:
        downloaded = _apt("download", package, folder=building)
        if downloaded.returncode and os.getuid() == 0:  # a fresh machine has no lists of packages yet
            _apt("update", folder=building)
            downloaded = _apt("download", package, folder=building)
        packages = list(building.glob("*.deb"))
        if not packages:
            raise NoProgram(f"apt-get download {package} failed: {downloaded.stderr.strip()[-300:]}")
        unpacking = ["dpkg", "-x", str(packages[0]), str(building)]
        unpacked = subprocess.run(unpacking, capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False)
        if unpacked.returncode:
            raise NoProgram(f"dpkg -x failed: {unpacked.stderr.strip()[-300:]}")
        packages[0].unlink()
        building.chmod(0o755)
        with suppress(OSError):  # another run has put it there in the meantime
            building.rename(target)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _apt(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["apt-get", "-q", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False)
