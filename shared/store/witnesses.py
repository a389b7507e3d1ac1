"""Who has seen a store's events and remembers their hashes: by them a tail that was cut off, or written anew, is seen.

A chain that ends too early is whole in itself. Readers that have applied more, and documents that were published
with a chain's head in them, say that there was more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from shared.store.store import EventStore


class Witness(NamedTuple):
    """``who`` saw the event with ``hash`` at ``position`` (1 or more) of ``topic``; ``at`` which time (UTC
    microseconds), where it is a word that stands, None where it is how far somebody is."""

    who: str
    topic: str
    position: int
    hash: str
    at: int | None = None


class Contradiction(NamedTuple):
    """A witness whose event is not in the store: ``stands`` is the hash that stands there, '' where nothing does."""

    witness: Witness
    stands: str


def contradictions(
    store: EventStore, connection: sa.Connection, witnesses: Iterable[Witness]
) -> tuple[Contradiction, ...]:
    """Which of ``witnesses`` saw what the store does not hold, in their order."""
    found = []
    for witness in witnesses:
        stands = store.hash_at(connection, witness.position)
        if stands != witness.hash:
            found.append(Contradiction(witness, stands))
    return tuple(found)
