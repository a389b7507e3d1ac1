"""What goes on in a process beside its services, and belongs to none of them."""

from __future__ import annotations

from fastapi import APIRouter

from shared.process.background import Background
from shared.process.runtime import Runtime


class Beside:
    """Loops without routes and without a database of their own, under one health check. See application.Service."""

    def __init__(self, name: str, runtime: Runtime) -> None:
        self.router = APIRouter()
        self.background = Background(runtime.metrics)
        runtime.health.add(name, self.background.check)

    def migrate(self) -> None:
        """The databases are the services' own; they migrate them."""

    def start(self) -> None:
        """Begin to work."""
        self.background.start()

    async def stop(self) -> None:
        """Finish what is being worked on, then stop."""
        self.background.stop()
