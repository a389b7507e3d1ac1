"""How far each reader has got is kept for each partition of its topic, and how far the store is copied.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """A reader of a topic with one partition stands at the same place as before."""
    op.create_table(
        "consumer_marks",
        sa.Column("consumer", sa.String(60), primary_key=True),
        sa.Column("partition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("log_offset", sa.BigInteger, nullable=False),
        sa.Column("events", sa.BigInteger, nullable=False),
    )
    op.execute(
        "INSERT INTO consumer_marks (consumer, partition, position, log_offset, events) "
        "SELECT consumer, 0, position, position, position FROM consumer_positions"
    )
    op.drop_table("consumer_positions")
    op.create_table(
        "relay_marks",
        sa.Column("partition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
