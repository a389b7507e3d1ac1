"""What Grafana reads of reminders: of months that their unit owes the plan, as it was there. PostgreSQL only.

Revision ID: 0009
"""

from __future__ import annotations

from alembic import op

from shared.database.grafana_schema import add_obligations_by_month

revision = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None

_REMINDERS = """
CREATE OR REPLACE VIEW grafana.reminders AS
SELECT o.plan, o.plan_name, r.region, o.region_name, r.period, o.month, r.step,
       CASE r.step WHEN 'before_due' THEN '到期前提醒' WHEN 'after_due' THEN '逾期催报'
            WHEN 'leader' THEN '报请领导督促' ELSE r.step END AS step_name,
       r.due::date AS due_day, to_timestamp(r.issued_at / 1000000.0) AS issued_at
FROM reminders r
JOIN grafana.owed_months o ON o.region = r.region AND o.period = r.period
"""


def upgrade() -> None:
    """A SQLite file gets nothing: the embedded form is not read by SQL."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        add_obligations_by_month(connection)
        connection.exec_driver_sql(_REMINDERS)
