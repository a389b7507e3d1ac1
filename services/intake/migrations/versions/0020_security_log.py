"""What happened around people's accounts: a chained store of its own, and its months.

Revision ID: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.store.tables import create_store_tables

revision = "0020"
down_revision: str | None = "0019"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """A store beside the store of reports."""
    create_store_tables(op.get_bind(), "security_")
    op.create_table(
        "security_segments",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("dropped", sa.Boolean, nullable=False),
    )
