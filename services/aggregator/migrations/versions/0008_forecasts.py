"""Forecasts of the months to come, for each data version. None are there yet: they are worked out when looked at.

Revision ID: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """An empty table."""
    op.create_table(
        "forecasts",
        sa.Column("plan", sa.String(60), primary_key=True),
        sa.Column("row", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("data_version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
