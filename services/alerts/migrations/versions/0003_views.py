"""What Grafana reads: names of the catalogue, and views of alerts and their messages. PostgreSQL only.

Revision ID: 0003
"""

from __future__ import annotations

from alembic import op

from shared.database.grafana_schema import create_catalogue_schema

revision = "0003"
down_revision: str | None = "0002"
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
CREATE VIEW grafana.alerts AS
SELECT e.number AS alert, e.episode, t.plan, t.plan_name, t.region, t.region_name, t.target_row, t.target_name,
       t.indicator, t.attribute, t.unit,
       e.state,
       CASE e.state WHEN 'open' THEN '未结' WHEN 'frozen' THEN '缺报冻结' WHEN 'resolved' THEN '已销号'
            WHEN 'closed_by_correction' THEN '更正销警' ELSE e.state END AS state_name,
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

_ALERT_MONTHS = f"""
CREATE VIEW grafana.alert_months AS
SELECT e.number AS alert, e.episode, t.plan, t.plan_name, t.target_row, t.target_name, m.period, m.month,
       c.level, {_LEVEL_NAME.format("c.level")}, {_LEVEL_RANK.format("c.level")}
FROM episodes e
JOIN grafana.targets t ON t.plan = e.plan AND t.target_row = e."row"
JOIN catalogue.months m ON m.period >= e.raised_period
  AND m.period <= (SELECT max(period) FROM assessments)
  AND (e.state IN ('open', 'frozen') OR m.period < e.period)
CROSS JOIN LATERAL (
  SELECT CASE v.type WHEN 'AlertFrozen' THEN 'missing' ELSE convert_from(v.data, 'UTF8')::jsonb ->> 'level' END AS level
  FROM events v
  WHERE v.stream = e.stream AND v.type IN ('AlertRaised', 'AlertLevelChanged', 'AlertFrozen')
    AND (convert_from(v.data, 'UTF8')::jsonb ->> 'episode')::int = e.episode
    AND convert_from(v.data, 'UTF8')::jsonb ->> 'period' <= m.period
  ORDER BY convert_from(v.data, 'UTF8')::jsonb ->> 'period' DESC, v.version DESC
  LIMIT 1
) c
"""

_NOTIFICATIONS = """
CREATE VIEW grafana.notifications AS
SELECT n.notification, n.alert, n.episode, n.sequence, t.plan, t.target_row, t.target_name, n.channel, n.title,
       n.state,
       CASE n.state WHEN 'queued' THEN '待送达' WHEN 'delivered' THEN '已送达' WHEN 'failed' THEN '送达失败'
            ELSE n.state END AS state_name,
       n.attempts, to_timestamp(n.queued_at / 1000000.0) AS queued_at,
       to_timestamp(n.finished_at / 1000000.0) AS finished_at,
       (n.finished_at - n.queued_at) / 1000000.0 AS delivery_seconds
FROM notifications n
LEFT JOIN episodes e ON e.number = n.alert AND e.episode = n.episode
LEFT JOIN grafana.targets t ON t.plan = e.plan AND t.target_row = e."row"
"""


def upgrade() -> None:
    """A SQLite file gets nothing: the embedded form is not read by SQL."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        create_catalogue_schema(connection)
        for view in (_ALERTS, _ALERT_MONTHS, _NOTIFICATIONS):
            connection.exec_driver_sql(view)
