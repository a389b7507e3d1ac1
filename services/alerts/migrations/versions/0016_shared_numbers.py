"""Alerts that shared a number before numbers were kept: each has a number, rows and messages of its own.

Revision ID: 0016
"""

from __future__ import annotations

import json
from typing import Any, get_args

import sqlalchemy as sa
from alembic import op

from services.alerts.episodes.events import EpisodeEvent
from services.alerts.episodes.row import EpisodeRow, project
from shared.catalogue.model.prefixes import free_prefix
from shared.codec import Codec

revision = "0016"
down_revision: str | None = "0015"
branch_labels: str | None = None
depends_on: str | None = None

_NAMING = ("AlertRaised", "AlertAdvised")
"""The events that can be an alert's first, and hold its number and whose it is."""

_SHARED = 2


def upgrade() -> None:
    """The episodes of two such alerts stood in one row, which the later had taken: both are made anew of their events,
    and the messages of the one that did not have the number first go by its own."""
    connection = op.get_bind()
    metadata = sa.MetaData()
    events, numbers, episodes, notifications = (
        sa.Table(name, metadata, autoload_with=connection)
        for name in ("events", "alert_numbers", "episodes", "notifications")
    )
    named = _named(connection, events)
    given = {row.stream: row.number for row in connection.execute(sa.select(numbers))}
    given |= _give(connection, numbers, {stream: named[stream] for stream in named if stream not in given})
    moved = {stream: given[stream] for stream in named if named[stream]["alert"] != given[stream]}
    left = {named[stream]["alert"] for stream in moved}
    for stream in [stream for stream in named if stream in moved or given[stream] in left]:
        _make_anew(connection, events, episodes, stream, given[stream])
    for stream, number in moved.items():
        mine = sa.and_(notifications.c.stream == stream, notifications.c.alert == named[stream]["alert"])
        connection.execute(notifications.update().where(mine).values(alert=number))


def _named(connection: sa.Connection, events: sa.Table) -> dict[str, dict[str, Any]]:
    """What the first event of each alert says of it, oldest first."""
    query = sa.select(events.c.stream, events.c.data).where(events.c.type.in_(_NAMING)).order_by(events.c.position)
    found: dict[str, dict[str, Any]] = {}
    for stream, data in connection.execute(query):
        if stream not in found:
            content = json.loads(data)
            found[stream] = {name: content[name] for name in ("alert", "plan", "row", "region")}
    return found


def _give(connection: sa.Connection, numbers: sa.Table, nameless: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Numbers for alerts that have none: a plan's begin with one prefix, which no other plan has."""
    query = sa.select(numbers.c.prefix, sa.func.count(numbers.c.plan.distinct()), sa.func.min(numbers.c.plan))
    held = connection.execute(query.group_by(numbers.c.prefix)).all()
    taken = {prefix for prefix, _, _ in held}
    own = {plan: prefix for prefix, plans, plan in held if plans < _SHARED}
    made: dict[str, str] = {}
    for stream, about in nameless.items():
        old, _, rest = about["alert"].partition("-")
        if about["plan"] not in own:
            own[about["plan"]] = free_prefix(old, taken)
            taken.add(own[about["plan"]])
        made[stream] = f"{own[about['plan']]}-{rest}"
        whose = {name: about[name] for name in ("plan", "row", "region")}
        row = {"stream": stream, "number": made[stream], **whose, "prefix": own[about["plan"]]}
        connection.execute(numbers.insert().values(row))
    return made


def _make_anew(connection: sa.Connection, events: sa.Table, episodes: sa.Table, stream: str, number: str) -> None:
    rows: dict[int, EpisodeRow] = {}
    codec, kinds = Codec(), get_args(EpisodeEvent)
    query = sa.select(events).where(events.c.stream == stream).order_by(events.c.version)
    for each in connection.execute(query):
        event = codec.decode(each.type, each.schema_version, bytes(each.data))
        if isinstance(event, kinds):
            rows[event.episode] = project(rows.get(event.episode), event, stream, each.recorded_at)
    connection.execute(episodes.delete().where(episodes.c.stream == stream))
    for row in rows.values():
        key = sa.and_(episodes.c.number == number, episodes.c.episode == row.episode)
        connection.execute(episodes.delete().where(key))
        values = row._replace(number=number)._asdict()
        connection.execute(episodes.insert().values({column.name: values[column.name] for column in episodes.c}))
