"""One web application out of one or several services over one runtime."""

from __future__ import annotations

import gc
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig

from shared.periods import SystemClock
from shared.process import health_watch
from shared.process.beside import Beside
from shared.process.health_watch import HealthWatch
from shared.process.openapi import complete_openapi
from shared.process.runtime import Runtime
from shared.security.sessions import NoSessions, SessionLookup
from shared.security.signed_in import look_up_sessions
from shared.security.taken_along import note_what_is_taken_along
from shared.web.connections.straight_way import StraightRoutes, StraightWay
from shared.web.exporting.middleware import export_tables
from shared.web.hot_routes import HotRoutes
from shared.web.install import install
from shared.web.routing.routers import take_over

_YOUNG_OBJECTS = 50_000
_SWITCH_SECONDS = 0.001
"""How long a reader's thread may keep a request waiting that has just come in."""

_NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""Xushi measures itself (shared.observe): FastAPI need not look for an exporter at every request."""


class Service(Protocol):
    """What a service's composition root offers."""

    @property
    def router(self) -> APIRouter:
        """Its routes."""
        ...

    def migrate(self) -> None:
        """Bring its database to the newest schema."""
        ...

    def start(self) -> None:
        """Begin to work."""
        ...

    async def stop(self) -> None:
        """Finish what is being worked on, then end."""
        ...


def application(
    title: str,
    runtime: Runtime,
    services: Sequence[Service],
    hot: HotRoutes | None = None,
    sessions: SessionLookup | None = None,
    straight: StraightRoutes | None = None,
) -> FastAPI:
    """The services as one application: all migrate, then all start; they stop in the given order.

    ``hot`` are those of their routes that are called past the router, before it is looked up in ``sessions`` who has
    signed in (None: nobody does); ``straight`` are those that are answered at the connection where they can be. Beside
    the services the health checks are asked.
    """
    lookup = sessions if sessions is not None else NoSessions()
    watching = Beside("health", runtime)
    health = HealthWatch(runtime.health, runtime.metrics, SystemClock())
    watching.background.every("health", health_watch.SWEEP_SECONDS, health.sweep)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        for service in services:
            service.migrate()
        for service in services:
            service.start()
        watching.start()
        spare_the_collector()
        sys.setswitchinterval(_SWITCH_SECONDS)
        yield
        await watching.stop()
        for service in services:
            await service.stop()
        await lookup.close()
        runtime.close()
        gc.unfreeze()

    app = FastAPI(
        title=title, lifespan=lifespan, docs_url=None, redoc_url=None, redirect_slashes=False, telemetry=_NO_TELEMETRY
    )
    take_over(app.router, *(service.router for service in services))
    export_tables(app)
    note_what_is_taken_along(app, lookup)
    look_up_sessions(app, lookup)
    install(app, runtime.metrics, runtime.health, hot)
    app.state.straight = StraightWay(straight or {}, runtime.metrics)
    complete_openapi(app)
    return app


def spare_the_collector() -> None:
    """Keep garbage collection off what lives as long as the process, and off short-lived rows.

    The catalogue and the code are some hundred thousand objects; walking over them again and again
    while reports come in costs a sixth of the time of a whole play of the demonstration. Walking over them
    once, now, would keep the first answer waiting for some tenths of a second, and free a few thousand of them.
    """
    gc.freeze()
    gc.enable()  # who starts a process may have spared it until here
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)
