"""The streams of alerts in the event store: read as decisions need them, and added to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa

from services.alerts.tables import STORE
from shared.events import Event
from shared.periods import CHINA
from shared.store import EventStore, NewEvent, Recorded

DatedEvent = tuple[Event, date]
"""An event, and the day in China on which it was recorded."""

Loaded = tuple[list[DatedEvent], int]
"""A stream's events and the version it stands at."""


class AlertStreams:
    """Every method works inside the caller's transaction."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    def lock(self, connection: sa.Connection) -> None:
        """Keep other writers out from here to the commit, so that what is read stays true."""
        connection.execute(sa.select(STORE.head.c.position).with_for_update())

    def load(self, connection: sa.Connection, streams: Iterable[str]) -> dict[str, Loaded]:
        """The events of several streams; one without events is left out."""
        return {
            stream: ([(self._store.decode(each), _day(each)) for each in events], events[-1].version)
            for stream, events in self._store.read_streams(connection, streams).items()
        }

    def done(self, connection: sa.Connection, key: str) -> bool:
        """Whether what stands under an idempotency key was done before."""
        return bool(self._store.find_keys(connection, [key]))

    def append(self, connection: sa.Connection, events: Sequence[NewEvent]) -> list[Recorded]:
        """Append to the event store (see EventStore.append)."""
        return self._store.append(connection, events)


def _day(recorded: Recorded) -> date:
    return recorded.recorded_instant.astimezone(CHINA).date()
