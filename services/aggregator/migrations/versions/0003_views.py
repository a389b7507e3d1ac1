"""What Grafana reads: names of the catalogue, and views of progress, contributions and figures. PostgreSQL only."""

from __future__ import annotations

from alembic import op

from shared.database.grafana_schema import create_catalogue_schema

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

_MONTH = "make_date(left({0}.period, 4)::int, right({0}.period, 2)::int, 1) AS month"

_PROGRESS = f"""
CREATE VIEW grafana.progress AS
SELECT t.plan, t.plan_place, t.plan_name, t.plan_short_name, t.region, t.region_name, t.target_row, t.target_name,
       t.indicator, t.indicator_name, t.attribute, t.binding, t.bound, t.unit,
       s.period, {_MONTH.format("s")},
       s.level,
       CASE s.level WHEN 'normal' THEN '正常' WHEN 'blue' THEN '蓝' WHEN 'yellow' THEN '黄' WHEN 'orange' THEN '橙'
            WHEN 'red' THEN '红' WHEN 'missing' THEN '缺报' WHEN 'reporting' THEN '报送中'
            ELSE '不判' END AS level_name,
       CASE s.level WHEN 'normal' THEN 0 WHEN 'blue' THEN 1 WHEN 'yellow' THEN 2 WHEN 'orange' THEN 3
            WHEN 'red' THEN 4 ELSE -1 END AS level_rank,
       a.rule, a.reason,
       a.actual / t.divisor AS actual, a.expected / t.divisor AS expected, a.gap / t.divisor AS gap,
       a.target / t.divisor AS target, a.baseline / t.divisor AS baseline,
       a.progress / 10000.0 AS progress, a.accepted_progress / 10000.0 AS accepted_progress,
       a.gap_points / 100.0 AS gap_points, a.months_behind / 10.0 AS months_behind,
       a.required_pace / t.divisor AS required_pace, a.recent_pace / t.divisor AS recent_pace,
       a.recent_months, a.intensity / 10000.0 AS intensity, coalesce(a.breached_periods, 0) AS breached_periods,
       a.expected_units, a.reported_units, a.accepted_units,
       a.reported_units::numeric / nullif(a.expected_units, 0) AS coverage,
       coalesce(a.simulated, false) AS simulated, s.data_version
FROM progress s
JOIN grafana.targets t ON t.plan = s.plan AND t.target_row = s."row"
CROSS JOIN LATERAL jsonb_to_record(convert_from(s.assessment, 'UTF8')::jsonb) AS a(
  rule text, reason text, actual bigint, expected bigint, gap bigint, target bigint, baseline bigint,
  progress bigint, accepted_progress bigint, gap_points bigint, months_behind bigint, required_pace bigint,
  recent_pace bigint, recent_months int, intensity bigint, breached_periods int, expected_units int,
  reported_units int, accepted_units int, simulated boolean)
"""

_CONTRIBUTIONS = f"""
CREATE VIEW grafana.contributions AS
SELECT t.plan, t.target_row, t.target_name, t.indicator, t.unit, s.period, {_MONTH.format("s")},
       c.region AS unit_region, coalesce(r.name, '其余' || a.rest_units || '个单位') AS unit_name,
       c.gap / t.divisor AS gap, c.share / 10000.0 AS share
FROM progress s
JOIN grafana.targets t ON t.plan = s.plan AND t.target_row = s."row"
CROSS JOIN LATERAL jsonb_to_record(convert_from(s.assessment, 'UTF8')::jsonb) AS a(
  gap bigint, contributions jsonb, rest_gap bigint, rest_units int)
CROSS JOIN LATERAL (
  SELECT e.region, e.gap, e.share
  FROM jsonb_to_recordset(coalesce(a.contributions, '[]')) AS e(region text, gap bigint, share numeric)
  UNION ALL
  SELECT NULL, coalesce(a.rest_gap, 0), coalesce(a.rest_gap, 0) * 10000.0 / nullif(a.gap, 0)
  WHERE a.rest_units > 0
) c
LEFT JOIN catalogue.regions r ON r.code = c.region
"""

