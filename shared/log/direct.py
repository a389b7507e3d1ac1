"""The embedded log: a reader reads the producer's event store, and nothing else of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from shared.database.engine import Database, is_no_table
from shared.log.port import START, LogBroken, LogDiffers, Mark, Marks, SetAside, Slice
from shared.log.signal import Signal
from shared.store import EventStore, Head, Recorded
from shared.store.model import GENESIS

_PAGE = 2_000
_ONLY = 0
"""The one partition of a store: its offsets are its positions."""


class _Quiet(NamedTuple):
    """Nothing stood behind ``position`` when the signal's count was ``seen``."""

    seen: int
    position: int


class DirectLog:
    """Reads a store in its database. A writer in this process wakes it; others are polled for."""

    def __init__(
        self,
        topic: str,
        database: Database,
        store: EventStore,
        *,
        poll_seconds: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.topic = topic
        self._database = database
        self._store = store
        self._poll = poll_seconds
        self._monotonic = monotonic
        self._signal = Signal()
        self._woken = threading.Event()
        self._quiet: _Quiet | None = None
        database.on_append(self._signal.notify)

    def read(self, marks: Marks, limit: int) -> dict[int, Slice]:
        """See LogReader."""
        mark, seen = marks.get(_ONLY, START), self._signal.seen()
        head, events = self._look(mark.position, limit)
        _refuse_another(self.topic, mark, head, events)
        self._quiet = None if events else _Quiet(seen, mark.position)
        return {_ONLY: Slice(events, [event.position for event in events])} if events else {}

    def aside(self) -> tuple[SetAside, ...]:
        """See LogReader: nobody but the producer writes its store."""
        return ()

    def wait(self, marks: Marks, timeout: float) -> bool:
        """See LogReader."""
        deadline = self._monotonic() + timeout
        while not self._woken.is_set():
            now = _Quiet(self._signal.seen(), _position(marks))
            if now != self._quiet and self.lag(marks):
                return True
            self._quiet = now
            remaining = deadline - self._monotonic()
            if remaining <= 0:
                return False
            if not self._signal.wait(now.seen, min(self._poll, remaining)):
                self._quiet = None  # nobody tells of what another process has written
        self._woken.clear()
        return False

    def wake(self) -> None:
        """See LogReader."""
        self._woken.set()
        self._signal.notify()

    def lag(self, marks: Marks) -> int:
        """See LogReader."""
        return max(0, self._look(_position(marks), 0)[0].position - _position(marks))

    def knows_lag(self) -> bool:
        """See LogReader: it is looked up."""
        return True

    def replay(self, after: Marks, until: Marks) -> Iterator[list[Recorded]]:
        """See LogReader."""
        position, end = _position(after), _position(until)
        while position < end:
            events = self._read(position, min(_PAGE, end - position))
            if not events:
                raise LogBroken(f"the log of {self.topic} ends at {position}, before {end}")
            last = until.get(_ONLY, START)
            if events[-1].position == end and last.hash not in ("", events[-1].hash):
                raise LogDiffers(self.topic, end, "another event stands there")
            yield events
            position = events[-1].position

    def close(self) -> None:
        """See LogReader: the database is not the reader's own."""

    def _look(self, after: int, limit: int) -> tuple[Head, list[Recorded]]:
        """The store's head, and up to ``limit`` events after a position. A store that nobody has made yet is empty to
        who has read nothing of it: a service that was started before the other one, or alone."""
        try:
            with self._database.read() as connection:
                head = self._store.head(connection)
                read = limit and head.position > after
                return head, self._store.read(connection, after, limit) if read else []
        except sa.exc.DBAPIError as error:
            if after or not is_no_table(error):
                raise
            return Head(0, GENESIS), []

    def _read(self, after: int, limit: int) -> list[Recorded]:
        with self._database.read() as connection:
            return self._store.read(connection, after, limit)


def _refuse_another(topic: str, mark: Mark, head: Head, events: Sequence[Recorded]) -> None:
    """Raise where the store, which ends at ``head``, is not the one that was read up to ``mark``, or does not go on
    with ``events`` behind it."""
    if head.position < mark.position:
        raise LogDiffers(topic, mark.position, f"it ends at {head.position}")
    if head.position > mark.position and (not events or events[0].position != mark.position + 1):
        raise LogBroken(f"{topic} lacks position {mark.position + 1}, though it goes to {head.position}")
    there = events[0].previous_hash if events else head.hash
    if mark.hash and there != mark.hash:
        raise LogDiffers(topic, mark.position, "another event stands there")


def _position(marks: Marks) -> int:
    return marks.get(_ONLY, START).position
