"""Open alerts are told apart by their streams: before numbers were kept two alerts could share one.

Revision ID: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision: str | None = "0012"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """What is known stays. An alert whose place another had taken comes back when the topic is read again."""
    connection = op.get_bind()
    before = sa.Table("open_alerts", sa.MetaData(), autoload_with=connection)
    known = [dict(row) for row in connection.execute(sa.select(before)).mappings()]
    op.drop_table("open_alerts")
    after = op.create_table(
        "open_alerts",
        sa.Column("stream", sa.String(120), primary_key=True),
        sa.Column("alert", sa.String(60), nullable=False),
        sa.Column("episode", sa.Integer, nullable=False),
        sa.Column("plan", sa.String(60), nullable=False),
        sa.Column("row", sa.SmallInteger, nullable=False),
        sa.Column("indicator", sa.String(60), nullable=False),
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("since", sa.String(7), nullable=False),
    )
    op.bulk_insert(after, [{"stream": f"alert-{row['plan']}-{row['row']}-{row['region']}"} | row for row in known])
