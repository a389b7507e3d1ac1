"""A store read in the partitions of the topic that it is copied to: for whoever has the store, and marks of Kafka.

A reader's marks tell by partition how far it is. Here they are held against the store itself, which is what was
decided, whatever the topic carries. An offset is the number of the event in its partition: that of a topic which
holds every event once, and never behind the event in any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shared.database.engine import Database
from shared.log.cloudevents import key_of
from shared.log.port import START, LogBroken, LogDiffers, Mark, Marks, SetAside, Slice
from shared.store import EventStore, Recorded

_PAGE = 2_000


class Placed(NamedTuple):
    """An event, and the partition it stands in."""

    partition: int
    event: Recorded


class SpreadLog:
    """The store in ``database`` as a topic of so many partitions. Nobody waits for it: it is for commands."""

    def __init__(self, topic: str, database: Database, store: EventStore, partitions: int) -> None:
        self.topic = topic
        self._database = database
        self._store = store
        self._partitions = partitions
        self._walked: tuple[dict[int, int], int] = ({}, 0)

    def placed(self, after: int = 0) -> Iterator[Placed]:
        """Every event behind a position, in order."""
        while page := self._page(after, _PAGE):
            yield from map(self._place, page)
            after = page[-1].position

    def read(self, marks: Marks, limit: int) -> dict[int, Slice]:
        """See LogReader."""
        self._refuse_others(marks)
        found: dict[int, Slice] = {}
        standing = {partition: mark.position for partition, mark in marks.items()}
        after, taken = self._from(standing), 0
        for partition, event in self.placed(after):
            if event.position > standing.get(partition, 0):
                slice_ = found.setdefault(partition, Slice([], []))
                slice_.events.append(event)
                slice_.offsets.append(marks.get(partition, START).events + len(slice_.events))
                taken += 1
            after = event.position
            if taken == limit:
                break
        moved = {partition: slice_.events[-1].position for partition, slice_ in found.items()}
        self._walked = (standing | moved, after)
        return found

    def aside(self) -> Sequence[SetAside]:
        """See LogReader: what a store holds is an event."""
        return ()

    def wait(self, marks: Marks, timeout: float) -> bool:
        """See LogReader: whether there is more now."""
        del timeout
        return bool(self.lag(marks))

    def wake(self) -> None:
        """See LogReader: it never waits."""

    def lag(self, marks: Marks) -> int:
        """See LogReader."""
        with self._database.read() as connection:
            head = self._store.head(connection).position
        return max(0, head - sum(mark.events for mark in marks.values()))

    def knows_lag(self) -> bool:
        """See LogReader: it is looked up."""
        return True

    def replay(self, after: Marks, until: Marks) -> Iterator[list[Recorded]]:
        """See LogReader."""
        self._refuse_others(until)
        first = min((after.get(partition, START).position for partition in until), default=0)
        last = max((mark.position for mark in until.values()), default=0)
        while first < last:
            page = self._page(first, min(_PAGE, last - first))
            if not page:
                raise LogBroken(f"the store of {self.topic} ends at {first}, before {last}")
            first = page[-1].position
            wanted = [event for place, event in map(self._place, page) if _between(event, place, after, until)]
            if wanted:
                yield wanted

    def close(self) -> None:
        """See LogReader: the database is not the reader's own."""

    def _from(self, standing: dict[int, int]) -> int:
        """Where to go on: behind what was walked over, where everything of it was applied, else at the first mark."""
        expected, walked = self._walked
        if expected == standing:
            return walked
        return min((standing.get(partition, 0) for partition in range(self._partitions)), default=0)

    def _refuse_others(self, marks: Marks) -> None:
        """Raise where the store does not hold, in the mark's partition, what was applied last."""
        with self._database.read() as connection:
            for partition, mark in marks.items():
                found = self._store.read(connection, mark.position - 1, 1) if mark.position else []
                if mark.position:
                    self._refuse_another(partition, mark, found)

    def _refuse_another(self, partition: int, mark: Mark, found: list[Recorded]) -> None:
        if not found or found[0].position != mark.position:
            raise LogDiffers(self.topic, mark.position, "the store does not hold that position")
        if mark.hash not in ("", found[0].hash):
            raise LogDiffers(self.topic, mark.position, "another event stands there")
        if self._place(found[0]).partition != partition:
            raise LogBroken(
                f"position {mark.position} of {self.topic} was read from partition {partition}, which is not its own "
                f"among {self._partitions}: is XUSHI_KAFKA_PARTITIONS that of the services?"
            )

    def _place(self, event: Recorded) -> Placed:
        from shared.log.sender import partition_of  # with Kafka's client: who has no topics needs none

        return Placed(partition_of(key_of(event), self._partitions), event)

    def _page(self, after: int, limit: int) -> list[Recorded]:
        with self._database.read() as connection:
            return self._store.read(connection, after, limit)


def _between(event: Recorded, partition: int, after: Marks, until: Marks) -> bool:
    return after.get(partition, START).position < event.position <= until.get(partition, START).position
