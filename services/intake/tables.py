"""Intake's tables: its event store, where each report stands, and answers that a store cannot give again."""

from __future__ import annotations

import sqlalchemy as sa

from shared.store import relay_table, store_tables

METADATA = sa.MetaData()

STORE = store_tables(METADATA)
RELAY = relay_table(METADATA)

REPORTS = sa.Table(
    "reports",
    METADATA,
    sa.Column("region", sa.String(20), primary_key=True),
    sa.Column("period", sa.String(7), primary_key=True),
    sa.Column("status", sa.String(12), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("accepted_revision", sa.Integer),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("lines_position", sa.BigInteger, nullable=False),
)
"""Read model, rebuilt from the store at will: one row a report.

``position`` is the stream's last event, ``lines_position`` the one whose lines stand.
"""

ANSWERS = sa.Table(
    "answers",
    METADATA,
    sa.Column("idempotency_key", sa.String(200), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)
"""What was answered to reviews, withdrawals and closings: refusals inside them are no events.

A receipt is not kept here: it follows from the store.
"""
