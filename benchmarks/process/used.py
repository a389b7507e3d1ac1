"""What a process and its threads have used, from /proc (Linux)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple


class Used(NamedTuple):
    """Since a process began: seconds of processor time, and how often a thread of it gave the processor away by
    itself, to wait. ``resident_bytes`` is its memory now, ``threads`` how many it has."""

    processor_seconds: float
    waits: int
    resident_bytes: int
    threads: int


def used(pid: int) -> Used:
    """What the process ``pid`` has used. The waits of threads that have ended are not among them.

    Raises:
        OSError: it has ended.
    """
    process = Path(f"/proc/{pid}")
    fields = (process / "stat").read_text("ascii").rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])  # utime and stime: fields 14 and 15 of proc(5), from field 3 on here
    resident = int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    waits = [_waits(thread) for thread in (process / "task").iterdir()]
    return Used(ticks / os.sysconf("SC_CLK_TCK"), sum(waits), resident, len(waits))


def _waits(thread: Path) -> int:
    try:
        lines = (thread / "status").read_text("ascii").splitlines()
    except OSError:  # it has ended since the folder was read
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))
