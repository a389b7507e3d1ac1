"""Grafana's view of progress tells of the year: its own target, what is completed of it, the change on a year ago.

Revision ID: 0021
"""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision: str | None = "0020"
branch_labels: str | None = None
depends_on: str | None = None

_YEAR = """
CREATE VIEW grafana.year_progress AS
SELECT p.*, y.year, y.target / t.divisor AS year_target, y.actual / t.divisor AS year_actual,
       y.completed / 10000.0 AS year_completed, y.before / t.divisor AS year_before,
       CASE WHEN t.unit = '%%' THEN y.change / 10000.0 ELSE y.change / 100.0 END AS year_on_year
FROM grafana.progress p
JOIN grafana.targets t ON t.plan = p.plan AND t.target_row = p.target_row
JOIN progress s ON s.plan = p.plan AND s."row" = p.target_row AND s.period = p.period
CROSS JOIN LATERAL jsonb_to_record((convert_from(s.assessment, 'UTF8')::jsonb) -> 'year') AS y(
  year int, target bigint, actual bigint, completed bigint, before bigint, change bigint)
WHERE (convert_from(s.assessment, 'UTF8')::jsonb) ? 'year'
"""


def upgrade() -> None:
    """A SQLite file gets nothing: the embedded form is not read by SQL."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_YEAR)
