"""What people did about an episode, the files that came with their answers, and what signs the links to it.

Revision ID: 0004
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

_SECRET_BYTES = 32


def upgrade() -> None:
    """Episodes that are open now were asked about when they last changed."""
    with op.batch_alter_table("episodes") as episodes:
        episodes.add_column(sa.Column("asked_at", sa.BigInteger))
        episodes.add_column(sa.Column("acknowledged_at", sa.BigInteger))
        episodes.add_column(sa.Column("answer", sa.String(12), nullable=False, server_default="none"))
        episodes.add_column(sa.Column("answered_at", sa.BigInteger))
        episodes.add_column(sa.Column("signed_off_at", sa.BigInteger))
        episodes.add_column(sa.Column("silenced_until", sa.String(10), nullable=False, server_default=""))
        episodes.add_column(sa.Column("escalated", sa.String(20), nullable=False, server_default=""))
    op.execute("UPDATE episodes SET asked_at = raised_at")
    op.create_table(
        "attachments",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    made = op.create_table(
        "link_secrets",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
    )
    op.bulk_insert(made, [{"id": 1, "secret": secrets.token_bytes(_SECRET_BYTES)}])
