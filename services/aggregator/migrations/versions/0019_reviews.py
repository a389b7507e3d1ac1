"""What a unit's month has in review, and of how many units behind a figure what stands is accepted.

Revision ID: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision: str | None = "0018"
branch_labels: str | None = None
depends_on: str | None = None

_IN_REVIEW = "review IS NOT NULL"


def upgrade() -> None:
    """-1 is no count: the service works it out from the reports, in the transaction that finds one."""
    op.add_column("unit_months", sa.Column("review", sa.LargeBinary))
    op.create_index(
        "ix_unit_months_review",
        "unit_months",
        ["period"],
        sqlite_where=sa.text(_IN_REVIEW),
        postgresql_where=sa.text(_IN_REVIEW),
    )
    op.add_column("figures", sa.Column("settled", sa.Integer, nullable=False, server_default="-1"))
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for view, before, after in _VIEWS:
            told = connection.exec_driver_sql(f"SELECT pg_get_viewdef('grafana.{view}'::regclass, true)").scalar_one()
            if before not in told:
                raise RuntimeError(f"grafana.{view} is not the view that was made: {told}")
            connection.exec_driver_sql(f"CREATE OR REPLACE VIEW grafana.{view} AS {told.replace(before, after)}")


_VIEWS = (
    ("figures", "f.accepted AS accepted_units", "f.settled AS accepted_units"),
    (
        "unit_figures",
        "u.accepted IS NOT NULL AS accepted",
        "(u.accepted IS NOT NULL AND u.status NOT IN ('submitted', 'corrected')) AS accepted",
    ),
)
"""What Grafana is shown as accepted: what stands, not what was accepted before it was corrected."""
