"""The log carries a topic to its readers: one port, several adapters."""

from shared.log.direct import DirectLog
from shared.log.memory import MemoryLog
from shared.log.port import LogReader

__all__ = ["DirectLog", "LogReader", "MemoryLog"]
