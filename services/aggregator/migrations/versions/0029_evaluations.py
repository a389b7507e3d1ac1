"""Which evaluation reports were published, for lists and for the next edition's number.

Revision ID: 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision: str | None = "0028"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """None was published yet."""
    op.create_table(
        "evaluations",
        sa.Column("plan", sa.String(60), primary_key=True),
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("event_position", sa.BigInteger, nullable=False),
        sa.Column("published_at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("simulated", sa.Boolean, nullable=False),
        sa.Column("published_by", sa.String(120), nullable=False),
    )
