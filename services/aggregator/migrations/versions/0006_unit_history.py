"""Every event of ``reports`` that was applied is kept: what was known at any earlier point is worked out from it.

An older database's history is filled from the log when the service starts (see ``unit_history.Filling``).

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """An empty history."""
    op.create_table(
        "unit_history",
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("type", sa.String(60), nullable=False),
        sa.Column("schema_version", sa.SmallInteger, nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_unit_history_month", "unit_history", ["period", "region"])
