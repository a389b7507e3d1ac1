"""Proves that nothing was altered, taken away or reordered, or names the first place where it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec
import sqlalchemy as sa

from shared.store.model import GENESIS, Recorded
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


class _Chain:
    """Walks the events in order, remembering what the next one must look like."""

    def __init__(self) -> None:
        self.position = 0
        self.hash = GENESIS
        self._versions: dict[str, int] = {}

    def check(self, record: Recorded) -> tuple[int, Fault, str] | None:
        expected = self.position + 1
        if record.position != expected:
            return expected, "missing", f"position {expected} is missing: {record.position} follows {self.position}"
        if record.computed_hash() != record.hash:
            return expected, "altered", f"position {expected} does not have the content its hash was made from"
        if record.previous_hash != self.hash:
            return expected, "unchained", f"position {expected} is not chained to the event before it"
        version = self._versions.get(record.stream, 0) + 1
        if record.version != version:
            return expected, "version", f"position {expected} is version {record.version} of its stream, not {version}"
        self._versions[record.stream] = version
        self.position, self.hash = record.position, record.hash
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
    while page := store.read(connection, chain.position, _PAGE):
        for record in page:
            fault = chain.check(record)
            if fault is not None:
                return Verdict(chain.position, chain.hash, *fault)
        if progress is not None:
            progress(chain.position, head.position)
    if (chain.position, chain.hash) != (head.position, head.hash):
        missing = chain.position + 1 if chain.position < head.position else head.position
        detail = f"the head says {head.position}, but the events end at {chain.position}"
        return Verdict(chain.position, chain.hash, missing, "truncated", detail)
    return Verdict(chain.position, chain.hash)
