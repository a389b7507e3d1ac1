"""Append and read. Positions are gapless and in commit order; versions are optimistic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from shared.codec import Codec
from shared.database import fixed
from shared.database.engine import note_appended
from shared.database.rows import among, insert_rows, parts, select_in
from shared.events import Event, ShapeDefined
from shared.periods import Clock, to_microseconds
from shared.shapes.packed import named_shape
from shared.shapes.shape import stream_of
from shared.store.model import (
    MOST_EVENT_BYTES,
    EventTooLarge,
    Head,
    IdempotencyKeyUsed,
    NewEvent,
    Recorded,
    VersionConflict,
    chain_hash,
)
from shared.store.tables import StoreTables

Encoded = tuple[str, int, bytes]
"""An event's type name, its schema version and its bytes."""


class LookedUp(NamedTuple):
    """What a caller of ``append`` has read itself in this transaction, after :meth:`EventStore.lock`.

    ``versions`` are those of every stream that is appended to (a new stream is left out). By giving
    this the caller says that it has asked for the events' idempotency keys as well: none is used.
    (Were it wrong, the database's unique constraints would refuse the whole transaction.)
    """

    head: Head
    versions: Mapping[str, int]


class EventStore:
    """One service's events. Every method works inside the caller's transaction.

    ``append`` belongs into a ``Database.write()`` transaction: it locks the head row first, so
    appends of several processes take their positions in the order in which they commit.
    """

    def __init__(self, tables: StoreTables, codec: Codec, clock: Clock) -> None:
        self.tables = tables
        self.codec = codec
        self._clock = clock
        self._last = _NOTHING
        self._statements = _Statements.of(tables)

    def head(self, connection: sa.Connection) -> Head:
        """The last position and its hash (position 0 when nothing was stored yet)."""
        return Head(*fixed.rows(connection, self._statements.head)[0])

    def lock(self, connection: sa.Connection) -> Head:
        """The last position, after taking the append lock: nobody else appends until the transaction ends."""
        return Head(*fixed.rows(connection, self._statements.head, for_update=True)[0])

    def hash_at(self, connection: sa.Connection, position: int) -> str:
        """The hash of the event at a position; '' where none stands."""
        found = fixed.first(connection, self._statements.hash_at, (position,))
        return "" if found is None else found[0]

    def hashes_at(self, connection: sa.Connection, positions: Iterable[int]) -> dict[int, str]:
        """By position the hash of the event there; a position where none stands is left out."""
        events = self.tables.events
        found: dict[int, str] = {}
        for part in parts(positions):
            query = sa.select(events.c.position, events.c.hash).where(events.c.position.in_(part))
            found.update((position, hash_) for position, hash_ in connection.execute(query))
        return found

    def touch(self, connection: sa.Connection) -> None:
        """Write the head as it stands: for whoever asks whether the store can be written to.

        It does not wait in the line of those who append: OperationalError where one of them is at work for long.
        """
        head = self.tables.head
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = '500ms'")
        connection.execute(sa.update(head).values(position=head.c.position))

    def append(
        self, connection: sa.Connection, events: Sequence[NewEvent], looked_up: LookedUp | None = None
    ) -> list[Recorded]:
        """Append in the given order, all or nothing. ``looked_up`` saves the look-ups that come before.

        ``recorded_at`` never goes back, whatever the clock does, so that an instant in the past means one
        position and always the same one. Before the first report of a shape stands the shape's definition, an event
        of its own that is not among those given back.

        Raises:
            VersionConflict: a stream is not at its event's ``expected_version``.
            IdempotencyKeyUsed: a key already stands in the store.
            EventTooLarge: an event is larger than the log carries.
        """
        if not events:
            return []
        head, known = looked_up or self._look_up(connection, events)
        versions = dict(known)
        now = max(to_microseconds(self._clock.now()), self._recorded_at(connection, head))
        position, previous = head.position, head.hash
        encoded = [self.encoded(new) for new in events]
        shapes = self._undefined_shapes(connection, events, encoded)
        recorded = []
        for new, content in (*shapes, *zip(events, encoded, strict=True)):
            version = versions.get(new.stream, 0)
            if new.expected_version is not None and new.expected_version != version:
                raise VersionConflict(new.stream, new.expected_version, version)
            position += 1
            versions[new.stream] = version + 1
            record = _record(new, content, position, version + 1, now, previous)
            previous = record.hash
            recorded.append(record)
        insert_rows(connection, self.tables.events, _COLUMNS, map(msgspec.structs.astuple, recorded))
        fixed.change(connection, self._statements.move_head, (position, previous))
        note_appended(connection)
        self._last = _Last(previous, now)
        return recorded[len(shapes) :]

    def encoded(self, new: NewEvent) -> Encoded:
        """The event's type name, its schema version and its bytes, as they would be stored.

        Raises:
            EventTooLarge: there are more than the log carries.
        """
        type_name, schema_version, data = self.codec.encode(new.event)
        if len(data) > MOST_EVENT_BYTES:
            raise EventTooLarge(new.stream, len(data))
        return type_name, schema_version, data

    def seek(self, connection: sa.Connection, position: int) -> tuple[int, int] | None:
        """The first event at or after a position: its position and ``recorded_at``. See shared.points."""
        table = self.tables.events
        query = sa.select(table.c.position, table.c.recorded_at).where(table.c.position >= position)
        row = connection.execute(query.order_by(table.c.position).limit(1)).one_or_none()
        return None if row is None else (row.position, row.recorded_at)

    def read(self, connection: sa.Connection, after: int, limit: int) -> list[Recorded]:
        """Up to ``limit`` events with a position above ``after``, in order."""
        return [Recorded(*row) for row in fixed.rows(connection, self._statements.read, (after, limit))]

    def read_stream(self, connection: sa.Connection, stream: str) -> list[Recorded]:
        """Every event of one stream, in order."""
        return [Recorded(*row) for row in fixed.rows(connection, self._statements.read_stream, (stream,))]

    def read_streams(self, connection: sa.Connection, streams: Iterable[str]) -> dict[str, list[Recorded]]:
        """Every event of several streams; a stream without events is left out."""
        found: dict[str, list[Recorded]] = {}
        for row in select_in(connection, self.tables.events.c.stream, streams):
            record = Recorded(*row)
            found.setdefault(record.stream, []).append(record)
        for stream in found.values():
            stream.sort(key=_VERSION)
        return found

    def find_keys(self, connection: sa.Connection, keys: Iterable[str]) -> dict[str, Recorded]:
        """The events that carry these idempotency keys."""
        found = select_in(connection, self.tables.events.c.idempotency_key, keys)
        records = (Recorded(*row) for row in found)
        return {record.idempotency_key: record for record in records if record.idempotency_key is not None}

    def versions(self, connection: sa.Connection, streams: Iterable[str]) -> dict[str, int]:
        """The version each stream stands at; a stream without events is left out."""
        found: dict[str, int] = {}
        for part in parts(streams):
            condition, parameters = among(connection, self.tables.events.c.stream, part)
            found.update(fixed.rows(connection, self._statements.versions.format(condition), parameters))
        return found

    def decode(self, recorded: Recorded) -> Event:
        """The event that was recorded, in its current version."""
        return self.codec.decode(recorded.type, recorded.schema_version, recorded.data)

    def _undefined_shapes(
        self, connection: sa.Connection, events: Sequence[NewEvent], encoded: Sequence[Encoded]
    ) -> list[tuple[NewEvent, Encoded]]:
        """The definitions that the store lacks of shapes which these events name. It is asked each time: what is
        remembered of a transaction that was rolled back would be wrong."""
        wanted: dict[str, NewEvent] = {}
        for new, content in zip(events, encoded, strict=True):
            name = named_shape(*content)
            if name is not None and (stream := stream_of(name)) not in wanted:
                event = self.codec.shapes.get(name).defined
                wanted[stream] = NewEvent(
                    stream=stream, event=event, actor=new.actor, correlation_id=new.correlation_id
                )
        if not wanted:
            return []
        defined = self.versions(connection, wanted)
        return [(new, self.encoded(new)) for stream, new in wanted.items() if stream not in defined]

    def shape(self, connection: sa.Connection, name: str) -> ShapeDefined | None:
        """The definition of a shape that reports in this store name; None where it is not in it."""
        for recorded in self.read_stream(connection, stream_of(name)):
            event = self.decode(recorded)
            assert isinstance(event, ShapeDefined)
            return event
        return None

    def _look_up(self, connection: sa.Connection, events: Sequence[NewEvent]) -> LookedUp:
        head = self.lock(connection)
        versions = self.versions(connection, {new.stream for new in events})
        self._refuse_used_keys(connection, events)
        return LookedUp(head, versions)

    def _recorded_at(self, connection: sa.Connection, head: Head) -> int:
        """When the last event was recorded. Remembered by its hash: what was rolled back is never asked for."""
        last = self._last
        if last.hash == head.hash:
            return last.recorded_at
        found = fixed.first(connection, self._statements.recorded_at, (head.position,))
        return 0 if found is None else found[0]

    def _refuse_used_keys(self, connection: sa.Connection, events: Sequence[NewEvent]) -> None:
        keys = [new.idempotency_key for new in events if new.idempotency_key is not None]
        if not keys:
            return
        used = self.find_keys(connection, keys)
        if used:
            key, record = next(iter(used.items()))
            raise IdempotencyKeyUsed(key, record.position)


