"""The hash of the last event sent to each partition: every message names that of the one before.

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
    """Marks made before are without one until the relay moves on."""
    op.add_column("relay_marks", sa.Column("hash", sa.String(64), nullable=False, server_default=""))
