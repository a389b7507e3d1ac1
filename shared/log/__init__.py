"""The log carries a topic to its readers: one port, several adapters."""

from shared.log.direct import DirectLog
from shared.log.memory import MemoryLog
from shared.log.port import (
    PRODUCERS,
    START,
    Bytes,
    LogAway,
    LogBroken,
    LogDiffers,
    LogReader,
    Mark,
    Marks,
    SetAside,
    Slice,
    WhyAside,
    marks_at,
)

__all__ = [
    "PRODUCERS",
    "START",
    "Bytes",
    "DirectLog",
    "LogAway",
    "LogBroken",
    "LogDiffers",
    "LogReader",
    "Mark",
    "Marks",
    "MemoryLog",
    "SetAside",
    "Slice",
    "WhyAside",
    "marks_at",
]
