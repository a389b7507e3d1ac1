"""The offset behind the last event sent to each partition: there the relay looks before it sends on.

Revision ID: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision: str | None = "0013"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Marks made before have none until the relay has looked."""
    op.add_column("relay_marks", sa.Column("log_offset", sa.BigInteger, nullable=False, server_default="0"))
