"""Messages that readers found in their topics and that are none of their events.

Revision ID: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision: str | None = "0009"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Of earlier versions there is nothing: they did not look."""
    op.create_table(
        "aside_messages",
        sa.Column("consumer", sa.String(60), primary_key=True),
        sa.Column("topic", sa.String(60), primary_key=True),
        sa.Column("partition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("log_offset", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("noticed_at", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("passed_at", sa.BigInteger),
        sa.Column("passed_by", sa.String(120), nullable=False, server_default=""),
    )
