"""The hash of the event that a reader stands at: by it a store that came back older is seen.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Marks made before are without one until their reader moves on."""
    op.add_column("consumer_marks", sa.Column("hash", sa.String(64), nullable=False, server_default=""))
