"""What reports leave blank that is owed.

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
    """Of what was reported before nothing is known to be blank: nobody is reminded of it."""
    for name in ("blanks", "confirmed"):
        op.add_column("reported_months", sa.Column(name, sa.Text, nullable=False, server_default=""))
