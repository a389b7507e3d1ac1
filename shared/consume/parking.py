"""Streams that a reader holds back behind an event it could not handle, in order, until somebody retries them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from shared.database import fixed
from shared.periods import Clock, to_microseconds
from shared.store import Recorded

_WAITS = "waits for an earlier event of its stream"
_COUNT = "SELECT count(DISTINCT key) FROM parked_events WHERE consumer = ?"
_ENVELOPE = msgspec.json.Encoder()
_DECODE = msgspec.json.Decoder(Recorded)


class Parked(NamedTuple):
    """A stream that is held back: its key, how many events wait, the first one's position and error."""

    key: str
    events: int
    position: int
    error: str


class Parking:
    """The parked events of one consumer, in ``table``. Streams are told apart by ``key_of``."""

    def __init__(self, table: sa.Table, consumer: str, key_of: Callable[[Recorded], str], clock: Clock) -> None:
        self._table = table
        self._consumer = consumer
        self._key_of = key_of
        self._clock = clock

    def streams(self, connection: sa.Connection) -> list[Parked]:
        """The streams that are held back."""
        found: dict[str, Parked] = {}
        for row in self._rows(connection):
            first = found.get(row.key)
            if first is None:
                found[row.key] = Parked(row.key, 1, row.position, row.error)
            else:
                found[row.key] = first._replace(events=first.events + 1)
        return list(found.values())

    def count(self, connection: sa.Connection) -> int:
        """How many streams are held back."""
        count: int = fixed.rows(connection, _COUNT, (self._consumer,))[0][0]
        return count

    def events(self, connection: sa.Connection, key: str) -> list[Recorded]:
        """The events of a stream that is held back, in order."""
        return [_DECODE.decode(row.envelope) for row in self._rows(connection) if row.key == key]

    def hold_back(self, connection: sa.Connection, events: Sequence[Recorded]) -> set[int]:
        """Park those of ``events`` whose stream is held back already; their positions."""
        found = fixed.rows(connection, "SELECT DISTINCT key FROM parked_events WHERE consumer = ?", (self._consumer,))
        keys = {key for (key,) in found}
        if not keys:
            return set()
        held = [event for event in events if self._key_of(event) in keys]
        for event in held:
            self.park(connection, event, _WAITS)
        return {event.position for event in held}

    def park(self, connection: sa.Connection, event: Recorded, error: str) -> None:
        """Keep an event aside, and why."""
        connection.execute(
            self._table.insert().values(
                consumer=self._consumer,
                position=event.position,
                key=self._key_of(event),
                error=error,
                parked_at=to_microseconds(self._clock.now()),
                envelope=_ENVELOPE.encode(event),
            )
        )

    def forget(self, connection: sa.Connection, position: int) -> None:
        """The event at ``position`` went through: it is parked no longer."""
        parked = self._table
        connection.execute(parked.delete().where(parked.c.consumer == self._consumer, parked.c.position == position))

    def _rows(self, connection: sa.Connection) -> Sequence[sa.Row[tuple[object, ...]]]:
        parked = self._table
        query = sa.select(parked).where(parked.c.consumer == self._consumer).order_by(parked.c.position)
        return connection.execute(query).all()


def parked_hashes(connection: sa.Connection, table: sa.Table, consumer: str) -> dict[int, str]:
    """The hashes of all events that ``consumer`` holds back, by their positions."""
    query = sa.select(table.c.envelope).where(table.c.consumer == consumer)
    held = map(_DECODE.decode, connection.execute(query).scalars())
    return {event.position: event.hash for event in held}
