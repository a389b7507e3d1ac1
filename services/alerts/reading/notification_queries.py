"""What pages and answers read of messages and what became of them; in lists without their content. SQL only."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from services.alerts.messages.notification import NotificationRow
from services.alerts.tables import NOTIFICATIONS

_OUTBOX_PAGE = 200

_C = NOTIFICATIONS.c
_LISTED = sa.select(*(column for column in NOTIFICATIONS.c if column.name != "content"))


def of_alerts(connection: sa.Connection, numbers: Collection[str]) -> list[NotificationRow]:
    """The notifications of several alerts, or reminders, in the order in which they were queued."""
    return _rows(connection, _LISTED.where(_C.alert.in_(numbers)).order_by(_C.id))


def recipients(connection: sa.Connection, stream: str, number: str) -> frozenset[str]:
    """To whom messages about an alert went under its number."""
    query = sa.select(_C.recipient).distinct().where(_C.alert == number, _C.stream == stream)
    return frozenset(connection.execute(query).scalars())


def outbox(connection: sa.Connection, before: int | None) -> list[NotificationRow]:
    """A page of notifications, the newest first; ``before`` is the id above the page."""
    query = _LISTED.order_by(_C.id.desc()).limit(_OUTBOX_PAGE)
    return _rows(connection, query if before is None else query.where(_C.id < before))


def dead_letters(connection: sa.Connection) -> list[NotificationRow]:
    """The messages whose delivery was given up, oldest first."""
    return _rows(connection, _LISTED.where(_C.state == "failed").order_by(_C.id))


def notification(connection: sa.Connection, name: str) -> NotificationRow | None:
    """One notification with its content; None when there is none of that name."""
    rows = _rows(connection, sa.select(NOTIFICATIONS).where(_C.notification == name))
    return rows[0] if rows else None


def _rows(connection: sa.Connection, query: sa.Select[Any]) -> list[NotificationRow]:
    return [NotificationRow.of(row) for row in connection.execute(query).mappings()]
