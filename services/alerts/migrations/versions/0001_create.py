"""The store, the reader's position, assessments, episodes and notifications.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.store import create_store_tables

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Create version 1 of the schema, as it was first released."""
    create_store_tables(op.get_bind())
    _create_consumer()
    _create_assessments()
    _create_episodes()
    _create_notifications()


def _create_consumer() -> None:
    op.create_table(
        "consumer_positions",
        sa.Column("consumer", sa.String(60), primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "parked_events",
        sa.Column("consumer", sa.String(60), primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("parked_at", sa.BigInteger, nullable=False),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
    )


def _create_assessments() -> None:
    op.create_table(
        "assessments",
        sa.Column("stream", sa.String(120), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("plan", sa.String(80), nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("progress", sa.BigInteger),
        sa.Column("actual", sa.BigInteger),
        sa.Column("accepted_met", sa.Boolean, nullable=False),
        sa.Column("data_version", sa.BigInteger, nullable=False),
        sa.Column("rule_version", sa.Integer, nullable=False),
        sa.Column("judged", sa.LargeBinary),
        sa.Column("held", sa.LargeBinary),
        sa.Column("correlation_id", sa.String(64), nullable=False),
    )


def _create_episodes() -> None:
    op.create_table(
        "episodes",
        sa.Column("number", sa.String(40), primary_key=True),
        sa.Column("episode", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("stream", sa.String(120), nullable=False),
        sa.Column("plan", sa.String(80), nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("indicator", sa.String(80), nullable=False),
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("raised_period", sa.String(7), nullable=False),
        sa.Column("raised_at", sa.BigInteger, nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("after", sa.Integer),
        sa.Column("assessment", sa.LargeBinary, nullable=False),
    )


def _create_notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("notification", sa.String(120), nullable=False, unique=True),
        sa.Column("stream", sa.String(120), nullable=False),
        sa.Column("alert", sa.String(40), nullable=False),
        sa.Column("episode", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("recipient", sa.String(200), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("queued_at", sa.BigInteger, nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("correlation_id", sa.String(64), nullable=False),
        sa.UniqueConstraint("alert", "episode", "sequence", "channel", "recipient", name="uq_notifications_identity"),
    )
    op.create_index("ix_notifications_due", "notifications", ["state", "next_attempt_at"])
