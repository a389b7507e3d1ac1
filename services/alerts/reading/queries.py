"""What pages and answers read of alerts: their episodes, events and regions. SQL only."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from services.alerts.episodes.row import EXPIRED_STATES, OPEN_STATES, EpisodeRow, StateFilter
from services.alerts.reading.recorded import RecordedEvent
from services.alerts.tables import ASSESSMENTS, EPISODES, NOTIFICATIONS, REMINDERS
from shared.store import EventStore

_C = EPISODES.c


def episodes(
    connection: sa.Connection,
    *,
    state: StateFilter = "all",
    plan: str | None = None,
    region: str | None = None,
    number: str | None = None,
) -> list[EpisodeRow]:
    """Episodes, the last changed first."""
    query = sa.select(EPISODES).order_by(_C.changed_at.desc(), _C.number, _C.episode.desc())
    if state != "all":
        among = _C.state.in_(EXPIRED_STATES if state == "expired" else OPEN_STATES)
        query = query.where(~among if state == "closed" else among)
    for column, wanted in ((_C.plan, plan), (_C.region, region), (_C.number, number)):
        if wanted is not None:
            query = query.where(column == wanted)
    return [EpisodeRow.of(row) for row in connection.execute(query).mappings()]


def open_levels(connection: sa.Connection) -> dict[str, int]:
    """How many episodes are open at each level; a frozen one counts as ``missing``."""
    level = sa.case((_C.state == "frozen", "missing"), else_=_C.level)
    query = sa.select(level, sa.func.count()).where(_C.state.in_(OPEN_STATES)).group_by(level)
    return {row[0]: row[1] for row in connection.execute(query)}


def past(connection: sa.Connection, store: EventStore, stream: str) -> list[RecordedEvent]:
    """Every event of an alert's stream."""
    return [RecordedEvent(each, store.decode(each)) for each in store.read_stream(connection, stream)]


def regions(connection: sa.Connection, numbers: Collection[str]) -> dict[str, str]:
    """The regions that these alerts, or reminders, are about."""
    if not numbers:
        return {}
    found: dict[str, str] = {}
    for table in (EPISODES, REMINDERS):
        query = sa.select(table.c.number, table.c.region).where(table.c.number.in_(sorted(numbers))).distinct()
        found |= {row.number: row.region for row in connection.execute(query)}
    return _advised(connection, [each for each in numbers if each not in found]) | found


def _advised(connection: sa.Connection, numbers: Collection[str]) -> dict[str, str]:
    """The regions of targets that only a 提示 was given for: there is no episode yet."""
    if not numbers:
        return {}
    sent, known = NOTIFICATIONS, ASSESSMENTS
    query = sa.select(sent.c.alert, known.c.region).join(known, sent.c.stream == known.c.stream).distinct()
    rows = connection.execute(query.where(sent.c.alert.in_(sorted(numbers))))
    return {row.alert: row.region for row in rows}
