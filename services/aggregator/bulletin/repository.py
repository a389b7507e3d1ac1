"""Which bulletins there are. SQL only."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.tables import BULLETINS
from shared.events import BulletinPublished
from shared.periods import to_microseconds
from shared.points import Point
from shared.store import EventStore, Recorded


class Listed(NamedTuple):
    """A published edition. Instants are UTC microseconds."""

    region: str
    period: str
    number: int
    position: int
    event_position: int
    published_at: int
    actor: str
    title: str
    simulated: bool
    embargo_until: int = 0
    published_by: str = ""


def stream_of(region: str, period: str) -> str:
    """The stream of a region's bulletins of a month: its version is the edition's number."""
    return f"bulletin-{region}-{period}"


def listed(connection: sa.Connection, region: str | None = None, limit: int = 1000) -> list[Listed]:
    """What was published, the latest first; of one region if it is given."""
    query = sa.select(*BULLETINS.c).order_by(BULLETINS.c.event_position.desc()).limit(limit)
    if region is not None:
        query = query.where(BULLETINS.c.region == region)
    return [Listed(*row) for row in connection.execute(query)]


def editions(connection: sa.Connection, region: str, period: str) -> list[Listed]:
    """Every edition of one bulletin, the first first."""
    query = sa.select(*BULLETINS.c).where(BULLETINS.c.region == region, BULLETINS.c.period == period)
    return [Listed(*row) for row in connection.execute(query.order_by(BULLETINS.c.number))]


def last_before(connection: sa.Connection, region: str, point: Point) -> Listed | None:
    """The region's last bulletin, of whatever month, that stands on fewer reports than up to a point, and was not kept
    back any more at its instant."""
    query = (
        sa.select(*BULLETINS.c)
        .where(BULLETINS.c.region == region, BULLETINS.c.position < point.position)
        .where(BULLETINS.c.embargo_until <= to_microseconds(point.instant))
        .order_by(BULLETINS.c.position.desc(), BULLETINS.c.event_position.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Listed(*row)


def load(connection: sa.Connection, store: EventStore, found: Listed) -> tuple[Recorded, BulletinPublished]:
    """An edition's event."""
    (recorded,) = store.read(connection, found.event_position - 1, 1)
    event = store.decode(recorded)
    assert isinstance(event, BulletinPublished)
    return recorded, event


def save(connection: sa.Connection, recorded: Recorded, event: BulletinPublished) -> None:
    """List an edition that was just appended."""
    found = Listed(
        event.region,
        event.period,
        event.number,
        event.position,
        recorded.position,
        recorded.recorded_at,
        recorded.actor,
        event.content.title,
        event.content.simulated,
        event.embargo_until,
        event.published_by,
    )
    connection.execute(BULLETINS.insert().values(found._asdict()))
