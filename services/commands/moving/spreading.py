"""A reader's place in a store as its places in the partitions of a topic, for services that go on over Kafka."""

from __future__ import annotations

from collections.abc import Iterable

from shared.log import START, Mark, Marks
from shared.log.cloudevents import key_of
from shared.log.sender import partition_of
from shared.store import Recorded


def spread(events: Iterable[Recorded], partitions: int) -> Marks:
    """Where a reader stands, in a topic of so many partitions, that has applied ``events``: a store's first ones.

    An offset is that of a topic which holds every event once, as a relay makes it out of the store; a partition that
    nothing was read of is left out.
    """
    marks: dict[int, Mark] = {}
    for event in events:
        partition = partition_of(key_of(event), partitions)
        read = marks.get(partition, START).events + 1
        marks[partition] = Mark(event.position, read, read, event.hash)
    return marks
