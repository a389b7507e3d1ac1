"""By whom a bulletin was published, as the person is called.

Revision ID: 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision: str | None = "0025"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Of editions that are out nobody recorded it: they go on being told of by the account or key."""
    op.add_column("bulletins", sa.Column("published_by", sa.String(120), nullable=False, server_default=""))
