"""What units' months come to, by the arithmetic of the figures; and the view of it that Grafana reads.

The view took a year to date apart by a rule of its own, which knew of no code that continues another.

Revision ID: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.database.grafana_schema import valid

revision = "0012"
down_revision: str | None = "0011"
branch_labels: str | None = None
depends_on: str | None = None

_DAY = "make_date(left(a.period, 4)::int, right(a.period, 2)::int, 1)"

_UNIT_FIGURES = f"""
CREATE VIEW grafana.unit_figures AS
SELECT a.region, r.name AS region_name, r.parent, l.indicator, i.name AS indicator_name, i.kind, i.unit, a.period,
       left(a.period, 4)::int AS year, {_DAY} AS month,
       CASE WHEN i.kind <> 'ratio' THEN l.value / i.divisor
            WHEN i.adds_over_months THEN 100.0 * l.total / nullif(l.whole, 0)
            ELSE 100.0 * l.value / nullif(l.denominator, 0) END AS value,
       CASE i.kind WHEN 'flow' THEN l.total / i.divisor END AS year_to_date,
       u.accepted IS NOT NULL AS accepted, u.simulated
FROM unit_amounts a
JOIN unit_months u ON u.period = a.period AND u.region = a.region AND u.live IS NOT NULL
CROSS JOIN LATERAL jsonb_to_recordset(convert_from(a.amounts, 'UTF8')::jsonb) AS l(
  indicator text, value bigint, denominator bigint, total bigint, whole bigint)
JOIN catalogue.indicators i ON i.id = l.indicator
JOIN catalogue.regions r ON r.code = a.region AND {valid("r", _DAY)}
"""


def upgrade() -> None:
    """The table is empty: on PostgreSQL the service fills it within seconds, on SQLite nobody reads it by SQL."""
    op.create_table(
        "unit_amounts",
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("region", sa.String(20), primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("edition", sa.String(16), nullable=False),
        sa.Column("amounts", sa.LargeBinary, nullable=False),
    )
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP VIEW grafana.unit_figures")
        connection.exec_driver_sql(_UNIT_FIGURES)
