"""The targets and months that wait to be judged.

Revision ID: 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision: str | None = "0029"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Whatever stands was judged in the transaction that changed it: nothing waits."""
    op.create_table(
        "to_judge",
        sa.Column("plan", sa.String(60), primary_key=True),
        sa.Column("row", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("sure", sa.Boolean, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("data_version", sa.BigInteger, nullable=False),
        sa.Column("correlation_id", sa.String(64), nullable=False),
        sa.Column("waiting_since", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.add_column("progress", sa.Column("held_from", sa.BigInteger, nullable=False, server_default="0"))
