"""A store's lineage: where it went on from a state of its own past, when, why and by whose hand.

A store that is restored, or taken over from a standby that lacked its last events, begins a new generation at the
last event that it holds. What was seen of an earlier generation behind that place is lost by it, and no fault of the
store; what contradicts it without such a record is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple
from uuid import uuid4

import sqlalchemy as sa

from shared.periods import Clock, to_microseconds
from shared.store.store import EventStore


class WhyBegun(StrEnum):
    """Why a generation has begun."""

    CREATED = "created"
    """The store was made, or is older than its lineage."""
    RESTORED = "restored"
    """A backup was put in its place, or an earlier state of it."""
    TAKEN_OVER = "taken-over"
    """A standby took over, which may have lacked the last events."""


class Generation(NamedTuple):
    """``store``: the identity of the store, the same in each generation; ``number`` from 1 on. It goes on from the
    event with ``hash`` at ``position``; ``source``: what it was restored from, ``actor``: by whom, at ``begun_at``
    (UTC microseconds)."""

    number: int
    store: str
    why: WhyBegun
    begun_at: int
    position: int
    hash: str
    source: str
    actor: str


class Seen(NamedTuple):
    """Somebody has seen the event with ``hash`` at ``position``, ``at`` that time (UTC microseconds)."""

    position: int
    hash: str
    at: int


def lineage_table(metadata: sa.MetaData) -> sa.Table:
    """The table of a producing database."""
    return sa.Table(
        "store_generations",
        metadata,
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("store", sa.String(32), nullable=False),
        sa.Column("why", sa.String(20), nullable=False),
        sa.Column("begun_at", sa.BigInteger, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("source", sa.String(300), nullable=False, server_default=""),
        sa.Column("actor", sa.String(120), nullable=False, server_default=""),
    )


_TABLE = lineage_table(sa.MetaData())


def create_lineage(connection: sa.Connection) -> None:
    """Make the table with its first generation: called by a migration of each service."""
    _TABLE.create(connection)
    values = {"store": uuid4().hex, "why": WhyBegun.CREATED.value, "begun_at": 0, "position": 0, "hash": ""}
    connection.execute(_TABLE.insert().values(number=1, **values))


def generations(connection: sa.Connection) -> tuple[Generation, ...]:
    """Every generation, in order; none in a database of an earlier version."""
    if not sa.inspect(connection).has_table(_TABLE.name):
        return ()
    rows = connection.execute(sa.select(*[_TABLE.c[name] for name in Generation._fields]).order_by(_TABLE.c.number))
    return tuple(Generation(*row)._replace(why=WhyBegun(row.why)) for row in rows)


def begin_generation(
    connection: sa.Connection, store: EventStore, clock: Clock, why: WhyBegun, source: str, actor: str
) -> Generation:
    """Begin a new generation of the store at its last event: it goes on from there, whatever was behind it."""
    head = store.lock(connection)
    last = generations(connection)[-1]
    now = to_microseconds(clock.now())
    begun = Generation(last.number + 1, last.store, why, now, head.position, head.hash, source[:300], actor[:120])
    connection.execute(_TABLE.insert().values(**(begun._asdict() | {"why": why.value})))
    return begun


def lost_by(seen: Seen, lineage: Sequence[Generation]) -> Generation | None:
    """The generation that began without what somebody had seen before it; None where the store must hold it."""
    return next(
        (each for each in lineage[1:] if seen.at < each.begun_at and seen.position > each.position),
        None,
    )


def still_held(seen: Iterable[Seen], lineage: Sequence[Generation]) -> dict[int, str]:
    """What of it the store must hold: hashes by position. Of one position the first word counts."""
    found: dict[int, str] = {}
    for each in seen:
        if lost_by(each, lineage) is None:
            found.setdefault(each.position, each.hash)
    return found
