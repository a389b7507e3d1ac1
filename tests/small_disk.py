"""A file system of a few megabytes, to be filled: real ones can be made by root on Linux."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_PIECE = 65_536


@contextmanager
def small_disk(folder: Path, megabytes: int = 8) -> Iterator[Path]:
    """``folder`` as a file system of that size, for as long as the block lasts; skips the test where it cannot be."""
    folder.mkdir()
    mount = shutil.which("mount")
    size = f"size={megabytes}m"
    done = mount and subprocess.run([mount, "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], capture_output=True)
    if not done or done.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Write until there is no room left; the file that takes it."""
    path = folder / "filling"
    with path.open("ab", buffering=0) as file:
        for size in (_PIECE, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return path
