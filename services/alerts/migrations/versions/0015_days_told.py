"""The days that a department was told to sign and answer by, kept with the episode.

Revision ID: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision: str | None = "0014"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """What was asked before has none: it is counted as it was."""
    for name in ("sign_by", "answer_by"):
        op.add_column("episodes", sa.Column(name, sa.String(10), nullable=False, server_default=""))
