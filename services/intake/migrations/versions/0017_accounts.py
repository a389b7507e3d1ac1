"""People: their accounts, the roles of each, and who has signed in.

Revision ID: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision: str | None = "0016"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Three tables."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("office", sa.String(100), nullable=False, server_default=""),
        sa.Column("telephone", sa.String(40), nullable=False, server_default=""),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("password", sa.String(200), nullable=False, server_default=""),
        sa.Column("must_change", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "account_grants",
        sa.Column("account", sa.String(40), primary_key=True),
        sa.Column("role", sa.String(20), primary_key=True),
        sa.Column("region", sa.String(20), primary_key=True),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(120), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("step", sa.String(20), nullable=False, server_default=""),
        sa.Column("began_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("network", sa.String(64), nullable=False, server_default=""),
    )
    op.create_index("sessions_account", "sessions", ["account"])
