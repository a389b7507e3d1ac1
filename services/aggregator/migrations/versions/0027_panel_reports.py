"""What sample enterprises report (用工监测), every revision.

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
    """Nothing was reported of them before."""
    op.create_table(
        "panel_reports",
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("region", sa.String(20), nullable=False),
        sa.Column("enterprise", sa.String(40), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("schema_version", sa.SmallInteger, nullable=False),
        sa.Column("event", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_panel_reports_region", "panel_reports", ["region", "period"])
    op.create_index("ix_panel_reports_enterprise", "panel_reports", ["enterprise", "period"])
