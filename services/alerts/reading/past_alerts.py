"""Alerts as they were known at an instant: folded from the events that were recorded by then."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import get_args

import sqlalchemy as sa

from services.alerts.episodes.events import EpisodeEvent
from services.alerts.episodes.row import EpisodeRow, StateFilter, project
from services.alerts.messages.notification import NotificationRow
from services.alerts.reading import notification_queries, queries
from services.alerts.reading.advised import advice_view
from services.alerts.reading.recorded import RecordedEvent
from services.alerts.reading.shown import AlertAdvice, AlertEpisode, AlertHistory
from services.alerts.reading.views import alert_views, episode_views
from services.alerts.repository import numbers as given_numbers
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.known import KnownCatalogues
from shared.database.engine import Database
from shared.periods import Clock, to_microseconds
from shared.points import Point, PointFault, ask_point, catalogue_at, refuse, resolve
from shared.store import EventStore

_PAGE = 2_000
_EPISODE_EVENTS = get_args(EpisodeEvent)


class PastAlerts:
    """Reads for endpoints. Every method blocks on the database."""

    def __init__(self, database: Database, store: EventStore, catalogues: KnownCatalogues, clock: Clock) -> None:
        self._database = database
        self._store = store
        self._catalogues = catalogues
        self._clock = clock

    def known(self, point: Point | None) -> Catalogue:
        """The catalogue that is in force at a point; None: now."""
        return catalogue_at(self._catalogues, point)

    def point(self, text: str) -> Point:
        """The point that is written so; its position is one of the alerts' own store.

        Raises:
            Problem: 422 when it is no instant, lies in the future or before the first alert.
        """
        try:
            asked = ask_point(text)
            if asked.instant is None:
                raise PointFault("预警按日期或时刻查询，不按报送的位置序号")
            with self._database.read() as connection:
                last = self._store.head(connection).position
                return resolve(asked, self._clock.now(), last, partial(self._store.seek, connection))
        except PointFault as fault:
            raise refuse(fault) from None

    def alerts(self, point: Point, state: StateFilter, plan: str | None, region: str | None) -> list[AlertEpisode]:
        """Episodes as they stood, the last changed first."""
        with self._database.read() as connection:
            rows = [
                row
                for row in self._rows(connection, point)
                if plan in (None, row.plan) and region in (None, row.region) and row.among(state)
            ]
            messages = self._messages(connection, sorted({row.number for row in rows}), point)
        return alert_views(rows, messages, self.known(point))

    def alert(self, point: Point, number: str) -> list[AlertHistory]:
        """The episodes of one alert, newest first, each with its ``events`` up to then; empty for an unknown number."""
        with self._database.read() as connection:
            rows = [row for row in self._rows(connection, point) if row.number == number]
            if not rows:
                return []
            messages = self._messages(connection, [number], point)
            stream = queries.past(connection, self._store, rows[0].stream)
        past = [each for each in stream if each.recorded.position <= point.position]
        return episode_views(rows, messages, past, self.known(point))

    def advised(self, point: Point, number: str) -> AlertAdvice | None:
        """The 提示 that there were by then under a number without any episode; None where there were none."""
        if not number.isprintable():
            return None
        with self._database.read() as connection:
            stream = given_numbers.stream_of(connection, number)
            if stream is None:
                return None
            recorded = queries.past(connection, self._store, stream)
            messages = self._messages(connection, [number], point)
        past = [each for each in recorded if each.recorded.position <= point.position]
        return advice_view(number, past, messages, self.known(point))

    def _events(self, connection: sa.Connection, point: Point) -> Iterator[RecordedEvent]:
        after = 0
        while after < point.position:
            page = self._store.read(connection, after, min(_PAGE, point.position - after))
            yield from (RecordedEvent(each, self._store.decode(each)) for each in page)
            after = page[-1].position

    def _rows(self, connection: sa.Connection, point: Point) -> list[EpisodeRow]:
        found: dict[tuple[str, int], EpisodeRow] = {}
        for recorded, event in ((each.recorded, each.event) for each in self._events(connection, point)):
            if isinstance(event, _EPISODE_EVENTS):
                key = (recorded.stream, event.episode)
                found[key] = project(found.get(key), event, recorded.stream, recorded.recorded_at)
        given = given_numbers.by_stream(connection)  # an event may name a number that two alerts shared
        rows = [row._replace(number=given[row.stream]) for row in found.values()]
        return sorted(rows, key=lambda row: (-row.changed_at, row.number, -row.episode))

    def _messages(self, connection: sa.Connection, numbers: list[str], point: Point) -> list[NotificationRow]:
        """The messages that were queued by then; one that was finished later still waited. When it was meant to go is
        told as it is now."""
        instant = to_microseconds(point.instant)
        queued = (row for row in notification_queries.of_alerts(connection, numbers) if row.queued_at <= instant)
        return [_as_of(row, instant) for row in queued]


def _as_of(row: NotificationRow, instant: int) -> NotificationRow:
    if row.finished_at is not None and row.finished_at <= instant:
        return row
    return row._replace(state="queued", finished_at=None, attempts=0, detail="")