def _record(new: NewEvent, content: Encoded, position: int, version: int, now: int, previous: str) -> Recorded:
    type_name, schema_version, data = content
    digest = chain_hash(
        previous,
        position,
        new.stream,
        version,
        type_name,
        schema_version,
        now,
        new.actor,
        new.correlation_id,
        new.idempotency_key,
        data,
    )
    return Recorded(
        position,
        new.stream,
        version,
        type_name,
        schema_version,
        data,
        now,
        new.actor,
        new.correlation_id,
        new.idempotency_key,
        previous,
        digest,
    )


class _Last(NamedTuple):
    """The last event that this store appended: its hash, and when it was recorded."""

    hash: str
    recorded_at: int


_NOTHING = _Last("", 0)
_COLUMNS = Recorded.__struct_fields__
_VERSION = attrgetter("version")


class _Statements(NamedTuple):
    """What is asked of a store at every report (see shared.database.fixed), by the names of its tables."""

    head: str
    move_head: str
    read: str
    read_stream: str
    versions: str
    hash_at: str
    recorded_at: str

    @classmethod
    def of(cls, tables: StoreTables) -> _Statements:
        head, events = tables.head.name, tables.events.name
        whole = f"SELECT {', '.join(_COLUMNS)} FROM {events}"
        return cls(
            head=f"SELECT position, hash FROM {head}",
            move_head=f"UPDATE {head} SET position = ?, hash = ?",
            read=f"{whole} WHERE position > ? ORDER BY position LIMIT ?",
            read_stream=f"{whole} WHERE stream = ? ORDER BY version",
            versions=f"SELECT stream, max(version) FROM {events} WHERE {{}} GROUP BY stream",
            hash_at=f"SELECT hash FROM {events} WHERE position = ?",
            recorded_at=f"SELECT recorded_at FROM {events} WHERE position = ?",
        )
