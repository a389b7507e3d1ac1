"""The services apart from each other: one in a process, and the relays between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, FastAPI

from services.aggregator import main as aggregator
from services.alerts import main as alerts
from services.intake import main as intake
from shared.observe import configure_logging
from shared.process.application import application
from shared.process.background import Background
from shared.process.runtime import Runtime
from shared.settings import Settings

SERVICES: Mapping[str, Callable[[Settings], FastAPI]] = {
    "intake": intake.create_app,
    "aggregator": aggregator.create_app,
    "alerts": alerts.create_app,
}
"""Each service's application, alone in its process."""


class Relays:
    """Copies every store to its topic; beside another process of its kind it stands by."""

    def __init__(self, runtime: Runtime) -> None:
        self.router = APIRouter()
        self.background = Background(runtime.metrics)
        for relay in runtime.relays():
            self.background.loop(relay.lease.name, relay.run)
            runtime.health.add(relay.lease.name, relay.check)
        runtime.health.add("relays", self.background.check)

    def migrate(self) -> None:
        """The stores are the services' own; they migrate them."""

    def start(self) -> None:
        """Begin to copy, or to stand by."""
        self.background.start()

    async def stop(self) -> None:
        """Finish the page that is on its way, then let another relay take over."""
        self.background.stop()


def create_relay_app(settings: Settings) -> FastAPI:
    """The relays alone in a process, with their health and metrics over HTTP."""
    configure_logging(settings.log_level)
    runtime = Runtime(settings)
    return application("序时 · 转发", runtime, [Relays(runtime)])
