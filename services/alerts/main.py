"""The alerts service put together: decisions, messages, pages."""

from __future__ import annotations

import random
from pathlib import Path

from fastapi import APIRouter, FastAPI

from services.alerts.channels.configured import Channels
from services.alerts.delivery.deliver import Delivery
from services.alerts.delivery.holding import hold_queued
from services.alerts.episodes.policy import Policies
from services.alerts.gauges import Gauges
from services.alerts.handling.requests import By
from services.alerts.pages import routes
from services.alerts.reading.alerts import AlertsReading
from services.alerts.repository.catalogue_changes import changes_read
from services.alerts.repository.streams import AlertStreams
from services.alerts.tables import STORE
from services.alerts.work import AlertsWork
from shared.catalogue.known import KnownCatalogues
from shared.observe import configure_logging
from shared.process.application import application
from shared.process.background import Background
from shared.process.operations import Whereabouts
from shared.process.runtime import Runtime
from shared.process.service import StoreService
from shared.security.remote_sessions import RemoteSessions
from shared.settings import Settings
from shared.working_time import WorkingTime

MIGRATIONS = Path(__file__).parent / "migrations"
_METRICS_SECONDS = 5.0


class Alerts(StoreService):
    """Reads the topics ``figures`` and ``reports``, decides, and delivers what it decided to tell."""

    name = topic = "alerts"
    migrations = MIGRATIONS

    def __init__(
        self, runtime: Runtime, policies: Policies | None = None, catalogues: KnownCatalogues | None = None
    ) -> None:
        super().__init__(runtime, STORE)
        self.channels = Channels(runtime.settings)
        self._known = catalogues or self.known_catalogues(changes_read(self.database, runtime.codec), by_instant=True)
        self._policies = policies or Policies.of_catalogue(runtime.catalogue)
        self._streams = streams = AlertStreams(self.store)
        self._work = AlertsWork(runtime, self.database, streams, self.channels, self._policies)
        self.consumer, self.resending = self._work.consumer, self._work.resending
        self.know(self.consumer, self._work.reports_consumer)
        self.delivery = Delivery(
            self.database,
            streams,
            self.channels.by_name,
            metrics=runtime.metrics,
            clock=runtime.clock,
            draw=lambda: random.randrange(1_000),
            hours=WorkingTime(calendar=runtime.catalogue.calendar),
        )
        self.reading = AlertsReading(self.database, self.store, runtime.catalogue)
        gauges = Gauges(self.database, self.store, runtime.metrics, runtime.clock)
        self.waiting_notifications, self.refresh_metrics = gauges.waiting_notifications, gauges.refresh
        self.sweep = self._work.sweep
        self.router = self._router()
        self.background.every("alerts-metrics", _METRICS_SECONDS, self.refresh_metrics)

    def hold_queued(self, by: By) -> list[str]:
        """Hold every message that waits for a person's decision; their names."""
        return hold_queued(self.database, self._streams, self.runtime.clock, by)

    async def stop(self) -> None:
        """Finish what is being worked on, then stop."""
        await super().stop()
        self.channels.close()

    def lead(self, work: Background) -> None:
        """Deciding and telling: nobody is told twice."""
        for name, consumer in (("alerts", self.consumer), ("reminders", self._work.reports_consumer)):
            work.loop(f"{name}-consumer", consumer.run, consumer.log.wake)
        work.loop("alerts-delivery", self.delivery.run, self.delivery.wake)
        work.every("alerts-sweep", self.runtime.settings.sweep_seconds, self.sweep)

    def _router(self) -> APIRouter:
        whereabouts = Whereabouts(
            "alerts",
            self.runtime,
            self.database,
            self.store,
            self.consumers,
            waiting=self.waiting_notifications,
            to_try=self.delivery.to_try,
            sweep=self.sweep,
        )
        return routes.router(
            self.runtime,
            self.database,
            self.store,
            reading=self.reading,
            commands=self._work.people,
            resending=self.resending,
            folder=self.channels.outbox,
            policies=self._policies,
            catalogues=self._known,
            operations=whereabouts.router(),
        )


def create_app(settings: Settings | None = None) -> FastAPI:
    """The alerts service alone in a process."""
    settings = settings or Settings()
    configure_logging(settings.log_level)
    runtime = Runtime(settings)
    return application("序时 · 预警", runtime, [Alerts(runtime)], sessions=RemoteSessions(settings.intake_address))
