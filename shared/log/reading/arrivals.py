"""A message as it came: an event of the topic, with the hash of its content, or something to keep aside. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from shared.log.cloudevents import Message, decode, encode
from shared.log.port import KEPT_BYTES, Bytes, SetAside, WhyAside
from shared.shapes.book import ShapeBook

_MOST = 2**63
"""Positions and offsets are kept in 64 bits."""


class Arrived(NamedTuple):
    """A message: its event's position first, so that messages sort by it (0 where there is none).

    ``message`` is None where ``wrong`` says what is wrong with it; only then are its bytes kept, ``content``.
    """

    position: int
    partition: int
    offset: int
    message: Message | None
    wrong: WhyAside | None
    content: bytes

    @property
    def after(self) -> int:
        """Where the log reads on behind it."""
        return self.offset + 1

    def aside(self, topic: str, reason: WhyAside) -> SetAside:
        """The message as one that is kept aside."""
        content = self.content
        if self.message is not None:
            event, before, service, shape = self.message
            content = encode(event, service, before, shape)
        return SetAside(topic, self.partition, self.offset, reason, Bytes(content[:KEPT_BYTES], len(content)))


def arrived(records: Iterable[Any], service: str, shapes: ShapeBook) -> Iterator[Arrived]:
    """The client's records, decoded and looked at by themselves: an event that ``service`` wrote, or what is wrong.
    The shapes that come with them are known in ``shapes`` then."""
    for record in records:
        content = b"" if record.value is None else bytes(record.value)
        found = looked_at(content, service, shapes)
        if isinstance(found, WhyAside):
            yield Arrived(0, record.partition, record.offset, None, found, content)
        else:
            yield Arrived(found.event.position, record.partition, record.offset, found, None, b"")


def looked_at(content: bytes, service: str, shapes: ShapeBook) -> Message | WhyAside:
    """An event that ``service`` wrote, as it wrote it, or why these bytes are none."""
    try:
        message = decode(content)
        event, before, source, shape = message
        bytes.fromhex(event.hash + event.previous_hash + before.hash)
        if event.computed_hash() != event.hash:
            return WhyAside.ALTERED
        if source != service:
            return WhyAside.ELSEWHERE
        if shape is not None:
            shapes.learn(shape)
        return message if 0 <= before.position < event.position < _MOST else WhyAside.NO_PLACE
    except Exception:  # whatever foreign bytes do to those who decode them, they are no event and end nothing
        return WhyAside.NO_EVENT
