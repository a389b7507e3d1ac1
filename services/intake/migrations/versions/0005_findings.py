"""How many findings of the review rules stand in each report, and which alerts are open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Reports from before the rules have no findings; of alerts nothing is known yet."""
    for name in ("blocks", "queries", "screens", "standing"):
        op.add_column("reports", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "open_alerts",
        sa.Column("alert", sa.String(60), primary_key=True),
        sa.Column("episode", sa.Integer, nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("row", sa.SmallInteger, nullable=False),
        sa.Column("indicator", sa.String(60), nullable=False),
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("since", sa.String(7), nullable=False),
    )
    op.create_table(
        "progress",
        sa.Column("plan", sa.String(60), primary_key=True),
        sa.Column("row", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("progress", sa.Integer),
    )
    op.create_table(
        "consumer_marks",
        sa.Column("consumer", sa.String(60), primary_key=True),
        sa.Column("partition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("log_offset", sa.BigInteger, nullable=False),
        sa.Column("events", sa.BigInteger, nullable=False),
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
