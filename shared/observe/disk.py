"""A full disk: known by what the system says of it, whichever part met it, and looked for by writing."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from collections.abc import Collection
from pathlib import Path

from shared.observe.metrics import Metrics

DISK_FULL = "磁盘已满"

_PROBE_BYTES = 65_536
_SYSTEM = (errno.ENOSPC, errno.EDQUOT)
_POSTGRESQL = "53100"  # disk_full


def is_full(error: BaseException) -> bool:
    """Whether an error means that there is no room left: in a file system, SQLite or PostgreSQL; wrapped or not."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, OSError):
        return cause.errno in _SYSTEM
    sqlite_code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest says more closely which
    return sqlite_code == sqlite3.SQLITE_FULL or getattr(cause, "sqlstate", None) == _POSTGRESQL


class DiskWatch:
    """Whether there is room in the folders that a process writes to."""

    def __init__(self, folders: Collection[Path], metrics: Metrics) -> None:
        self._folders = folders
        self._free = metrics.disk_free

    def check(self) -> str:
        """For the health check: something is written to each folder that is there, and is gone at once. How
        much is free there becomes a metric.

        Raises:
            OSError: there is no room.
        """
        for folder in self._folders:
            if folder.is_dir() and os.access(folder, os.W_OK):
                self._free.labels(str(folder)).set(_free_part(folder))
                _probe(folder)
        return "有余量，可以写入"


def _free_part(folder: Path) -> float:
    """What a user without rights may still write, as a part of the whole."""
    told = os.statvfs(folder)
    return told.f_bavail / told.f_blocks if told.f_blocks else 0.0


def _probe(folder: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            file.write(bytes(_PROBE_BYTES))
    except OSError as error:
        if is_full(error):
            raise  # anything else is another check's affair
