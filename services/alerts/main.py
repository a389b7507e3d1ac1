"""The alerts service put together: decisions, messages, pages."""

from __future__ import annotations

import random
from pathlib import Path

from fastapi import APIRouter, FastAPI

from services.alerts.channels.configured import Channels
from services.alerts.delivery.deliver import Delivery
from services.alerts.delivery.queue import Outbound
from services.alerts.delivery.resending import Resending
from services.alerts.episodes.policy import LEVELS, Policies
from services.alerts.handlers.dispatch import Dispatch
from services.alerts.handlers.figures import FiguresHandler
from services.alerts.handlers.people import People
from services.alerts.messages.routing import Means
from services.alerts.pages import alerts as pages
from services.alerts.pages import api as endpoints
from services.alerts.pages import reminders as reminders_pages
from services.alerts.pages.letters import Letters
from services.alerts.pages.letters import router as letters_router
from services.alerts.pages.outbox import OutboxPages
from services.alerts.pages.people import PeoplePages
from services.alerts.reading.alerts import AlertsReading
from services.alerts.reading.past_alerts import PastAlerts
from services.alerts.reading.queries import Queries
from services.alerts.reminders.known_reports import CONSUMER_NAME as REMINDERS_CONSUMER
from services.alerts.reminders.known_reports import KnownReports
from services.alerts.reminders.reading import RemindersReading
from services.alerts.reminders.sweep import Post, Reminders
from services.alerts.repository import AlertsRepository
from services.alerts.tables import AlertsTables
from shared.observe import configure_logging
from shared.periods import to_microseconds
from shared.process.application import application
from shared.process.background import Background
from shared.process.operations import Whereabouts
from shared.process.runtime import Runtime
from shared.process.service import StoreService
from shared.security.access import Access
from shared.settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"
_MEASURE_SECONDS = 5.0


