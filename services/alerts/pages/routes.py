"""Every route of the alerts service over what it does and what is read of it."""

from __future__ import annotations

from fastapi import APIRouter

from services.alerts.channels.outbox import OutboxChannel
from services.alerts.delivery.resending import Resending
from services.alerts.episodes.policy import Policies
from services.alerts.handlers.people import People
from services.alerts.pages import alerts, api, letters, outbox, people, reminders
from services.alerts.reading.alerts import AlertsReading
from services.alerts.reading.past_alerts import PastAlerts
from services.alerts.reminders.reading import RemindersReading
from shared.catalogue.known import KnownCatalogues
from shared.database.engine import Database
from shared.process.runtime import Runtime
from shared.security.access import Access
from shared.store import EventStore
from shared.web.routing.routers import take_over


def router(
    runtime: Runtime,
    database: Database,
    store: EventStore,
    *,
    reading: AlertsReading,
    commands: People,
    resending: Resending,
    folder: OutboxChannel,
    policies: Policies,
    catalogues: KnownCatalogues,
    operations: APIRouter,
) -> APIRouter:
    """The JSON side and the pages; ``folder`` makes the files that can be downloaded,
    ``operations`` tells how far the service is."""
    catalogue, clock, authentication = runtime.catalogue, runtime.clock, runtime.authentication
    access, renderer = Access(catalogue), alerts.AlertsRenderer(clock, catalogue.calendar)
    past = PastAlerts(database, store, catalogues, clock)
    sent = outbox.OutboxPages(
        reading, resending, folder, renderer, access, authentication, mail_server=runtime.settings.smtp_host
    )
    answered = people.PeoplePages(commands, reading, renderer, access, authentication, clock, runtime.uploads)
    drafted = letters.Letters(database, store, catalogue, clock, policies)
    reminded = RemindersReading(database, catalogue)
    routes = APIRouter()
    take_over(
        routes,
        api.router(reading, past, authentication.visitor),
        operations,
        alerts.router(alerts.AlertsPages(reading, past, renderer, access, authentication)),
        outbox.router(sent),
        people.router(answered),
        letters.router(drafted, access, authentication, runtime.printing),
        reminders.router(reminded, renderer, access, authentication),
    )
    return routes
