"""Files that are written whole: whoever reads one finds what stood there before, or all of what stands there now."""

from __future__ import annotations

import os
from pathlib import Path

PRIVATE = 0o600
"""Readable by its owner only."""


def write_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Put ``content`` under ``path``, durable and never seen half-written; with the rights of ``mode`` from its first
    byte on, as far as the process's mask lets them be.

    Raises:
        OSError: the disk refuses; what stood under ``path`` still stands.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.unlink(missing_ok=True)  # one that a kill left has rights of its own
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _keep_name(path.parent)


def _keep_name(folder: Path) -> None:
    """A new name is durable once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
