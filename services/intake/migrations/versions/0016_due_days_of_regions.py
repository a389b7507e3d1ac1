"""What Grafana reads of due days: a region may have some of its own, and a plan's month is due with the last of them.

Revision ID: 0016
"""

from __future__ import annotations

from alembic import op

from shared.database.grafana_schema import add_due_days_of_regions, valid

revision = "0016"
down_revision: str | None = "0015"
branch_labels: str | None = None
depends_on: str | None = None

_REPORTS = f"""
CREATE OR REPLACE VIEW grafana.reports AS
SELECT r.region, g.name AS region_name, g.level AS region_level, g.parent, r.period, m.month, due.due_day,
       r.status,
       CASE r.status WHEN 'submitted' THEN '待审核' WHEN 'accepted' THEN '已通过' WHEN 'returned' THEN '已退回'
            WHEN 'withdrawn' THEN '已撤回' ELSE r.status END AS status_name,
       r.status IN ('submitted', 'accepted') AS reported, r.status = 'accepted' AS accepted, r.revision,
       to_timestamp(h.first_at / 1000000.0) AS first_reported_at,
       h.first_day <= due.due_day AS on_time,
       greatest(h.first_day - due.due_day, 0) AS days_late,
       h.returned AS times_returned, h.corrected AS times_corrected
FROM reports r
JOIN catalogue.months m ON m.period = r.period
LEFT JOIN catalogue.due_days d ON d.region = r.region AND d.period = r.period
CROSS JOIN LATERAL (SELECT coalesce(d.due_day, m.due_day) AS due_day) due
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

_COVERAGE = """
CREATE OR REPLACE VIEW grafana.coverage AS
SELECT plan, plan_name, area, area_name, period, month, max(due_day) AS due_day, bool_and(due) AS due,
       count(*) AS expected_units, count(*) FILTER (WHERE reported) AS reported_units,
       count(*) FILTER (WHERE accepted) AS accepted_units, count(*) FILTER (WHERE on_time) AS on_time_units,
       count(*) FILTER (WHERE late) AS late_units, count(*) FILTER (WHERE pending) AS pending_units,
       count(*) FILTER (WHERE due AND NOT reported) AS missing_units,
       count(*) FILTER (WHERE times_returned > 0) AS returned_units,
       count(*) FILTER (WHERE times_corrected > 0) AS corrected_units,
       avg(reported::int) AS coverage, avg(accepted::int) AS accepted_coverage,
       avg(on_time::int) FILTER (WHERE NOT pending) AS punctuality
FROM grafana.owed_reports
GROUP BY plan, plan_name, area, area_name, period, month
"""


def upgrade() -> None:
    """A SQLite file gets nothing: the embedded form is not read by SQL."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        add_due_days_of_regions(connection)
        for view in (_REPORTS, _COVERAGE):
            connection.exec_driver_sql(view)
