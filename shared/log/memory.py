"""A log in memory: for tests, and for feeding a projection from a list of events."""

from __future__ import annotations

from collections.abc import Iterable

from shared.log.signal import Signal
from shared.store import Recorded


class MemoryLog:
    """Holds the events it is given. Positions must be gapless, as every store's are."""

    def __init__(self, topic: str, events: Iterable[Recorded] = ()) -> None:
        self.topic = topic
        self._events: list[Recorded] = []
        self._signal = Signal()
        self.extend(events)

    def extend(self, events: Iterable[Recorded]) -> None:
        """Add events at the end.

        Raises:
            ValueError: an event that does not follow the last one.
        """
        for event in events:
            if event.position != len(self._events) + 1:
                raise ValueError(f"position {event.position} does not follow {len(self._events)}")
            self._events.append(event)
        self._signal.notify()

    def read(self, after: int, limit: int) -> list[Recorded]:
        """See LogReader."""
        return self._events[after : after + limit]

    def head(self) -> int:
        """See LogReader."""
        return len(self._events)

    def wait(self, after: int, timeout: float) -> bool:
        """See LogReader."""
        seen = self._signal.seen()
        return self.head() > after or (self._signal.wait(seen, timeout) and self.head() > after)
