"""What Grafana reads: names of the catalogue, and views of reports and their punctuality. PostgreSQL only."""

from __future__ import annotations

from alembic import op

from shared.database.grafana_schema import create_catalogue_schema

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

_REPORTS = """
CREATE VIEW grafana.reports AS
SELECT r.region, g.name AS region_name, g.level AS region_level, g.parent, r.period, m.month, m.due_day,
       r.status,
       CASE r.status WHEN 'submitted' THEN '待审核' WHEN 'accepted' THEN '已通过' WHEN 'returned' THEN '已退回'
            WHEN 'withdrawn' THEN '已撤回' ELSE r.status END AS status_name,
       r.status IN ('submitted', 'accepted') AS reported, r.status = 'accepted' AS accepted, r.revision,
       to_timestamp(h.first_at / 1000000.0) AS first_reported_at,
       h.first_day <= m.due_day AS on_time,
       greatest(h.first_day - m.due_day, 0) AS days_late,
       h.returned AS times_returned, h.corrected AS times_corrected
FROM reports r
JOIN catalogue.regions g ON g.code = r.region
JOIN catalogue.months m ON m.period = r.period
CROSS JOIN LATERAL (
  SELECT min(e.recorded_at) AS first_at,
         (to_timestamp(min(e.recorded_at) / 1000000.0) AT TIME ZONE 'Asia/Shanghai')::date AS first_day,
         count(*) FILTER (WHERE e.type = 'ReportReturned') AS returned,
         count(*) FILTER (WHERE e.type = 'ReportCorrected') AS corrected
  FROM events e
  WHERE e.stream = 'report-' || r.region || '-' || r.period
) h
"""

_OWED_REPORTS = """
CREATE VIEW grafana.owed_reports AS
SELECT p.plan, p.plan_name, p.region AS area, p.region_name AS area_name, o.region, g.name AS region_name,
       g.level AS region_level, m.period, m.month, m.due_day,
       coalesce(r.status_name, '未报') AS status_name, coalesce(r.reported, false) AS reported,
       coalesce(r.accepted, false) AS accepted, coalesce(r.reported AND r.on_time, false) AS on_time,
       coalesce(r.times_returned, 0) AS times_returned, coalesce(r.times_corrected, 0) AS times_corrected,
       r.first_reported_at, r.days_late
FROM catalogue.owing o
JOIN grafana.plans p ON p.plan = o.plan
JOIN catalogue.regions g ON g.code = o.region
JOIN catalogue.months m ON m.month BETWEEN p.first_month AND p.last_month
LEFT JOIN grafana.reports r ON r.region = o.region AND r.period = m.period
WHERE m.period <= (SELECT max(period) FROM reports)
"""

_COVERAGE = """
CREATE VIEW grafana.coverage AS
SELECT plan, plan_name, area, area_name, period, month, due_day,
       count(*) AS expected_units, count(*) FILTER (WHERE reported) AS reported_units,
       count(*) FILTER (WHERE accepted) AS accepted_units, count(*) FILTER (WHERE on_time) AS on_time_units,
       count(*) FILTER (WHERE times_returned > 0) AS returned_units,
       count(*) FILTER (WHERE times_corrected > 0) AS corrected_units,
       avg(reported::int) AS coverage, avg(accepted::int) AS accepted_coverage, avg(on_time::int) AS punctuality
FROM grafana.owed_reports
GROUP BY plan, plan_name, area, area_name, period, month, due_day
"""


def upgrade() -> None:
    """A SQLite file gets nothing: the embedded form is not read by SQL."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        create_catalogue_schema(connection)
        for view in (_REPORTS, _OWED_REPORTS, _COVERAGE):
            connection.exec_driver_sql(view)
