"""What the decisions read and write: streams, the history of assessments, episodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from services.alerts.delivery.queue import Outbound
from services.alerts.episodes.gathering import OpenAlert
from services.alerts.episodes.known_months import KnownMonth
from services.alerts.tables import AlertsTables
from shared.events import Assessment, Event, ProgressAssessed
from shared.periods import CHINA
from shared.store import EventStore, NewEvent, Recorded

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Assessment).decode
_decode_assessed = msgspec.json.Decoder(ProgressAssessed).decode

DatedEvent = tuple[Event, date]
"""An event, and the day in China on which it was recorded."""

Loaded = tuple[list[DatedEvent], int]
"""A stream's events and the version it stands at."""


class Touched(NamedTuple):
    """The latest assessment of a period; ``held``: it waits for the due day."""

    assessed: ProgressAssessed
    held: bool
    correlation_id: str


class AlertsRepository:
    """Every method works inside the caller's transaction."""

    def __init__(self, tables: AlertsTables, store: EventStore) -> None:
        self.tables = tables
        self.store = store

    def lock(self, connection: sa.Connection) -> None:
        """Keep other writers out from here to the commit, so that what is read stays true."""
        connection.execute(sa.select(self.tables.store.head.c.position).with_for_update())

    def streams(self, connection: sa.Connection, streams: Iterable[str]) -> dict[str, Loaded]:
        """The events of several streams; one without events is left out."""
        return {
            stream: ([(self.store.decode(each), _day(each)) for each in events], events[-1].version)
            for stream, events in self.store.read_streams(connection, streams).items()
        }

    def link_secret(self, connection: sa.Connection) -> bytes:
        """What signs the links in messages."""
        secret: bytes = connection.execute(sa.select(self.tables.link_secrets.c.secret)).scalar_one()
        return secret

    def stream_of(self, connection: sa.Connection, number: str) -> str | None:
        """The stream of an alert; None for one that was never raised."""
        table = self.tables.episodes
        query = sa.select(table.c.stream).where(table.c.number == number).limit(1)
        stream: str | None = connection.execute(query).scalar_one_or_none()
        return stream

    def open_streams(self, connection: sa.Connection) -> list[tuple[str, str]]:
        """Stream and number of every alert with an open episode."""
        table = self.tables.episodes
        query = sa.select(table.c.stream, table.c.number).where(table.c.state.in_(("open", "frozen")))
        return [(stream, number) for stream, number in connection.execute(query.order_by(table.c.number))]

    def open_alerts(self, connection: sa.Connection) -> list[OpenAlert]:
        """Every alert with an open episode, as it stands."""
        table = self.tables.episodes
        columns = (table.c.number, table.c.indicator, table.c.region, table.c.level, table.c.state)
        query = sa.select(*columns).where(table.c.state.in_(("open", "frozen"))).order_by(table.c.number)
        return [
            OpenAlert(number, indicator, region, level, state == "frozen")
            for number, indicator, region, level, state in connection.execute(query)
        ]

    def append(self, connection: sa.Connection, events: Sequence[NewEvent]) -> list[Recorded]:
        """Append to the event store (see EventStore.append)."""
        return self.store.append(connection, events)

    def histories(self, connection: sa.Connection, streams: Sequence[str]) -> dict[str, dict[str, KnownMonth]]:
        """What is known of each period, by stream."""
        table = self.tables.assessments
        columns = (table.c.stream, table.c.period, table.c.level, table.c.data_version, table.c.rule_version)
        query = sa.select(*columns, table.c.judged).where(table.c.stream.in_(streams))
        found: dict[str, dict[str, KnownMonth]] = {stream: {} for stream in streams}
        for stream, period, level, data_version, rule_version, judged in connection.execute(query):
            assessment = _decode(judged) if judged is not None else None
            found[stream][period] = KnownMonth(level, data_version, rule_version, assessment)
        return found

    def save_assessments(
        self, connection: sa.Connection, rows: Mapping[tuple[str, str], tuple[Touched, KnownMonth]]
    ) -> None:
        """Put what is known of a (stream, period) in the place of what was known before."""
        values = [
            {
                "stream": stream,
                "period": period,
                "plan": assessed.plan,
                "row": assessed.row,
                "region": assessed.region,
                "level": known.level,
                "progress": assessed.assessment.progress,
                "actual": assessed.assessment.actual,
                "accepted_met": assessed.assessment.accepted_met,
                "data_version": known.data_version,
                "rule_version": known.rule_version,
                "judged": _encode(known.judged) if known.judged is not None else None,
                "held": _encode(assessed) if held else None,
                "correlation_id": correlation_id,
            }
            for (stream, period), ((assessed, held, correlation_id), known) in rows.items()
        ]
        self._replace(connection, self.tables.assessments, ("stream", "period"), values)

    def held(self, connection: sa.Connection) -> list[Touched]:
        """Every assessment that waits for its due day, oldest period first."""
        table = self.tables.assessments
        query = sa.select(table.c.held, table.c.correlation_id).where(table.c.held.is_not(None))
        rows = connection.execute(query.order_by(table.c.period, table.c.stream))
        return [Touched(_decode_assessed(held), True, correlation_id) for held, correlation_id in rows]

    def newest_episodes(
        self, connection: sa.Connection, streams: Sequence[str]
    ) -> dict[str, dict[int, dict[str, Any]]]:
        """The row of each stream's newest episode, by stream and episode; none before the first raise."""
        table = self.tables.episodes
        newest = sa.select(table.c.stream, sa.func.max(table.c.episode).label("episode")).group_by(table.c.stream)
        last = newest.where(table.c.stream.in_(streams)).subquery()
        query = sa.select(table).join(last, sa.and_(table.c.stream == last.c.stream, table.c.episode == last.c.episode))
        found: dict[str, dict[int, dict[str, Any]]] = {}
        for row in connection.execute(query).mappings():
            found[row["stream"]] = {row["episode"]: dict(row)}
        return found

    def save_episodes(self, connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put each episode's row in the place of the one before."""
        self._replace(connection, self.tables.episodes, ("number", "episode"), rows)

    def add_notifications(self, connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Queue messages; what they have to wait for no longer waits by choice."""
        if not rows:
            return
        connection.execute(self.tables.notifications.insert(), [dict(row) for row in rows])
        outbound = Outbound(self.tables)
        for row in rows:
            outbound.release(connection, row)

    def _replace(
        self, connection: sa.Connection, table: sa.Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]
    ) -> None:
        if not rows:
            return
        same = sa.and_(*(table.c[name] == sa.bindparam(f"key_{name}") for name in key))
        connection.execute(table.delete().where(same), [{f"key_{name}": row[name] for name in key} for row in rows])
        connection.execute(table.insert(), [dict(row) for row in rows])


def _day(recorded: Recorded) -> date:
    return recorded.recorded_instant.astimezone(CHINA).date()
