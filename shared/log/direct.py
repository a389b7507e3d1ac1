"""The embedded log: a reader reads the producer's event store, and nothing else of it."""

from __future__ import annotations

import time

from shared.db import Database
from shared.log.signal import Signal
from shared.store import EventStore, Recorded


class DirectLog:
    """Reads a store in its database. A writer in this process wakes it; others are polled for."""

    def __init__(self, topic: str, database: Database, store: EventStore, *, poll_seconds: float = 0.2) -> None:
        self.topic = topic
        self._database = database
        self._store = store
        self._poll = poll_seconds
        self._signal = Signal()
        database.on_commit(self._signal.notify)

    def read(self, after: int, limit: int) -> list[Recorded]:
        """See LogReader."""
        with self._database.read() as connection:
            return self._store.read(connection, after, limit)

    def head(self) -> int:
        """See LogReader."""
        with self._database.read() as connection:
            return self._store.head(connection).position

    def wait(self, after: int, timeout: float) -> bool:
        """See LogReader."""
        deadline = time.monotonic() + timeout
        while True:
            seen = self._signal.seen()
            if self.head() > after:
                return True
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            self._signal.wait(seen, min(self._poll, remaining))
