"""A stored event on the wire: CloudEvents 1.0, structured JSON, readable by any Kafka client.

``subject`` is the stream, ``sequence`` the position (a string of fixed width, so that it sorts as
text too), ``partitionkey`` the region. The other extension attributes carry the envelope, so that
a reader can check the chain of hashes: ``data`` are the very bytes that the hash was taken over.
``previoussequence`` is the position of the event before in the same partition, and ``previoussequencehash``
its hash: a reader takes an event only directly after that one, and so sees what is missing, repeated or out
of turn, and a topic that goes on from something else than was read. ``shape`` is the definition of the shape that
``data`` names, so that a message can be read by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from shared.events import ShapeDefined
from shared.periods import from_microseconds, to_microseconds
from shared.store import Recorded

CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"
"""The ``content-type`` header of a message in structured mode."""

_TYPE_PREFIX = "xushi."
_SOURCE_PREFIX = "/xushi/"
_WIDTH = 19


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every message has, by its name on the wire."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: str
    partitionkey: str
    sequence: str


class StoredEvent(CloudEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The message of a stored event."""

    previoussequence: str
    streamversion: int
    actor: str
    correlationid: str
    previoushash: str
    hash: str
    data: msgspec.Raw
    idempotencykey: str | None = None
    previoussequencehash: str | None = None
    shape: str | None = None


class DerivedEvent(CloudEvent, frozen=True, kw_only=True, omit_defaults=True):
    """The message of something that is derived from a stored event."""

    correlationid: str
    data: Any


class Predecessor(NamedTuple):
    """The event that stands before another one in its partition. Position 0: there is none. An empty hash is not
    known: earlier versions did not send it."""

    position: int = 0
    hash: str = ""


class Message(NamedTuple):
    """An event taken from the log, what stands before it in its partition, the service that it names as its own, and
    the definition of the shape that it names."""

    event: Recorded
    before: Predecessor
    service: str
    shape: ShapeDefined | None = None


class NotAnEvent(ValueError):
    """Bytes that are no event of this system."""


class _Regional(msgspec.Struct):
    region: str | None = None


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(StoredEvent).decode
_decode_shape = msgspec.json.Decoder(ShapeDefined).decode
_decode_region = msgspec.json.Decoder(_Regional).decode


def key_of(event: Recorded) -> str:
    """The region that the event is about: the one it names, else the last part of its (alert's) stream."""
    return _decode_region(event.data).region or event.stream.rsplit("-", 1)[-1]


def encode(event: Recorded, service: str, before: Predecessor, shape: ShapeDefined | None = None) -> bytes:
    """The message of ``event`` from ``service``; ``before`` stands before it in its partition, and ``shape`` is the one
    that it names."""
    return _encode(
        StoredEvent(
            specversion="1.0",
            id=str(event.position),
            source=f"{_SOURCE_PREFIX}{service}",
            type=f"{_TYPE_PREFIX}{event.type}.v{event.schema_version}",
            subject=event.stream,
            time=_time(event.recorded_at),
            datacontenttype="application/json",
            partitionkey=key_of(event),
            sequence=_sequence(event.position),
            previoussequence=_sequence(before.position),
            previoussequencehash=before.hash or None,
            streamversion=event.version,
            actor=event.actor,
            correlationid=event.correlation_id,
            idempotencykey=event.idempotency_key,
            previoushash=event.previous_hash,
            hash=event.hash,
            data=msgspec.Raw(event.data),
            shape=None if shape is None else _encode(shape).decode(),
        )
    )


def encode_derived(event: Recorded, service: str, subject: str, content: msgspec.Struct) -> bytes:
    """The message of what ``event`` made of ``subject``; its type is the name of ``content``'s struct."""
    name = type(content).__name__
    return _encode(
        DerivedEvent(
            specversion="1.0",
            id=f"{event.position}/{subject}",
            source=f"{_SOURCE_PREFIX}{service}",
            type=f"{_TYPE_PREFIX}{name}.v1",
            subject=subject,
            time=_time(event.recorded_at),
            datacontenttype="application/json",
            partitionkey=key_of(event),
            sequence=_sequence(event.position),
            correlationid=event.correlation_id,
            data=content,
        )
    )


def decode(value: bytes) -> Message:
    """What :func:`encode` made into ``value``.

    Raises:
        NotAnEvent: it is no event of this system.
    """
    try:
        cloud = _decode(value)
        type_name, _, version = cloud.type.removeprefix(_TYPE_PREFIX).rpartition(".v")
        event = Recorded(
            int(cloud.sequence),
            cloud.subject,
            cloud.streamversion,
            type_name,
            int(version),
            bytes(cloud.data),
            to_microseconds(datetime.fromisoformat(cloud.time)),
            cloud.actor,
            cloud.correlationid,
            cloud.idempotencykey,
            cloud.previoushash,
            cloud.hash,
        )
        before = Predecessor(int(cloud.previoussequence), cloud.previoussequencehash or "")
        shape = None if cloud.shape is None else _decode_shape(cloud.shape)
        return Message(event, before, cloud.source.removeprefix(_SOURCE_PREFIX), shape)
    except (msgspec.MsgspecError, ValueError) as error:
        raise NotAnEvent(str(error)) from error


def _sequence(position: int) -> str:
    return f"{position:0{_WIDTH}d}"


def _time(microseconds: int) -> str:
    return from_microseconds(microseconds).astimezone(UTC).isoformat(timespec="microseconds")
