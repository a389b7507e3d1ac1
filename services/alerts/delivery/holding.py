"""What waits to be sent is held for a person's decision: after a restore nobody knows what of it has gone already."""

from __future__ import annotations

import sqlalchemy as sa

from services.alerts.delivery import queue
from services.alerts.handling.requests import By
from services.alerts.messages.notification import NotificationRow
from services.alerts.repository.streams import AlertStreams
from services.alerts.tables import NOTIFICATIONS
from shared.database.engine import Database
from shared.events import NotificationFailed
from shared.periods import Clock, to_microseconds
from shared.store import NewEvent

HELD = "库恢复之后待人决定：可能已在备份之后发出"
"""Why such a message is a dead letter."""


def hold_queued(database: Database, streams: AlertStreams, clock: Clock, by: By) -> list[str]:
    """Make every message that waits a dead letter, which is sent again by name or not at all; their names, oldest
    first. One that another channel would take over is not taken over either."""
    with database.write() as connection:
        streams.lock(connection)
        query = sa.select(NOTIFICATIONS).where(NOTIFICATIONS.c.state == "queued").order_by(NOTIFICATIONS.c.id)
        rows = [NotificationRow.of(row) for row in connection.execute(query).mappings()]
        now = to_microseconds(clock.now())
        held = [row for row in rows if queue.give_up(connection, row, now, HELD)]
        streams.append(connection, [_event(row, by) for row in held])
        return [row.notification for row in held]


def _event(row: NotificationRow, by: By) -> NewEvent:
    failed = NotificationFailed(notification=row.notification, alert=row.alert, attempts=row.attempts, error=HELD)
    return NewEvent(stream=row.stream, event=failed, actor=by.actor, correlation_id=by.correlation_id)
