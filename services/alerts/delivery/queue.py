"""The queue of messages: what is put into it, and what became of an attempt. SQL only.

A change is made only where the message still stands as it was read: of two instances one is first.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from services.alerts.messages.notification import NotificationRow, NotificationState
from services.alerts.tables import NOTIFICATIONS

_C = NOTIFICATIONS.c


def add(connection: sa.Connection, rows: Sequence[NotificationRow]) -> None:
    """Queue messages; what they have to wait for no longer waits by choice."""
    if not rows:
        return
    connection.execute(NOTIFICATIONS.insert(), [row.columns() for row in rows])
    for row in rows:
        _release(connection, row)


def finish(connection: sa.Connection, queued: NotificationRow, state: NotificationState, now: int, detail: str) -> bool:
    """Record that a message was delivered or given up; False when another instance was first."""
    values: dict[str, object] = {"state": state, "attempts": queued.attempts + 1, "finished_at": now, "detail": detail}
    return _change(connection, queued, values)


def give_up(connection: sa.Connection, queued: NotificationRow, now: int, detail: str) -> bool:
    """Record that a message is not tried any more, over no channel; False when another instance was first."""
    values: dict[str, object] = {"state": "failed", "finished_at": now, "detail": detail, "fallback_at": None}
    return _change(connection, queued, values)


def postpone(connection: sa.Connection, queued: NotificationRow, until: int, detail: str) -> bool:
    """Record a failed attempt and when the next one is; False when another instance was first."""
    return _change(connection, queued, {"attempts": queued.attempts + 1, "next_attempt_at": until, "detail": detail})


def note(connection: sa.Connection, queued: NotificationRow, detail: str) -> bool:
    """Record an attempt that came too early; it stays due. False when another instance was first."""
    return _change(connection, queued, {"attempts": queued.attempts + 1, "detail": detail})


def due_at(connection: sa.Connection, now: int) -> list[tuple[str, int]]:
    """What is to be tried or to go over another channel by ``now``: its name, and when it was meant to go."""
    late = sa.or_(
        sa.and_(_C.state == "queued", _C.next_attempt_at <= now),
        sa.and_(_C.state.in_(("queued", "failed")), _C.fallback_at <= now),
    )
    query = sa.select(_C.notification, _C.wanted_at).where(late).order_by(_C.id)
    return [(row.notification, row.wanted_at) for row in connection.execute(query)]


def put_off(connection: sa.Connection, names: Sequence[str], now: int, until: int) -> None:
    """Do not try these messages before ``until``; nothing failed by that, and another channel takes over as much
    later."""
    values = {
        "next_attempt_at": sa.case((_C.next_attempt_at < until, until), else_=_C.next_attempt_at),
        "fallback_at": sa.case((_C.fallback_at < until, _C.fallback_at + (until - now)), else_=_C.fallback_at),
    }
    connection.execute(NOTIFICATIONS.update().where(_C.notification.in_(names)).values(values))


def supersede(connection: sa.Connection, row: NotificationRow, now: int, detail: str) -> bool:
    """Record that another channel took the message's place; False when its state had changed."""
    same = sa.and_(_C.id == row.id, _C.state == row.state, _C.attempts == row.attempts)
    values = {"state": "superseded", "finished_at": now, "detail": detail, "fallback_at": None}
    return connection.execute(NOTIFICATIONS.update().where(same).values(**values)).rowcount == 1


def find(connection: sa.Connection, notification: str) -> NotificationRow | None:
    """A message with its content; None when there is none of that name."""
    query = sa.select(NOTIFICATIONS).where(_C.notification == notification)
    row = connection.execute(query).mappings().one_or_none()
    return NotificationRow.of(row) if row is not None else None


def again(connection: sa.Connection, notification: str, now: int) -> bool:
    """Queue a dead letter anew under the same identity; False when it is none."""
    values: dict[str, object] = {"state": "queued", "attempts": 0, "digest": ""}
    values |= {"next_attempt_at": now, "wanted_at": now, "finished_at": None}
    values |= {"fallback_at": None}  # a person has taken it in hand
    dead = sa.and_(_C.notification == notification, _C.state == "failed")
    return connection.execute(NOTIFICATIONS.update().where(dead).values(**values)).rowcount == 1


def _release(connection: sa.Connection, row: NotificationRow) -> None:
    """Let nothing that ``row`` (just queued) has to wait for wait by choice: for office hours or a digest."""
    self_id = sa.select(_C.id).where(_C.notification == row.notification).scalar_subquery()
    earlier = sa.and_(
        _C.state == "queued",
        _C.attempts == 0,
        _C.next_attempt_at > row.next_attempt_at,
        _C.alert == row.alert,
        _C.channel == row.channel,
        _C.recipient == row.recipient,
        _C.id < self_id,
    )
    at = row.next_attempt_at
    values = {"next_attempt_at": at, "wanted_at": at, "digest": ""}
    fallback_at = _C.fallback_at - (_C.wanted_at - at)
    connection.execute(NOTIFICATIONS.update().where(earlier).values(**values, fallback_at=fallback_at))


def _change(connection: sa.Connection, queued: NotificationRow, values: dict[str, object]) -> bool:
    same = sa.and_(_C.id == queued.id, _C.state == "queued", _C.attempts == queued.attempts)
    return connection.execute(NOTIFICATIONS.update().where(same).values(**values)).rowcount == 1
