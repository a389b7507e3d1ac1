"""Months of expected targets are known too, of which 提示 are given; those that were known are of binding ones.

Revision ID: 0020
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision: str | None = "0019"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """A month was only kept of a binding target."""
    op.add_column("assessments", sa.Column("binding", sa.Boolean, nullable=False, server_default=sa.true()))
