"""What Grafana reads of forecasts: the months to come, as they were forecast last. PostgreSQL only.

Revision ID: 0009
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None

_FORECASTS = """
CREATE VIEW grafana.forecasts AS
SELECT t.plan, t.target_row, t.target_name, t.region, t.indicator, t.unit, newest.period AS made_for,
       d.probability / 10000.0 AS probability, m.period,
       make_date(left(m.period, 4)::int, right(m.period, 2)::int, 1) AS month,
       m.p10 / t.divisor AS p10, m.p50 / t.divisor AS p50, m.p90 / t.divisor AS p90
FROM (
  SELECT DISTINCT ON (plan, "row") plan, "row", period, document
  FROM forecasts
  ORDER BY plan, "row", period DESC, data_version DESC
) newest
JOIN grafana.targets t ON t.plan = newest.plan AND t.target_row = newest."row"
CROSS JOIN LATERAL (SELECT convert_from(newest.document, 'UTF8')::jsonb AS document) j
CROSS JOIN LATERAL jsonb_to_record(j.document) AS d(probability bigint)
CROSS JOIN LATERAL (
  SELECT e ->> 0 AS period, (e ->> 1)::bigint AS p10, (e ->> 2)::bigint AS p50, (e ->> 3)::bigint AS p90
  FROM jsonb_array_elements(j.document -> 'months') AS e
) m
"""


def upgrade() -> None:
    """A SQLite file gets nothing: the embedded form is not read by SQL."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_FORECASTS)
