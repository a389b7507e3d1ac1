"""A log in memory: for tests, and for feeding a projection from a list of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zlib import crc32

from shared.log.cloudevents import key_of
from shared.log.port import START, LogBroken, LogDiffers, Mark, Marks, SetAside, Slice
from shared.log.signal import Signal
from shared.store import Recorded


class MemoryLog:
    """Holds the events it is given. Positions must be gapless, as every store's are.

    With several ``partitions`` a region's events stand in one of them, and ``assigned`` says which are this
    reader's: the logs of several readers are made with :meth:`beside`.
    """

    def __init__(self, topic: str, events: Iterable[Recorded] = (), *, partitions: int = 1) -> None:
        self.topic = topic
        self.assigned = frozenset(range(partitions))
        self._partitions: list[list[Recorded]] = [[] for _ in range(partitions)]
        self._signal = Signal()
        self.extend(events)

    def beside(self, assigned: Iterable[int]) -> MemoryLog:
        """The same events for another reader, of the partitions ``assigned``."""
        other = MemoryLog(self.topic)
        other.assigned, other._partitions, other._signal = frozenset(assigned), self._partitions, self._signal
        return other

    def extend(self, events: Iterable[Recorded]) -> None:
        """Add events at the end.

        Raises:
            ValueError: an event that does not follow the last one.
        """
        for event in events:
            if event.position != self.head() + 1:
                raise ValueError(f"position {event.position} does not follow {self.head()}")
            self._partitions[crc32(key_of(event).encode()) % len(self._partitions)].append(event)
        self._signal.notify()

    def head(self) -> int:
        """The last position there is."""
        return sum(map(len, self._partitions))

    def read(self, marks: Marks, limit: int) -> dict[int, Slice]:
        """See LogReader."""
        found = {}
        for partition in sorted(self.assigned):
            offset = self._offset(partition, marks.get(partition, START))
            events = self._partitions[partition][offset : offset + limit]
            if events:
                found[partition] = Slice(events, list(range(offset + 1, offset + len(events) + 1)))
                limit -= len(events)
        return found

    def aside(self) -> tuple[SetAside, ...]:
        """See LogReader: it holds what it was given."""
        return ()

    def wait(self, marks: Marks, timeout: float) -> bool:
        """See LogReader."""
        seen = self._signal.seen()
        return bool(self.lag(marks) or (self._signal.wait(seen, timeout) and self.lag(marks)))

    def wake(self) -> None:
        """See LogReader."""
        self._signal.notify()

    def lag(self, marks: Marks) -> int:
        """See LogReader."""
        return sum(self._size(partition) - marks.get(partition, START).offset for partition in self.assigned)

    def knows_lag(self) -> bool:
        """See LogReader: it is looked up."""
        return True

    def replay(self, after: Marks, until: Marks) -> Iterator[list[Recorded]]:
        """See LogReader."""
        for partition, mark in until.items():
            if mark.offset > self._size(partition):
                raise LogBroken(f"the log of {self.topic} ends at {self._size(partition)}, before {mark.offset}")
            self._offset(partition, mark)
            if events := self._partitions[partition][after.get(partition, START).offset : mark.offset]:
                yield events

    def end(self) -> Marks:
        """Where a reader stands that has applied everything."""
        return {
            number: Mark(events[-1].position, len(events), len(events))
            for number, events in enumerate(self._partitions)
            if events
        }

    def close(self) -> None:
        """See LogReader: there is nothing to let go of."""

    def _offset(self, partition: int, mark: Mark) -> int:
        """Where a reader at ``mark`` reads on, in a log that holds what was applied up to there."""
        if self._size(partition) < mark.offset:
            raise LogDiffers(self.topic, mark.position, f"it ends at {self._size(partition)}")
        if mark.offset and mark.hash not in ("", self._partitions[partition][mark.offset - 1].hash):
            raise LogDiffers(self.topic, mark.position, "another event stands there")
        return mark.offset

    def _size(self, partition: int) -> int:
        return len(self._partitions[partition])
