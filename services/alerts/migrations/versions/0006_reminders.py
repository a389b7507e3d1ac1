"""Who has reported which month, and who was reminded (催报); and a view of it for Grafana.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None

_REMINDERS = """
CREATE VIEW grafana.reminders AS
SELECT p.plan, p.plan_name, r.region, p.region_name, r.period, m.month, r.step,
       CASE r.step WHEN 'before_due' THEN '到期前提醒' WHEN 'after_due' THEN '逾期催报'
            WHEN 'leader' THEN '报请领导督促' ELSE r.step END AS step_name,
       r.due::date AS due_day, to_timestamp(r.issued_at / 1000000.0) AS issued_at
FROM reminders r
JOIN (
  SELECT u.plan, q.plan_name, u.region, u.region_name, q.first_month, q.last_month
  FROM grafana.plan_units u JOIN grafana.plans q ON q.plan = u.plan
) p ON p.region = r.region
JOIN catalogue.months m ON m.period = r.period AND m.month BETWEEN p.first_month AND p.last_month
"""


def upgrade() -> None:
    """New tables; the reader of the reports fills the first from the beginning."""
    op.create_table(
        "reported_months",
        sa.Column("region", sa.String(20), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("simulated", sa.Boolean, nullable=False),
    )
    op.create_index("ix_reported_months_period", "reported_months", ["period"])
    op.create_index("ix_reported_months_status", "reported_months", ["status"])
    op.create_table(
        "reminders",
        sa.Column("region", sa.String(20), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("step", sa.String(12), primary_key=True),
        sa.Column("due", sa.String(10), nullable=False),
        sa.Column("issued_at", sa.BigInteger, nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
    )
    op.create_index("ix_reminders_period", "reminders", ["period"])
    op.create_index("ix_reminders_number", "reminders", ["number"])
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_REMINDERS)
