"""What Grafana calls the next step of an alert whose promise was broken: 督办中. PostgreSQL only.

Revision ID: 0018
"""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision: str | None = "0017"
branch_labels: str | None = None
depends_on: str | None = None

_HANDLING = """
CREATE OR REPLACE VIEW grafana.alert_handling AS
SELECT a.alert, a.episode, a.plan, a.plan_name, a.region_name, a.target_row, a.target_name, a.indicator,
       a.level_name, a.level_rank, a.open, a.state_name, a.raised_period, a.age_months, a.last_period, a.changed_at,
       a.open AND e.acknowledged_at IS NULL AS unsigned,
       a.open AND e.acknowledged_at IS NOT NULL AND e.answer IN ('none', 'returned') AS unanswered,
       e.answer = 'standing' AS to_review,
       NOT a.open AND e.signed_off_at IS NULL AS to_sign_off,
       e.answer = 'accepted' AS accepted,
       CASE WHEN NOT a.open THEN CASE WHEN e.signed_off_at IS NULL THEN '待销号' ELSE '已销号' END
            WHEN e.acknowledged_at IS NULL THEN '待签收'
            WHEN e.answer = 'none' THEN '待反馈' WHEN e.answer = 'standing' THEN '待会审'
            WHEN e.answer = 'returned' THEN '待重新反馈' WHEN e.answer = 'broken' THEN '督办中'
            ELSE '整改中' END AS next_name,
       to_timestamp(e.asked_at / 1000000.0) AS asked_at,
       to_timestamp(e.acknowledged_at / 1000000.0) AS acknowledged_at,
       to_timestamp(e.answered_at / 1000000.0) AS answered_at
FROM grafana.alerts a
JOIN episodes e ON e.number = a.alert AND e.episode = a.episode
"""


def upgrade() -> None:
    """A SQLite file gets nothing: the embedded form is not read by SQL."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_HANDLING)
