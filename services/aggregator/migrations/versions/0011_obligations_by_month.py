"""What Grafana reads of figures and gaps: of regions that are there in their month. PostgreSQL only.

Revision ID: 0011
"""

from __future__ import annotations

from alembic import op

from shared.database.grafana_schema import add_obligations_by_month, valid

revision = "0011"
down_revision: str | None = "0010"
branch_labels: str | None = None
depends_on: str | None = None

_DAY = "make_date(left({0}.period, 4)::int, right({0}.period, 2)::int, 1)"
_MONTH = f"{_DAY} AS month"

_CONTRIBUTIONS = f"""
CREATE OR REPLACE VIEW grafana.contributions AS
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
WHERE c.region IS NULL OR ({valid("r", _DAY.format("s"))})
"""

_FIGURES = f"""
CREATE OR REPLACE VIEW grafana.figures AS
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
JOIN catalogue.regions r ON r.code = f.region AND {valid("r", _DAY.format("f"))}
WINDOW y AS (PARTITION BY f.region, f.indicator, left(f.period, 4)::int ORDER BY f.period)
"""


def upgrade() -> None:
    """A SQLite file gets nothing: the embedded form is not read by SQL."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        add_obligations_by_month(connection)
        for view in (_CONTRIBUTIONS, _FIGURES):
            connection.exec_driver_sql(view)
