"""What clerks have typed of a month's form and not reported yet.

Revision ID: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision: str | None = "0018"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Nobody has saved anything yet."""
    op.create_table(
        "drafts",
        sa.Column("region", sa.String(20), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("fields", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("base_revision", sa.Integer, nullable=False),
        sa.Column("saved_by", sa.String(120), nullable=False),
        sa.Column("saved_at", sa.BigInteger, nullable=False),
        sa.Column("page", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
    )
