"""The alerts service put together: decisions, messages, pages."""

from __future__ import annotations

import random
from pathlib import Path

from fastapi import APIRouter, FastAPI

from services.alerts import endpoints, pages
from services.alerts.channels.outbox import OutboxChannel
from services.alerts.deliver import Delivery
from services.alerts.handlers import FiguresHandler
from services.alerts.outbound import Outbound
from services.alerts.policy import LEVELS, Policies
from services.alerts.queries import Queries
from services.alerts.reading import Reading
from services.alerts.repository import AlertsRepository
from services.alerts.tables import AlertsTables
from shared.application import application
from shared.background import Background
from shared.consume import Consumer
from shared.observe import configure_logging
from shared.runtime import Runtime
from shared.settings import Settings
from shared.store import EventStore

MIGRATIONS = Path(__file__).parent / "migrations"
_MEASURE_SECONDS = 5.0


class Alerts:
    """Reads the topic ``figures``, decides, and delivers what it decided to tell."""

    def __init__(self, runtime: Runtime, policies: Policies | None = None) -> None:
        settings = runtime.settings
        self._metrics = runtime.metrics
        self.database = runtime.database("alerts")
        tables = AlertsTables()
        self.store = EventStore(tables.store, runtime.codec, runtime.clock)
        repository = AlertsRepository(tables, self.store)
        outbox = OutboxChannel(settings.outbox_path, settings.mail_sender, settings.mail_domain)
        channels = {outbox.name: outbox}
        self._handler = handler = FiguresHandler(
            repository,
            runtime.catalogue,
            runtime.codec,
            runtime.clock,
            policies=policies or Policies(),
            channels=tuple(channels),
            public_url=settings.public_url,
        )
        self.consumer = Consumer(
            "alerts",
            runtime.log("figures"),
            self.database,
            tables.consumer,
            handler,
            metrics=runtime.metrics,
            clock=runtime.clock,
            batch=settings.batch_size,
            linger_seconds=settings.linger_seconds,
        )
        self.consumers = (self.consumer,)
        self._outbound = Outbound(tables)
        self.delivery = Delivery(
            self.database,
            repository,
            self._outbound,
            channels,
            metrics=runtime.metrics,
            clock=runtime.clock,
            draw=lambda: random.randrange(1_000),
        )
        self._queries = Queries(tables, self.store)
        self.reading = Reading(self.database, self._queries, runtime.catalogue)
        self.router = APIRouter()
        self.router.include_router(endpoints.router(self.reading, runtime.catalogue))
        self.router.include_router(pages.router(self.reading, outbox, pages.Renderer(runtime.clock)))
        self.background = Background()
        self.background.loop("alerts-consumer", self.consumer.run)
        self.background.loop("alerts-delivery", self.delivery.run)
        self.background.every("alerts-sweep", settings.sweep_seconds, self.sweep)
        self.background.every("alerts-metrics", _MEASURE_SECONDS, self.measure)
        runtime.health.add("alerts-database", self._check_database)
        runtime.health.add("alerts-background", self.background.check)

    def migrate(self) -> None:
        """Bring the database to the newest schema."""
        self.database.migrate(MIGRATIONS)

    def start(self) -> None:
        """Start deciding and delivering."""
        self.background.start()

    async def stop(self) -> None:
        """Finish what is being worked on, then stop."""
        self.background.stop()

    def sweep(self) -> int:
        """Decide on months that waited for a due day that has passed; how many assessments that were."""
        with self.database.write() as connection:
            return self._handler.sweep(connection)

    def waiting_notifications(self) -> int:
        """How many messages are queued and not delivered yet."""
        with self.database.read() as connection:
            return self._outbound.waiting(connection)

    def measure(self) -> None:
        """Set the gauges from the database."""
        with self.database.read() as connection:
            levels = self._queries.open_levels(connection)
            waiting = self._outbound.waiting(connection)
            position = self._queries.store_position(connection)
        for level in (*LEVELS, "missing"):
            self._metrics.open_alerts.labels(level).set(levels.get(level, 0))
        self._metrics.notifications_waiting.set(waiting)
        self._metrics.store_position.labels("alerts").set(position)

    def _check_database(self) -> str:
        with self.database.read() as connection:
            return f"position {self._queries.store_position(connection)}"


def create_app(settings: Settings | None = None) -> FastAPI:
    """The alerts service alone in a process."""
    settings = settings or Settings()
    configure_logging(settings.log_level)
    runtime = Runtime(settings)
    return application("序时 · 预警", runtime, [Alerts(runtime)])
