"""A store's events as they stand in a partition, true and forged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from shared.log import Mark
from shared.log.cloudevents import Predecessor, encode
from shared.log.reading.arrivals import Arrived, arrived
from shared.log.reading.trail import Trail
from shared.log.reading.turn import Turn
from shared.shapes.book import ShapeBook
from shared.store import Recorded
from shared.store.model import GENESIS


class Record(NamedTuple):
    """What the client gives of a message."""

    partition: int
    offset: int
    value: bytes | None


def event(position: int, previous_hash: str = GENESIS, value: int = 1) -> Recorded:
    data = b'{"region":"500107","value":%d}' % value
    made = Recorded(position, "s", position, "ReportSubmitted", 1, data, 1, "a", "c", None, previous_hash, "")
    return msgspec.structs.replace(made, hash=made.computed_hash())


def chain(count: int, value: int = 1, after: Sequence[Recorded] = ()) -> list[Recorded]:
    """So many events of a store, each chained to the one before; the first ones may be given."""
    made = list(after)
    while len(made) < count:
        made.append(event(len(made) + 1, made[-1].hash if made else GENESIS, value))
    return made


def sent(events: Iterable[Recorded], before: Predecessor | None = None, service: str = "intake") -> list[bytes]:
    """The messages of events that stand behind each other in a partition."""
    messages, last = [], before or Predecessor()
    for each in events:
        messages.append(encode(each, service, last))
        last = Predecessor(each.position, each.hash)
    return messages


def come(values: Iterable[bytes | None], offset: int = 0, partition: int = 0) -> list[Arrived]:
    """The messages as they come from Kafka."""
    records = (Record(partition, number, each) for number, each in enumerate(values, offset))
    return list(arrived(records, "intake", ShapeBook()))


def mark_of(events: Sequence[Recorded]) -> Mark:
    """Where a reader stands that has applied these events of one partition."""
    return Mark(events[-1].position, len(events), len(events), events[-1].hash) if events else Mark()


def a_turn(mark: Mark | None = None, trail: Trail | None = None) -> Turn:
    start = mark or Mark()
    return Turn("reports", start, trail or Trail(start), lambda _: None, lambda _: False)
