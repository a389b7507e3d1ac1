"""Until when a bulletin is kept back.

Revision ID: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision: str | None = "0024"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Every edition that is out has none (0)."""
    op.add_column("bulletins", sa.Column("embargo_until", sa.BigInteger, nullable=False, server_default="0"))
