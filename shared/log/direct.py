"""The embedded log: a reader reads the producer's event store, and nothing else of it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from shared.database.engine import Database
from shared.log.port import START, LogBroken, Marks, Slice
from shared.log.signal import Signal
from shared.store import EventStore, Recorded

_PAGE = 2_000
_ONLY = 0
"""The one partition of a store: its offsets are its positions."""


class DirectLog:
    """Reads a store in its database. A writer in this process wakes it; others are polled for."""

    def __init__(self, topic: str, database: Database, store: EventStore, *, poll_seconds: float = 0.2) -> None:
        self.topic = topic
        self._database = database
        self._store = store
        self._poll = poll_seconds
        self._signal = Signal()
        database.on_commit(self._signal.notify)

    def read(self, marks: Marks, limit: int) -> dict[int, Slice]:
        """See LogReader."""
        events = self._read(_position(marks), limit)
        return {_ONLY: Slice(events, [event.position for event in events])} if events else {}

    def wait(self, marks: Marks, timeout: float) -> bool:
        """See LogReader."""
        deadline = time.monotonic() + timeout
        while True:
            seen = self._signal.seen()
            if self.lag(marks):
                return True
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            self._signal.wait(seen, min(self._poll, remaining))

    def lag(self, marks: Marks) -> int:
        """See LogReader."""
        with self._database.read() as connection:
            return max(0, self._store.head(connection).position - _position(marks))

    def replay(self, after: Marks, until: Marks) -> Iterator[list[Recorded]]:
        """See LogReader."""
        position, end = _position(after), _position(until)
        while position < end:
            events = self._read(position, min(_PAGE, end - position))
            if not events:
                raise LogBroken(f"the log of {self.topic} ends at {position}, before {end}")
            yield events
            position = events[-1].position

    def close(self) -> None:
        """See LogReader: the database is not the reader's own."""

    def _read(self, after: int, limit: int) -> list[Recorded]:
        with self._database.read() as connection:
            return self._store.read(connection, after, limit)


def _position(marks: Marks) -> int:
    return marks.get(_ONLY, START).position
