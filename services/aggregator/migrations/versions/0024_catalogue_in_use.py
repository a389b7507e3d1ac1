"""By which catalogue figures and assessments stand.

Revision ID: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision: str | None = "0023"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Nothing is said of it yet: at the next start everything is judged anew once."""
    op.create_table(
        "catalogue_in_use",
        sa.Column("id", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
