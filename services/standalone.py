"""All three services in one process: the embedded default."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator

import uvicorn
from fastapi import FastAPI

from services.aggregator.main import Aggregator
from services.alerts.main import Alerts
from services.intake.main import Intake
from shared.consume import Consumer
from shared.periods import Clock
from shared.runtime import Runtime
from shared.settings import Settings
from shared.web import install

_GLANCE_SECONDS = 0.005


class Standalone:
    """Intake, aggregator and alerts over one runtime, and the one web application of the three."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.runtime = Runtime(settings, clock=clock)
        self.intake = Intake(self.runtime)
        self.aggregator = Aggregator(self.runtime)
        self.alerts = Alerts(self.runtime)
        self.app = self._application()

    @property
    def consumers(self) -> tuple[Consumer, ...]:
        """Every consumer of the process, in the order in which events flow."""
        return (*self.aggregator.consumers, *self.alerts.consumers)

    def migrate(self) -> None:
        """Bring the three databases to the newest schema."""
        for service in (self.intake, self.aggregator, self.alerts):
            service.migrate()

    def settle(self, patience_seconds: float = 120.0) -> None:
        """Wait until everything accepted is in the figures, due days are looked at, and messages are out.

        Raises:
            TimeoutError: something stands still for that long.
        """
        deadline = time.monotonic() + patience_seconds
        self._wait_for_consumers(deadline)
        self.aggregator.sweep()
        self._wait_for_consumers(deadline)
        self.alerts.sweep()
        while self.alerts.waiting_notifications():
            self._pause(deadline, "messages wait for delivery")

    def _wait_for_consumers(self, deadline: float) -> None:
        while behind := [consumer.name for consumer in self.consumers if consumer.lag()]:
            self._pause(deadline, f"consumers lag: {', '.join(behind)}")

    def _pause(self, deadline: float, what: str) -> None:
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(_GLANCE_SECONDS)

    def _application(self) -> FastAPI:
        @contextlib.asynccontextmanager
        async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
            self.migrate()
            for service in (self.intake, self.aggregator, self.alerts):
                service.start()
            yield
            await self.intake.stop()
            for other in (self.aggregator, self.alerts):
                await other.stop()
            self.runtime.close()

        app = FastAPI(title="序时 Xushi", lifespan=lifespan, docs_url=None, redoc_url=None)
        install(app, self.runtime.metrics, self.runtime.health)
        for router in (self.intake.router, self.aggregator.router, self.alerts.router):
            app.include_router(router)
        return app


def server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """The web server for ``app``; the caller runs it."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            loop="uvloop",
            http="httptools",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=10,
        )
    )
