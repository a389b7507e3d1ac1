"""When a message is meant to go, with which others it is gathered, and which channel is next where one fails.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

_NOTIFICATIONS = """
CREATE OR REPLACE VIEW grafana.notifications AS
SELECT n.notification, n.alert, n.episode, n.sequence, t.plan, t.target_row, t.target_name, n.channel, n.title,
       n.state,
       CASE n.state WHEN 'queued' THEN '待送达' WHEN 'delivered' THEN '已送达' WHEN 'failed' THEN '送达失败'
            WHEN 'superseded' THEN '已改道' ELSE n.state END AS state_name,
       n.attempts, to_timestamp(n.queued_at / 1000000.0) AS queued_at,
       to_timestamp(n.finished_at / 1000000.0) AS finished_at,
       (n.finished_at - n.wanted_at) / 1000000.0 AS delivery_seconds
FROM notifications n
LEFT JOIN episodes e ON e.number = n.alert AND e.episode = n.episode
LEFT JOIN grafana.targets t ON t.plan = e.plan AND t.target_row = e."row"
"""


def upgrade() -> None:
    """What was queued before was meant to go at once, by itself, over the one channel."""
    with op.batch_alter_table("notifications") as notifications:
        notifications.add_column(sa.Column("wanted_at", sa.BigInteger, nullable=False, server_default="0"))
        notifications.add_column(sa.Column("digest", sa.String(80), nullable=False, server_default=""))
        notifications.add_column(sa.Column("fallbacks", sa.Text, nullable=False, server_default="[]"))
        notifications.add_column(sa.Column("fallback_at", sa.BigInteger))
    op.execute("UPDATE notifications SET wanted_at = queued_at")
    op.create_index("ix_notifications_fallback", "notifications", ["fallback_at"])
    op.create_index("ix_notifications_alert", "notifications", ["alert", "channel", "recipient"])
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_NOTIFICATIONS)
