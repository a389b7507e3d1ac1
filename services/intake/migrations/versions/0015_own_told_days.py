"""The due days that were told in regions that have holidays or due rules of their own.

Revision ID: 0015
"""

from __future__ import annotations

from alembic import op

from shared.process.calendar.told_days import create_own_told_days

revision = "0015"
down_revision: str | None = "0014"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Nothing was kept of single regions: there was one calendar for all."""
    create_own_told_days(op.get_bind())
