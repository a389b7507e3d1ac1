"""Messages that came from Kafka and are not handed out yet, of several partitions. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from shared.log.cloudevents import decode
from shared.log.port import Mark, Slice
from shared.store import Recorded


class Arrived(NamedTuple):
    """A message: its event's position first, so that messages sort by it; ``after`` is where the log reads on."""

    position: int
    partition: int
    previous: int
    event: Recorded
    after: int


def arrived(records: Iterable[Any]) -> Iterator[Arrived]:
    """The client's records, decoded."""
    for record in records:
        event, before, _ = decode(record.value)
        yield Arrived(event.position, record.partition, before.position, event, record.offset + 1)


class Backlog:
    """What has arrived, by partition, each in its order."""

    def __init__(self) -> None:
        self._partitions: dict[int, list[Arrived]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._partitions.values()))

    @property
    def partitions(self) -> set[int]:
        """Those that something is here of."""
        return set(self._partitions)

    def add(self, messages: Iterable[Arrived]) -> None:
        """Put messages behind those that are here."""
        for message in messages:
            self._partitions.setdefault(message.partition, []).append(message)

    def drop(self, partition: int) -> None:
        """Forget a partition: it is read again from elsewhere."""
        self._partitions.pop(partition, None)

    def take(self, limit: int) -> dict[int, list[Arrived]]:
        """Up to ``limit`` messages, the earliest positions first whatever partition they are in.

        So partitions keep pace with each other, and a batch is about as few months as it was when it was
        reported: taking one partition after the other, it would be about many, and so touch many figures.
        """
        taken: dict[int, list[Arrived]] = {}
        for message in islice(merge(*self._partitions.values()), limit):
            taken.setdefault(message.partition, []).append(message)
        for partition, messages in taken.items():
            rest = self._partitions[partition][len(messages) :]
            if rest:
                self._partitions[partition] = rest
            else:
                del self._partitions[partition]
        return taken


class Turn:
    """Takes the events of one partition in their turn, and only those.

    A relay that starts again repeats what it had sent, and one that failed may have sent later
    events before earlier ones; each names the one before it, so both are seen.
    """

    def __init__(self, mark: Mark) -> None:
        self._last = mark.position
        self.missed = False
        """Whether an event was passed over because the one before it is missing."""

    def take(self, messages: Iterable[Arrived]) -> Slice:
        """The events whose turn it is."""
        slice_ = Slice([], [])
        for message in messages:
            if message.position <= self._last:
                continue
            if message.previous != self._last:
                self.missed = True
                continue
            self.missed = False
            self._last = message.position
            slice_.events.append(message.event)
            slice_.offsets.append(message.after)
        return slice_
