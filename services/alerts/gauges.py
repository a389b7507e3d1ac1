"""The gauges of the alerts service, set from its database."""

from __future__ import annotations

from services.alerts.delivery import waiting
from services.alerts.episodes.policy import LEVELS
from services.alerts.reading.queries import open_levels
from shared.database.engine import Database
from shared.observe import Metrics
from shared.periods import Clock, to_microseconds
from shared.store import EventStore


class Gauges:
    """How many alerts are open, how much waits to be delivered and was given up, and how far the store is."""

    def __init__(self, database: Database, store: EventStore, metrics: Metrics, clock: Clock) -> None:
        self._database = database
        self._store = store
        self._metrics = metrics
        self._clock = clock

    def waiting_notifications(self) -> int:
        """How many messages should have gone by now and are not delivered yet."""
        with self._database.read() as connection:
            return waiting.waiting(connection, to_microseconds(self._clock.now()))

    def refresh(self) -> None:
        """Set the gauges from the database."""
        now, metrics = to_microseconds(self._clock.now()), self._metrics
        with self._database.read() as connection:
            levels = open_levels(connection)
            late = waiting.waiting(connection, now)
            oldest = waiting.oldest_wanted(connection, now)
            dead = waiting.dead(connection)
            position = self._store.head(connection).position
        for level in (*LEVELS, "missing"):
            metrics.open_alerts.labels(level).set(levels.get(level, 0))
        metrics.notifications_waiting.set(late)
        metrics.notifications_oldest.set((now - oldest) / 1_000_000 if oldest is not None else 0)
        metrics.notifications_dead.set(dead)
        metrics.store_position.labels("alerts").set(position)
