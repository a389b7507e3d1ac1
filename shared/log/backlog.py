"""Messages that came from Kafka and are not handed out yet, of several partitions. No I/O."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import merge
from itertools import islice

from shared.log.reading.arrivals import Arrived


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
