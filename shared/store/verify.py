"""Proves that nothing was altered, taken away or reordered, or names the first place where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

import msgspec
import sqlalchemy as sa

from shared.store.model import GENESIS, Head, Recorded
from shared.store.store import EventStore

_PAGE = 2_000

ChainFault = Literal["missing", "altered", "unchained", "version", "truncated", "rewritten"]


class ChainVerdict(msgspec.Struct, frozen=True):
    """``position`` names the first faulty event; ``fault`` is None when the chain is whole."""

    checked: int
    head: str
    position: int | None = None
    fault: ChainFault | None = None
    detail: str = ""

    @property
    def whole(self) -> bool:
        return self.fault is None


class LinkFault(NamedTuple):
    """What is wrong at ``position``."""

    position: int
    fault: ChainFault
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
    """Walks the events in order, remembering what the next one must look like.

    ``known`` are heads that were written down elsewhere, by position: who rewrites the whole chain
    cannot rewrite them.
    """

    def __init__(self, known: Mapping[int, str]) -> None:
        self.end = Head(0, GENESIS)
        self._known = known
        self._versions: dict[str, int] = {}

    def check(self, record: Recorded) -> LinkFault | None:
        fault = broken_link(record, self.end)
        if fault is not None:
            return fault
        version = self._versions.get(record.stream, 0) + 1
        if record.version != version:
            detail = f"position {record.position} is version {record.version} of its stream, not {version}"
            return LinkFault(record.position, "version", detail)
        if self._known.get(record.position, record.hash) != record.hash:
            detail = f"position {record.position} does not have the hash that was exported as the head of its day"
            return LinkFault(record.position, "rewritten", detail)
        self._versions[record.stream] = version
        self.end = Head(record.position, record.hash)
        return None


def verify(
    store: EventStore,
    connection: sa.Connection,
    progress: Callable[[int, int], None] | None = None,
    known: Mapping[int, str] = MappingProxyType({}),
) -> ChainVerdict:
    """Walk the whole store and compare it with its head, and with the heads ``known`` from elsewhere.

    ``progress`` is told how many events are checked and how many there are.
    """
    head = store.head(connection)
    return verify_events(_stored(store, connection), head, progress, known)


def verify_events(
    events: Iterable[Recorded],
    head: Head,
    progress: Callable[[int, int], None] | None = None,
    known: Mapping[int, str] = MappingProxyType({}),
) -> ChainVerdict:
    """The same of events from anywhere, the first one first, that should end with ``head``."""
    chain = _Chain(known)
    for record in events:
        fault = chain.check(record)
        if fault is not None:
            return ChainVerdict(chain.end.position, chain.end.hash, *fault)
        if progress is not None and (chain.end.position % _PAGE == 0 or chain.end == head):
            progress(chain.end.position, head.position)
    end = chain.end
    last = max(known, default=0)
    if end != head or last > end.position:
        missing = end.position + 1 if end.position < max(head.position, last) else head.position
        what = f"the head says {head.position}" if last <= head.position else f"an exported head says {last}"
        return ChainVerdict(
            end.position, end.hash, missing, "truncated", f"{what}, but the events end at {end.position}"
        )
    return ChainVerdict(end.position, end.hash)


def _stored(store: EventStore, connection: sa.Connection) -> Iterator[Recorded]:
    after = 0
    while page := store.read(connection, after, _PAGE):
        yield from page
        after = page[-1].position
