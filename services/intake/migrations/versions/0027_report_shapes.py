"""What the lines of reports are called that readers have read, by the shapes that the reports name.

Revision ID: 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision: str | None = "0026"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Of earlier versions there is nothing: their reports spell it out."""
    op.create_table(
        "report_shapes",
        sa.Column("shape", sa.String(32), primary_key=True),
        sa.Column("definition", sa.LargeBinary, nullable=False),
    )
