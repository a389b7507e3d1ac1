"""How every episode of every alert stands. SQL only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa

from services.alerts.episodes.gathering import OpenAlert
from services.alerts.episodes.row import OPEN_STATES, EpisodeRow
from services.alerts.tables import EPISODES
from shared.database.rows import insert_rows, replacing

_C = EPISODES.c
_KEYS = ("number", "episode")
_REPLACE = replacing(EpisodeRow._fields, _KEYS)


def stream_of(connection: sa.Connection, number: str) -> str | None:
    """The stream of an alert; None for one that was never raised."""
    query = sa.select(_C.stream).where(_C.number == number).limit(1)
    stream: str | None = connection.execute(query).scalar_one_or_none()
    return stream


def open_streams(connection: sa.Connection, plans: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Stream and number of every alert with an open episode; only of these plans where some are given."""
    query = sa.select(_C.stream, _C.number).where(_C.state.in_(OPEN_STATES))
    if plans is not None:
        query = query.where(_C.plan.in_(sorted(plans)))
    return [(stream, number) for stream, number in connection.execute(query.order_by(_C.number))]


def open_alerts(connection: sa.Connection, indicator: str | None = None) -> list[OpenAlert]:
    """Every alert with an open episode, as it stands; only those on an indicator where one is given."""
    columns = (_C.number, _C.indicator, _C.region, _C.level, _C.state)
    query = sa.select(*columns).where(_C.state.in_(OPEN_STATES)).order_by(_C.number)
    if indicator is not None:
        query = query.where(_C.indicator == indicator)
    return [
        OpenAlert(number, about, region, level, state == "frozen")
        for number, about, region, level, state in connection.execute(query)
    ]


def newest(connection: sa.Connection, streams: Sequence[str]) -> dict[str, EpisodeRow]:
    """How each stream's newest episode stands; none before the first raise."""
    numbers = sa.select(_C.stream, sa.func.max(_C.episode).label("episode")).group_by(_C.stream)
    last = numbers.where(_C.stream.in_(streams)).subquery()
    query = sa.select(EPISODES).join(last, sa.and_(_C.stream == last.c.stream, _C.episode == last.c.episode))
    rows = [EpisodeRow.of(row) for row in connection.execute(query).mappings()]
    return {row.stream: row for row in rows}


def save(connection: sa.Connection, rows: Iterable[EpisodeRow]) -> None:
    """Put each episode's row in the place of the one before."""
    insert_rows(connection, EPISODES, EpisodeRow._fields, rows, _REPLACE)
