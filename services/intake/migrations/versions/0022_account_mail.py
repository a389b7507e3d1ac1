"""Where an account's person is told of what waits for them.

Revision ID: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision: str | None = "0021"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Of nobody it is known yet."""
    op.add_column("accounts", sa.Column("mail", sa.String(120), nullable=False, server_default=""))
