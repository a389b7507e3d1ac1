"""Which level has accepted a report, when it was first reported, and how often it was revised after that."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

_COLUMNS = (
    sa.Column("accepted_area", sa.String(20), nullable=False, server_default=""),
    sa.Column("revised", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reviewed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("first_at", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("lines_at", sa.BigInteger, nullable=False, server_default="0"),
)

_STREAM = "stream = 'report-' || reports.region || '-' || reports.period"
_MADE = "type IN ('ReportSubmitted', 'ReportCorrected')"

_FILL = f"""
UPDATE reports SET
  first_at = coalesce((SELECT min(recorded_at) FROM events WHERE {_STREAM} AND {_MADE}), 0),
  lines_at = coalesce((SELECT recorded_at FROM events WHERE position = reports.lines_position), 0),
  reviewed = EXISTS (SELECT 1 FROM events WHERE {_STREAM} AND type = 'ReportAccepted'),
  revised = (
    SELECT count(*) FROM events WHERE {_STREAM} AND {_MADE}
    AND version > (SELECT min(version) FROM events WHERE {_STREAM} AND type = 'ReportAccepted')
  )
"""  # acceptances so far do not name their area


def upgrade() -> None:
    """New columns, filled from the store."""
    for column in _COLUMNS:
        op.add_column("reports", column)
    op.execute(_FILL)
