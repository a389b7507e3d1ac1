"""Proves that nothing was altered, taken away or reordered, or names the first place where it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import msgspec
import sqlalchemy as sa

from shared.store.model import GENESIS, Head, Recorded
from shared.store.store import EventStore

_PAGE = 2_000

Fault = Literal["missing", "altered", "unchained", "version", "truncated"]


class Verdict(msgspec.Struct, frozen=True):
    """``position`` names the first faulty event; ``fault`` is None when the chain is whole."""

    checked: int
    head: str
    position: int | None = None
    fault: Fault | None = None
    detail: str = ""

    @property
    def whole(self) -> bool:
        return self.fault is None


class LinkFault(NamedTuple):
    """What is wrong at ``position``."""

    position: int
    fault: Fault
    detail: str


def broken_link(record: Recorded, before: Head) -> LinkFault | None:
    """What is wrong with an event that should follow ``before``; None when it does."""
    expected = before.position + 1
    if record.position != expected:
        detail = f"position {expected} is missing: {record.position} follows {before.position}"
        return LinkFault(expected, "missing", detail)
    if record.computed_hash() != record.hash:
        detail = f"position {expected} does not have the content its hash was made from"
        return LinkFault(expected, "altered", detail)
    if record.previous_hash != before.hash:
        return LinkFault(expected, "unchained", f"position {expected} is not chained to the event before it")
    return None


class _Chain:
    """Walks the events in order, remembering what the next one must look like."""

    def __init__(self) -> None:
        self.end = Head(0, GENESIS)
        self._versions: dict[str, int] = {}

    def check(self, record: Recorded) -> LinkFault | None:
        fault = broken_link(record, self.end)
        if fault is not None:
            return fault
        version = self._versions.get(record.stream, 0) + 1
        if record.version != version:
            detail = f"position {record.position} is version {record.version} of its stream, not {version}"
            return LinkFault(record.position, "version", detail)
        self._versions[record.stream] = version
        self.end = Head(record.position, record.hash)
        return None


def verify(
    store: EventStore,
    connection: sa.Connection,
    progress: Callable[[int, int], None] | None = None,
) -> Verdict:
    """Walk the whole store and compare it with its head.

    ``progress`` is told how many events are checked and how many there are.
    """
    head = store.head(connection)
    chain = _Chain()
    while page := store.read(connection, chain.end.position, _PAGE):
        for record in page:
            fault = chain.check(record)
            if fault is not None:
                return Verdict(chain.end.position, chain.end.hash, *fault)
        if progress is not None:
            progress(chain.end.position, head.position)
    end = chain.end
    if end != head:
        missing = end.position + 1 if end.position < head.position else head.position
        detail = f"the head says {head.position}, but the events end at {end.position}"
        return Verdict(end.position, end.hash, missing, "truncated", detail)
    return Verdict(end.position, end.hash)
