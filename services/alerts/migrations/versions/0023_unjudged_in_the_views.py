"""What Grafana calls an episode that ended with its plan in a month that nothing was asked for. PostgreSQL only.

Revision ID: 0023
"""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision: str | None = "0022"
branch_labels: str | None = None
depends_on: str | None = None

_LEVEL_NAME = (
    "CASE {0} WHEN 'normal' THEN '正常' WHEN 'blue' THEN '蓝' WHEN 'yellow' THEN '黄' "
    "WHEN 'orange' THEN '橙' WHEN 'red' THEN '红' WHEN 'missing' THEN '缺报' ELSE '不判' END AS level_name"
)
_LEVEL_RANK = (
    "CASE {0} WHEN 'normal' THEN 0 WHEN 'blue' THEN 1 WHEN 'yellow' THEN 2 "
    "WHEN 'orange' THEN 3 WHEN 'red' THEN 4 ELSE -1 END AS level_rank"
)

_ALERTS = f"""
CREATE OR REPLACE VIEW grafana.alerts AS
SELECT e.number AS alert, e.episode, t.plan, t.plan_name, t.region, t.region_name, t.target_row, t.target_name,
       t.indicator, t.attribute, t.unit,
       e.state,
       CASE e.state WHEN 'open' THEN '未结' WHEN 'frozen' THEN '缺报冻结' WHEN 'resolved' THEN '已解除'
            WHEN 'closed_by_correction' THEN '更正销警' WHEN 'expired_completed' THEN '期满完成'
            WHEN 'expired_not_completed' THEN '期满未完成' WHEN 'expired_unreviewed' THEN '期满（数据未审核）'
            WHEN 'expired_unreported' THEN '期满（缺报）' WHEN 'expired_unjudged' THEN '期满（未判定）'
            ELSE e.state END AS state_name,
       e.state IN ('open', 'frozen') AS open,
       e.level, {_LEVEL_NAME.format("e.level")}, {_LEVEL_RANK.format("e.level")},
       e.raised_period, f.month AS raised_month, e.period AS last_period, l.month AS last_month,
       extract(year FROM a.age)::int * 12 + extract(month FROM a.age)::int AS age_months,
       to_timestamp(e.raised_at / 1000000.0) AS raised_at, to_timestamp(e.changed_at / 1000000.0) AS changed_at
FROM episodes e
JOIN grafana.targets t ON t.plan = e.plan AND t.target_row = e."row"
JOIN catalogue.months f ON f.period = e.raised_period
JOIN catalogue.months l ON l.period = e.period
CROSS JOIN (
  SELECT max(m.month) AS newest FROM catalogue.months m WHERE m.period = (SELECT max(period) FROM assessments)
) n
CROSS JOIN LATERAL (
  SELECT age(CASE WHEN e.state IN ('open', 'frozen') THEN greatest(l.month, n.newest) ELSE l.month END, f.month) AS age
) a
"""


def upgrade() -> None:
    """A SQLite file gets nothing: the embedded form is not read by SQL."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_ALERTS)
