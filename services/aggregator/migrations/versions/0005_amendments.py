"""Revisions and allocations of targets, as they are read from ``reports``.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Nothing was amended yet."""
    op.create_table(
        "amendments",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("row", sa.SmallInteger, nullable=False),
        sa.Column("type", sa.String(60), nullable=False),
        sa.Column("schema_version", sa.SmallInteger, nullable=False),
        sa.Column("event", sa.LargeBinary, nullable=False),
    )
