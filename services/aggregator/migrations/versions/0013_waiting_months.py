"""The units' months that wait for review, or were taken back, in an index of their own: asked for after every report.

Revision ID: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision: str | None = "0012"
branch_labels: str | None = None
depends_on: str | None = None

_UNSETTLED = "status <> 'accepted'"


def upgrade() -> None:
    """Of months that are accepted, as nearly all are, nothing stands in it."""
    op.create_index(
        "ix_unit_months_unsettled",
        "unit_months",
        ["period"],
        sqlite_where=sa.text(_UNSETTLED),
        postgresql_where=sa.text(_UNSETTLED),
    )
