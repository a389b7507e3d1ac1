"""What the review rules asked of each report, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Of earlier reports a row says that the store is still to be read for it, as the service does at its start."""
    op.create_table(
        "rule_findings",
        sa.Column("region", sa.String(20), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("rule", sa.String(40), primary_key=True),
        sa.Column("indicator", sa.String(60), primary_key=True),
        sa.Column("outcome", sa.String(8), nullable=False),
    )
    op.create_index("rule_findings_period", "rule_findings", ["period"])
    op.execute(
        "INSERT INTO rule_findings (region, period, rule, indicator, outcome) "
        "SELECT '', '', 'unread', '', 'open' WHERE EXISTS (SELECT 1 FROM reports)"
    )
