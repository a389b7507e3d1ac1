"""What people record beside the figures, as events of ``figures``: appended to the stream of what it is about, and read
from it as far as it was known at a point."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from shared.events import Event
from shared.periods import to_microseconds
from shared.points import Point
from shared.security.keys import Principal
from shared.store import EventStore, NewEvent, Recorded


class RecordingAuthor(NamedTuple):
    """Who records something, and by which request; ``by`` is how the person is called, where it is one."""

    principal: Principal
    correlation: str
    key: str | None
    by: str = ""


class OwnRecording(NamedTuple):
    """An event with its envelope; ``new`` says whether it was recorded just now."""

    recorded: Recorded
    event: Event
    new: bool = False


class KeyTaken(ValueError):
    """The idempotency key was used for something else."""


def record(connection: sa.Connection, store: EventStore, new: NewEvent) -> OwnRecording:
    """Append what somebody records. The same key records the same once.

    Raises:
        KeyTaken: the key was used for another event.
    """
    store.lock(connection)
    used = store.find_keys(connection, [new.idempotency_key]) if new.idempotency_key else {}
    for recorded in used.values():
        if store.decode(recorded) != new.event:
            raise KeyTaken(new.idempotency_key)
        return OwnRecording(recorded, new.event)
    (recorded,) = store.append(connection, [new])
    return OwnRecording(recorded, new.event, new=True)


def recordings(
    connection: sa.Connection, store: EventStore, streams: Iterable[str], point: Point | None = None
) -> dict[str, list[OwnRecording]]:
    """By stream what was recorded, by the instant of a point where one is given, in order."""
    until = None if point is None else to_microseconds(point.instant)
    return {
        stream: [OwnRecording(each, store.decode(each)) for each in found if until is None or each.recorded_at <= until]
        for stream, found in store.read_streams(connection, list(streams)).items()
    }
