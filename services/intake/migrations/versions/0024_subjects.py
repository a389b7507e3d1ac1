"""For which department or enterprise somebody stands in a role.

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
    """Whoever has a role by now is of none; one may have the same role for several, so that it is part of the key."""
    op.create_table(
        "grants_for_subjects",
        sa.Column("account", sa.String(40), primary_key=True),
        sa.Column("role", sa.String(20), primary_key=True),
        sa.Column("region", sa.String(20), primary_key=True),
        sa.Column("subject", sa.String(60), primary_key=True, server_default=""),
    )
    op.execute(
        "INSERT INTO grants_for_subjects (account, role, region) SELECT account, role, region FROM account_grants"
    )
    op.drop_table("account_grants")
    op.rename_table("grants_for_subjects", "account_grants")
    op.add_column("sessions", sa.Column("subject", sa.String(60), nullable=False, server_default=""))
