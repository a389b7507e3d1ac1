"""How much waits to be delivered, since when, and what was given up. SQL only."""

from __future__ import annotations

import sqlalchemy as sa

from services.alerts.tables import NOTIFICATIONS

_C = NOTIFICATIONS.c


def waiting(connection: sa.Connection, now: int) -> int:
    """How many messages should have gone by ``now`` and are not delivered yet."""
    query = sa.select(sa.func.count()).where(_C.state == "queued", _C.wanted_at <= now)
    return connection.execute(query).scalar_one()


def oldest_wanted(connection: sa.Connection, now: int) -> int | None:
    """Since when the longest waiting of them waits; None when none does."""
    query = sa.select(sa.func.min(_C.wanted_at)).where(_C.state == "queued", _C.wanted_at <= now)
    wanted: int | None = connection.execute(query).scalar_one()
    return wanted


def dead(connection: sa.Connection) -> int:
    """How many dead letters there are."""
    return connection.execute(sa.select(sa.func.count()).where(_C.state == "failed")).scalar_one()


def dead_letters(connection: sa.Connection) -> list[str]:
    """The names of all dead letters, oldest first."""
    query = sa.select(_C.notification).where(_C.state == "failed").order_by(_C.id)
    return list(connection.execute(query).scalars())
