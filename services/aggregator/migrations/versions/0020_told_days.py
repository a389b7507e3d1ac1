"""The due days of months that have ended, as they were told.

Revision ID: 0020
"""

from __future__ import annotations

from alembic import op

from shared.process.calendar.told_days import create_told_days

revision = "0020"
down_revision: str | None = "0019"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Nothing was kept before: what has ended is due as is known when it is kept first."""
    create_told_days(op.get_bind())
