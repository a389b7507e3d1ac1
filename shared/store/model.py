"""What the event store takes and gives, and how an event is chained to the one before."""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from shared.events import Event
from shared.periods import from_microseconds

GENESIS = "0" * 64
"""The previous hash of the first event."""


MOST_EVENT_BYTES = 900_000
"""The largest stored event. Kafka carries messages of 1 MiB unless told otherwise, and a message is the event's
bytes in an envelope; one that it does not carry would keep every later event from its readers."""


class NewEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event to append.

    ``expected_version`` is the version the stream must have before (0: no such stream yet;
    None: whatever it has). ``idempotency_key`` may be used once in the whole store.
    """

    stream: str
    event: Event
    actor: str
    correlation_id: str
    expected_version: int | None = None
    idempotency_key: str | None = None


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """A stored event with its envelope. ``recorded_at`` is in UTC microseconds since 1970."""

    position: int
    stream: str
    version: int
    type: str
    schema_version: int
    data: bytes
    recorded_at: int
    actor: str
    correlation_id: str
    idempotency_key: str | None
    previous_hash: str
    hash: str

    @property
    def recorded_instant(self) -> datetime:
        return from_microseconds(self.recorded_at)

    def computed_hash(self) -> str:
        """SHA-256 over the previous hash and the canonical bytes of every other field."""
        return chain_hash(
            self.previous_hash,
            self.position,
            self.stream,
            self.version,
            self.type,
            self.schema_version,
            self.recorded_at,
            self.actor,
            self.correlation_id,
            self.idempotency_key,
            self.data,
        )


class Head(msgspec.Struct, frozen=True, gc=False):
    """The last position and its hash: what is exported daily and printed in every bulletin."""

    position: int
    hash: str


class VersionConflict(Exception):
    """Somebody else appended to the stream first."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"stream {stream} is at version {actual}, not {expected}")
        self.stream, self.expected, self.actual = stream, expected, actual


class IdempotencyKeyUsed(Exception):
    """The idempotency key already stands at ``position``."""

    def __init__(self, key: str, position: int) -> None:
        super().__init__(f"idempotency key already used at position {position}")
        self.key, self.position = key, position


class EventTooLarge(Exception):
    """An event has more bytes than the log carries."""

    def __init__(self, stream: str, size: int) -> None:
        super().__init__(f"an event of {size} bytes for stream {stream}: at most {MOST_EVENT_BYTES}")
        self.stream, self.size = stream, size


_header = msgspec.json.Encoder()


def chain_hash(
    previous_hash: str,
    position: int,
    stream: str,
    version: int,
    type_name: str,
    schema_version: int,
    recorded_at: int,
    actor: str,
    correlation_id: str,
    idempotency_key: str | None,
    data: bytes,
) -> str:
    """The chained hash of one event.

    The fields other than the data are written as one JSON array, whose length stands before it,
    so that no two different events share their bytes.
    """
    header = _header.encode(
        (position, stream, version, type_name, schema_version, recorded_at, actor, correlation_id, idempotency_key)
    )
    digest = hashlib.sha256(previous_hash.encode("ascii"))
    digest.update(len(header).to_bytes(4, "big"))
    digest.update(header)
    digest.update(data)
    return digest.hexdigest()