_FIGURES = f"""
CREATE VIEW grafana.figures AS
SELECT f.region, r.name AS region_name, r.level AS region_level, f.indicator, i.name AS indicator_name, i.kind, i.unit,
       f.period, left(f.period, 4)::int AS year, {_MONTH.format("f")},
       CASE WHEN i.kind <> 'ratio' THEN f.value / i.divisor
            WHEN i.adds_over_months THEN 100.0 * sum(f.value) OVER y / nullif(sum(f.denominator) OVER y, 0)
            ELSE 100.0 * f.value / nullif(f.denominator, 0) END AS value,
       CASE WHEN i.kind = 'flow' THEN sum(f.value) OVER y / i.divisor END AS year_to_date,
       CASE WHEN f.accepted = 0 THEN NULL
            WHEN i.kind <> 'ratio' THEN f.accepted_value / i.divisor
            WHEN i.adds_over_months
            THEN 100.0 * sum(f.accepted_value) OVER y / nullif(sum(f.accepted_denominator) OVER y, 0)
            ELSE 100.0 * f.accepted_value / nullif(f.accepted_denominator, 0) END AS accepted_value,
       f.reported AS reported_units, f.accepted AS accepted_units, f.simulated > 0 AS simulated, f.data_version
FROM figures f
JOIN catalogue.indicators i ON i.id = f.indicator
JOIN catalogue.regions r ON r.code = f.region
WINDOW y AS (PARTITION BY f.region, f.indicator, left(f.period, 4)::int ORDER BY f.period)
"""

_UNIT_FIGURES = f"""
CREATE VIEW grafana.unit_figures AS
WITH lines AS (
  SELECT u.region, u.period, u.year, l.indicator, l.value, coalesce(l.denominator, 0) AS denominator, i.name, i.kind,
         i.unit, i.divisor, i.adds_over_months, u.accepted IS NOT NULL AS accepted, u.simulated,
         count(*) FILTER (WHERE l.basis = 'year_to_date') OVER (
           PARTITION BY u.region, l.indicator, u.year ORDER BY u.period) AS year_to_dates
  FROM unit_months u
  CROSS JOIN LATERAL jsonb_to_recordset(convert_from(u.live, 'UTF8')::jsonb) AS l(
    indicator text, value bigint, denominator bigint, basis text)
  JOIN catalogue.indicators i ON i.id = l.indicator
  WHERE u.live IS NOT NULL
), running AS (
  SELECT *, CASE WHEN adds_over_months THEN sum(value) OVER y ELSE value END AS total,
         CASE WHEN adds_over_months THEN sum(denominator) OVER y ELSE denominator END AS whole
  FROM lines
  WINDOW y AS (PARTITION BY region, indicator, year, year_to_dates ORDER BY period)
)
SELECT g.region, r.name AS region_name, r.parent, g.indicator, g.name AS indicator_name, g.kind, g.unit, g.period,
       g.year, {_MONTH.format("g")},
       CASE g.kind WHEN 'ratio' THEN 100.0 * g.total / nullif(g.whole, 0)
            WHEN 'flow' THEN (g.total - coalesce(lag(g.total) OVER y, 0)) / g.divisor
            ELSE g.total / g.divisor END AS value,
       CASE g.kind WHEN 'flow' THEN g.total / g.divisor END AS year_to_date,
       g.accepted, g.simulated
FROM running g
JOIN catalogue.regions r ON r.code = g.region
WINDOW y AS (PARTITION BY g.region, g.indicator, g.year ORDER BY g.period)
"""


def upgrade() -> None:
    """A SQLite file gets nothing: the embedded form is not read by SQL."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        create_catalogue_schema(connection)
        for view in (_PROGRESS, _CONTRIBUTIONS, _FIGURES, _UNIT_FIGURES):
            connection.exec_driver_sql(view)
