"""What Grafana reads of reports: who owes a month is who was there, and what is not due yet is awaited, not missing.

Revision ID: 0007
"""

from __future__ import annotations

from alembic import op

from shared.database.grafana_schema import add_obligations_by_month, valid

revision = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None

_REPORTS = f"""
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
JOIN catalogue.months m ON m.period = r.period
JOIN catalogue.regions g ON g.code = r.region AND {valid("g", "m.month")}
CROSS JOIN LATERAL (
  SELECT min(e.recorded_at) AS first_at,
         (to_timestamp(min(e.recorded_at) / 1000000.0) AT TIME ZONE 'Asia/Shanghai')::date AS first_day,
         count(*) FILTER (WHERE e.type = 'ReportReturned') AS returned,
         count(*) FILTER (WHERE e.type = 'ReportCorrected') AS corrected
  FROM events e
  WHERE e.stream = 'report-' || r.region || '-' || r.period
) h
"""
"""A report of a region that is not there in its month (a change that became known later) belongs to nobody."""

_OWED_REPORTS = """
CREATE VIEW grafana.owed_reports AS
SELECT o.plan, o.plan_name, o.area, o.area_name, o.region, o.region_name, o.region_level, o.period, o.month,
       o.due_day, o.due,
       coalesce(r.status_name, CASE WHEN o.due THEN '未报' ELSE '待报' END) AS status_name,
       s.reported, s.accepted, s.on_time, o.due AND NOT s.on_time AS late, NOT o.due AND NOT s.on_time AS pending,
       coalesce(r.times_returned, 0) AS times_returned, coalesce(r.times_corrected, 0) AS times_corrected,
       r.first_reported_at, r.days_late
FROM grafana.owed_months o
LEFT JOIN grafana.reports r ON r.region = o.region AND r.period = o.period
CROSS JOIN LATERAL (
  SELECT coalesce(r.reported, false) AS reported, coalesce(r.accepted, false) AS accepted,
         coalesce(r.reported AND r.on_time, false) AS on_time
) s
WHERE o.month + interval '1 month' <= (SELECT today FROM grafana.today) AND EXISTS (SELECT FROM reports)
   OR o.period <= (SELECT max(period) FROM reports)
"""
"""The months that are over, and those up to the last that anybody has reported; none where nobody ever reported
anything, as nobody is reminded there. Each is one of on time, late and pending."""

_COVERAGE = """
CREATE VIEW grafana.coverage AS
SELECT plan, plan_name, area, area_name, period, month, due_day, due,
       count(*) AS expected_units, count(*) FILTER (WHERE reported) AS reported_units,
       count(*) FILTER (WHERE accepted) AS accepted_units, count(*) FILTER (WHERE on_time) AS on_time_units,
       count(*) FILTER (WHERE late) AS late_units, count(*) FILTER (WHERE pending) AS pending_units,
       count(*) FILTER (WHERE due AND NOT reported) AS missing_units,
       count(*) FILTER (WHERE times_returned > 0) AS returned_units,
       count(*) FILTER (WHERE times_corrected > 0) AS corrected_units,
       avg(reported::int) AS coverage, avg(accepted::int) AS accepted_coverage,
       avg(on_time::int) FILTER (WHERE NOT pending) AS punctuality
FROM grafana.owed_reports
GROUP BY plan, plan_name, area, area_name, period, month, due_day, due
"""


def upgrade() -> None:
    """A SQLite file gets nothing: the embedded form is not read by SQL."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP VIEW grafana.coverage, grafana.owed_reports, grafana.reports")
        add_obligations_by_month(connection)
        for view in (_REPORTS, _OWED_REPORTS, _COVERAGE):
            connection.exec_driver_sql(view)
