"""The tables of an event store. Every service's database holds one store."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa


class StoreTables(NamedTuple):
    """``events`` holds what happened; ``head`` one row, the last position and hash.

    The head row is what appends lock, and what tells that the last event was taken away.
    """

    events: sa.Table
    head: sa.Table


def store_tables(metadata: sa.MetaData, prefix: str = "") -> StoreTables:
    """The store's tables, declared in ``metadata``; ``prefix`` tells a second store of a database from the first."""
    events = sa.Table(
        f"{prefix}events",
        metadata,
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("stream", sa.String(120), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("type", sa.String(60), nullable=False),
        sa.Column("schema_version", sa.SmallInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("correlation_id", sa.String(64), nullable=False),
        sa.Column("idempotency_key", sa.String(200), unique=True),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("stream", "version", name=f"uq_{prefix}events_stream_version"),
    )
    head = sa.Table(
        f"{prefix}event_head",
        metadata,
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    return StoreTables(events, head)


def relay_table(metadata: sa.MetaData) -> sa.Table:
    """How far a store has been copied to its topic: the position and the hash of the last event sent to each partition
    (no hash in a mark of an earlier version)."""
    return sa.Table(
        "relay_marks",
        metadata,
        sa.Column("partition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, server_default=""),
        sa.Column("log_offset", sa.BigInteger, nullable=False, server_default="0"),
    )


def create_store_tables(connection: sa.Connection, prefix: str = "") -> None:
    """Create the store's tables, version 1: called by each service's first migration."""
    metadata = sa.MetaData()
    tables = store_tables(metadata, prefix)
    metadata.create_all(connection)
    connection.execute(tables.head.insert().values(id=1, position=0, hash="0" * 64))