class Alerts(StoreService):
    """Reads the topics ``figures`` and ``reports``, decides, and delivers what it decided to tell."""

    name = topic = "alerts"
    migrations = MIGRATIONS

    def __init__(self, runtime: Runtime, policies: Policies | None = None) -> None:
        settings = runtime.settings
        tables = AlertsTables()
        super().__init__(runtime, tables.store)
        repository = AlertsRepository(tables, self.store)
        self.channels = channels = Channels(settings, runtime.clock)
        policies = policies or Policies.of_plans(runtime.catalogue.plans.values())
        self._policies = policies
        dispatch = Dispatch(
            runtime.catalogue,
            runtime.clock,
            policies=policies,
            means=Means(channels.mail, channels.robots),
            public_url=settings.public_url,
        )
        self._handler = handler = FiguresHandler(
            repository,
            runtime.catalogue,
            runtime.codec,
            runtime.clock,
            policies=policies,
            dispatch=dispatch,
        )
        self.people = People(
            self.database, repository, runtime.catalogue, runtime.clock, policies=policies, dispatch=dispatch
        )
        self.consumer = runtime.consumer("alerts", "figures", self.database, tables.consumer, handler)
        known = KnownReports(tables, runtime.codec)
        self.reports_consumer = runtime.consumer(REMINDERS_CONSUMER, "reports", self.database, tables.consumer, known)
        self.know(self.consumer, self.reports_consumer)
        self.reminders = Reminders(
            self.database,
            repository,
            runtime.catalogue,
            runtime.clock,
            post=Post(channels.mail, settings.public_url),
            behind=self.reports_consumer.lag,
            metrics=runtime.metrics,
        )
        self._outbound = Outbound(tables)
        self.delivery = Delivery(
            self.database,
            repository,
            self._outbound,
            channels.by_name,
            metrics=runtime.metrics,
            clock=runtime.clock,
            draw=lambda: random.randrange(1_000),
        )
        self.resending = Resending(self.database, repository, self._outbound, runtime.clock)
        self._queries = Queries(tables, self.store)
        self.reading = AlertsReading(self.database, self._queries, runtime.catalogue)
        self.router = self._router(runtime, tables)
        self.background.every("alerts-metrics", _MEASURE_SECONDS, self.measure)
        runtime.health.add("alerts-database", self._check_database)

    async def stop(self) -> None:
        """Finish what is being worked on, then stop."""
        await super().stop()
        self.channels.close()

    def sweep(self) -> int:
        """Decide on months that waited for a due day that has passed, then take the steps that are due, and remind
        who has not reported; how many assessments and steps that were."""
        with self.database.write() as connection:
            decided = self._handler.sweep(connection)
        return decided + self.people.escalate() + self.reminders.sweep()

    def waiting_notifications(self) -> int:
        """How many messages should have gone by now and are not delivered yet."""
        with self.database.read() as connection:
            return self._outbound.waiting(connection, to_microseconds(self.runtime.clock.now()))

    def measure(self) -> None:
        """Set the gauges from the database."""
        now = to_microseconds(self.runtime.clock.now())
        with self.database.read() as connection:
            levels = self._queries.open_levels(connection)
            waiting = self._outbound.waiting(connection, now)
            oldest = self._outbound.oldest_wanted(connection, now)
            dead = self._outbound.dead(connection)
            position = self._queries.store_position(connection)
        for level in (*LEVELS, "missing"):
            self.runtime.metrics.open_alerts.labels(level).set(levels.get(level, 0))
        self.runtime.metrics.notifications_waiting.set(waiting)
        self.runtime.metrics.notifications_oldest.set((now - oldest) / 1_000_000 if oldest is not None else 0)
        self.runtime.metrics.notifications_dead.set(dead)
        self.runtime.metrics.store_position.labels("alerts").set(position)

    def lead(self, work: Background) -> None:
        """Deciding and telling: nobody is told twice."""
        work.loop("alerts-consumer", self.consumer.run)
        work.loop("reminders-consumer", self.reports_consumer.run)
        work.loop("alerts-delivery", self.delivery.run)
        work.every("alerts-sweep", self.runtime.settings.sweep_seconds, self.sweep)

    def _router(self, runtime: Runtime, tables: AlertsTables) -> APIRouter:
        router = APIRouter()
        past = PastAlerts(self.database, self.store, self._queries, runtime.catalogue, runtime.clock)
        visitor = runtime.authentication.visitor
        router.include_router(endpoints.router(self.reading, past, runtime.catalogue, visitor))
        whereabouts = Whereabouts(
            "alerts",
            runtime,
            self.database,
            self.store,
            self.consumers,
            waiting=self.waiting_notifications,
            sweep=self.sweep,
        )
        router.include_router(whereabouts.router())
        renderer = pages.AlertsRenderer(runtime.clock)
        access = Access(runtime.catalogue)
        router.include_router(pages.router(self.reading, renderer, access, runtime.authentication))
        outbox_pages = OutboxPages(
            self.reading,
            self.resending,
            self.channels.outbox,
            renderer,
            access,
            runtime.authentication,
            mail_server=runtime.settings.smtp_host,
        )
        router.include_router(outbox_pages.router())
        people_pages = PeoplePages(self.people, self.reading, renderer, access, runtime.authentication, runtime.clock)
        router.include_router(people_pages.router())
        letters = Letters(self.database, self._queries, runtime.catalogue, runtime.clock, self._policies)
        router.include_router(letters_router(letters, access, runtime.authentication))
        reminded = RemindersReading(self.database, tables, runtime.catalogue)
        router.include_router(reminders_pages.router(reminded, renderer, access, runtime.authentication))
        return router

    def _check_database(self) -> str:
        with self.database.read() as connection:
            return f"position {self._queries.store_position(connection)}"


def create_app(settings: Settings | None = None) -> FastAPI:
    """The alerts service alone in a process."""
    settings = settings or Settings()
    configure_logging(settings.log_level)
    runtime = Runtime(settings)
    return application("序时 · 预警", runtime, [Alerts(runtime)])
