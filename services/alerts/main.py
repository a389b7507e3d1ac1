"""The alerts service put together: decisions, messages, pages."""

from __future__ import annotations

import random
from pathlib import Path

from fastapi import APIRouter, FastAPI

from services.alerts import endpoints, pages
from services.alerts.channels.outbox import OutboxChannel
from services.alerts.channels.port import Channel
from services.alerts.channels.smtp import SmtpChannel
from services.alerts.channels.smtp_connection import SmtpServer
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
from shared.lease import Lease
from shared.observe import configure_logging
from shared.operations import Whereabouts
from shared.reporting import publish_catalogue
from shared.runtime import Runtime
from shared.settings import Settings
from shared.standby import Standby
from shared.store import EventStore
from shared.store.watch import ChainWatch

MIGRATIONS = Path(__file__).parent / "migrations"
_MEASURE_SECONDS = 5.0


class Alerts:
    """Reads the topic ``figures``, decides, and delivers what it decided to tell."""

    def __init__(self, runtime: Runtime, policies: Policies | None = None) -> None:
        settings = runtime.settings
        self._metrics = runtime.metrics
        self._catalogue = runtime.catalogue
        self._sweep_seconds = settings.sweep_seconds
        self.database = runtime.database("alerts")
        tables = AlertsTables()
        self.store = EventStore(tables.store, runtime.codec, runtime.clock)
        repository = AlertsRepository(tables, self.store)
        outbox = OutboxChannel(settings.outbox_path, settings.mail_sender, settings.mail_domain)
        self._mail = mail_channel(settings)
        # Without a mail server everything goes to the outbox; with one, only what was queued for it before.
        channels: dict[str, Channel] = {outbox.name: outbox}
        chosen: Channel = outbox
        if self._mail is not None:
            chosen = channels[self._mail.name] = self._mail
        self._handler = handler = FiguresHandler(
            repository,
            runtime.catalogue,
            runtime.codec,
            runtime.clock,
            policies=policies or Policies(),
            channels=(chosen.name,),
            public_url=settings.public_url,
        )
        self.consumer = Consumer(
            "alerts",
            runtime.log("figures", "alerts"),
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
        whereabouts = Whereabouts(
            "alerts",
            runtime,
            self.database,
            self.store,
            self.consumers,
            waiting=self.waiting_notifications,
            sweep=self.sweep,
        )
        self.router.include_router(whereabouts.router())
        renderer = pages.Renderer(runtime.clock)
        self.router.include_router(pages.router(self.reading, outbox, renderer, mail_server=settings.smtp_host))
        self.background = Background()
        standby = Standby(Lease(self.database, "alerts"), self._once_for_all, runtime.metrics)
        self.background.loop("alerts-standby", standby.run)
        self.background.every("alerts-metrics", _MEASURE_SECONDS, self.measure)
        runtime.health.add("alerts-database", self._check_database)
        runtime.health.add("alerts-background", self.background.check)
        runtime.health.add("alerts-standby", standby.check)
        runtime.health.add("alerts-consumer", self.consumer.check)

    def migrate(self) -> None:
        """Bring the database to the newest schema."""
        self.database.migrate(MIGRATIONS)
        publish_catalogue(self.database, self._catalogue)

    def start(self) -> None:
        """Start deciding and delivering."""
        self.background.start()

    async def stop(self) -> None:
        """Finish what is being worked on, then stop."""
        self.background.stop()
        if self._mail is not None:
            self._mail.close()

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

    def _once_for_all(self) -> Background:
        """What one instance does while the others stand by: nobody is told twice."""
        work = Background()
        work.loop("alerts-consumer", self.consumer.run)
        work.loop("alerts-delivery", self.delivery.run)
        work.every("alerts-sweep", self._sweep_seconds, self.sweep)
        watch = ChainWatch("alerts", self.database, self.store, self._metrics)
        work.every("alerts-chain", self._sweep_seconds, watch.sweep)
        return work

    def _check_database(self) -> str:
        with self.database.read() as connection:
            return f"position {self._queries.store_position(connection)}"


def mail_channel(settings: Settings) -> SmtpChannel | None:
    """The channel to the configured mail server; None without one.

    Raises:
        ValueError: the settings contradict each other, or the sender is no mail address.
    """
    if not settings.smtp_host:
        return None
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password_file=settings.smtp_password_file,
        ca_file=settings.smtp_ca_file,
        timeout_seconds=settings.smtp_timeout_seconds,
    )
    return SmtpChannel(server, settings.mail_sender, settings.mail_domain)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The alerts service alone in a process."""
    settings = settings or Settings()
    configure_logging(settings.log_level)
    runtime = Runtime(settings)
    return application("序时 · 预警", runtime, [Alerts(runtime)])
