"""How far the aggregator has read ``reports``, and the lock that whoever changes figures holds."""

from __future__ import annotations

import sqlalchemy as sa

from services.aggregator.tables import CONSUMER, STORE
from shared.consume import last_position, parked_hashes, put_back_marks, read_marks
from shared.log import Marks

CONSUMER_NAME = "aggregator"
"""Under which the aggregator's position in ``reports`` stands."""


def marks(connection: sa.Connection) -> Marks:
    """How far the figures hold ``reports``, by partition."""
    return read_marks(connection, CONSUMER, CONSUMER_NAME)


def position(connection: sa.Connection) -> int:
    """The position in ``reports`` of the last report that is in the figures: never goes back, however
    many instances share the partitions."""
    return last_position(marks(connection))


def lock(connection: sa.Connection) -> None:
    """Take the append lock: until the transaction ends nobody else changes figures or judges them.

    Whoever moves the reader's marks moves them before this. See docs/decisions/0109.
    """
    connection.execute(sa.select(STORE.head.c.position).with_for_update())


def lock_out(connection: sa.Connection) -> None:
    """Stop every instance before its next batch, until the transaction ends: the marks first, those of
    partitions that have none yet included, then the figures."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"LOCK TABLE {CONSUMER.marks.name} IN EXCLUSIVE MODE"))
    lock(connection)


def parked_positions(connection: sa.Connection) -> frozenset[int]:
    """The positions of the events that are held back, and so are in no figure."""
    query = sa.select(CONSUMER.parked.c.position).where(CONSUMER.parked.c.consumer == CONSUMER_NAME)
    return frozenset(connection.execute(query).scalars())


def held_hashes(connection: sa.Connection) -> dict[int, str]:
    """The hashes of the events that are held back, by their positions."""
    return parked_hashes(connection, CONSUMER.parked, CONSUMER_NAME)


def put_back(connection: sa.Connection, marks: Marks) -> None:
    """Read on from ``marks``; what was held back behind them is read again."""
    put_back_marks(connection, CONSUMER, CONSUMER_NAME, marks)
