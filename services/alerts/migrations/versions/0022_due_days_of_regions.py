"""What Grafana reads of due days: a region may have some of its own. PostgreSQL only.

Revision ID: 0022
"""

from __future__ import annotations

from alembic import op

from shared.database.grafana_schema import add_due_days_of_regions

revision = "0022"
down_revision: str | None = "0021"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """A SQLite file gets nothing: the embedded form is not read by SQL."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        add_due_days_of_regions(connection)
