"""The log carries a topic to its readers: one port, several adapters."""

from shared.log.direct import DirectLog
from shared.log.memory import MemoryLog
from shared.log.port import START, LogAway, LogBroken, LogDiffers, LogReader, Mark, Marks, Slice, marks_at

__all__ = [
    "START",
    "DirectLog",
    "LogAway",
    "LogBroken",
    "LogDiffers",
    "LogReader",
    "Mark",
    "Marks",
    "MemoryLog",
    "Slice",
    "marks_at",
]
