"""How far each reader has got: its marks, in the database that its effects go to."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from shared.consume.aside import aside_table
from shared.consume.shapes import shapes_table
from shared.database import fixed
from shared.log import START, Mark, Marks


class ConsumerTables(NamedTuple):
    """``marks``: how far each reader has got in each partition. ``parked``: events held back, in order. ``aside``:
    messages that are no events of the topic. ``shapes``: what the lines of reports that were read are called."""

    marks: sa.Table
    parked: sa.Table
    aside: sa.Table
    shapes: sa.Table


def consumer_tables(metadata: sa.MetaData) -> ConsumerTables:
    """The tables a consumer needs in the database that its effects go to."""
    marks = sa.Table(
        "consumer_marks",
        metadata,
        sa.Column("consumer", sa.String(60), primary_key=True),
        sa.Column("partition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("log_offset", sa.BigInteger, nullable=False),
        sa.Column("events", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, server_default=""),
    )
    parked = sa.Table(
        "parked_events",
        metadata,
        sa.Column("consumer", sa.String(60), primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("parked_at", sa.BigInteger, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
    )
    return ConsumerTables(marks, parked, aside_table(metadata), shapes_table(metadata))


_READ = "SELECT partition, position, log_offset, events, hash FROM consumer_marks WHERE consumer = ? ORDER BY partition"
_MOVE = (
    "UPDATE consumer_marks SET position = ?, log_offset = ?, events = ?, hash = ? "
    "WHERE consumer = ? AND partition = ? AND position = ? AND hash = ?"
)
_FIRST = (
    "INSERT INTO consumer_marks (position, log_offset, events, hash, consumer, partition) VALUES (?, ?, ?, ?, ?, ?)"
)


def read_marks(connection: sa.Connection, tables: ConsumerTables, consumer: str, *, lock: bool = False) -> Marks:
    """How far ``consumer`` has got in each partition; ``lock`` keeps it from moving until the transaction ends."""
    rows = fixed.rows(connection, _READ, (consumer,), for_update=lock)
    return {partition: Mark(*rest) for partition, *rest in rows}


def last_position(marks: Marks) -> int:
    """The highest position that was applied in any partition (0 before the first)."""
    return max((mark.position for mark in marks.values()), default=0)


class Fenced(Exception):
    """Another instance of this consumer has moved the position on; nothing was applied."""


def move_marks(connection: sa.Connection, tables: ConsumerTables, consumer: str, marks: Marks, moved: Marks) -> None:
    """Move a consumer's marks on, in one order for every instance; compare-and-set: of two instances one wins.

    The rows stay locked until the transaction ends: another instance that has read the same
    events waits here, and is then fenced.

    Raises:
        Fenced: a mark does not stand where it was read.
    """
    for partition, mark in sorted(moved.items()):
        before = marks.get(partition, START)
        if fixed.change(connection, _MOVE, (*mark, consumer, partition, before.position, before.hash)):
            continue
        if before.position:
            raise Fenced
        try:
            fixed.change(connection, _FIRST, (*mark, consumer, partition))
        except sa.exc.IntegrityError:
            raise Fenced from None


def put_back_marks(connection: sa.Connection, tables: ConsumerTables, consumer: str, back: Marks) -> None:
    """Let ``consumer`` read on from the marks ``back``, where it has read no less; a partition that is left out is
    read from its first event. What is held back behind the last of them is forgotten: it comes again, or no store
    holds it any more."""
    marks, parked = tables.marks, tables.parked
    connection.execute(marks.delete().where(marks.c.consumer == consumer))
    behind = sa.and_(parked.c.consumer == consumer, parked.c.position > last_position(back))
    connection.execute(parked.delete().where(behind))
    for partition, mark in back.items():
        values = {"position": mark.position, "log_offset": mark.offset, "events": mark.events, "hash": mark.hash}
        connection.execute(marks.insert().values(consumer=consumer, partition=partition, **values))


def put_marks_in_new_topics(connection: sa.Connection, tables: ConsumerTables) -> None:
    """Let every reader of a database find its place in topics that were made anew: each holds every event once, so that
    a reader stands behind as many messages as it has applied."""
    connection.execute(tables.marks.update().values(log_offset=tables.marks.c.events))
