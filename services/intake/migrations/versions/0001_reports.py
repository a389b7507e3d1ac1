"""The event store, where reports stand, and kept answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.store import create_store_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_store_tables(op.get_bind())
    op.create_table(
        "reports",
        sa.Column("region", sa.String(20), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("accepted_revision", sa.Integer),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("lines_position", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("idempotency_key", sa.String(200), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    for table in ("answers", "reports", "event_head", "events"):
        op.drop_table(table)
