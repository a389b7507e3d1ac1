"""Intake's composition root, and the service on its own."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from services.intake.access import Access
from services.intake.endpoints import hot_routes, router
from services.intake.handlers import Handlers
from services.intake.histories import Histories
from services.intake.reading import Reading
from services.intake.repository import Repository
from services.intake.rulebook import Rulebook
from services.intake.tables import STORE
from services.intake.writing import Writing
from shared.application import application
from shared.background import Background
from shared.observe import configure_logging
from shared.operations import Whereabouts
from shared.reporting import publish_catalogue
from shared.runtime import Runtime
from shared.settings import Settings
from shared.store import EventStore
from shared.store.watch import ChainWatch

MIGRATIONS = Path(__file__).parent / "migrations"


class Intake:
    """Reports in: submission, correction, review, closing. Its store is the topic ``reports``."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.database = runtime.database("intake")
        self.store = EventStore(STORE, runtime.codec, runtime.clock)
        self._repository = Repository(self.store)
        rulebook = Rulebook(runtime.catalogue)
        self._reading = Reading(self.database, self._repository, rulebook)
        self._histories = Histories(self._reading.history)
        self._handlers = Handlers(self.database, self._repository, rulebook, self._histories, runtime.metrics)
        access = Access(runtime.catalogue)
        writing = Writing(runtime, self._handlers, self._histories, rulebook, access)
        self.router = router(runtime, writing, self._reading, access)
        self.router.include_router(Whereabouts("intake", runtime, self.database, self.store).router())
        self.hot = hot_routes(writing)
        self.background = Background()
        watch = ChainWatch("intake", self.database, self.store, runtime.metrics)
        self.background.every("intake-chain", runtime.settings.sweep_seconds, watch.sweep)
        runtime.health.add("intake", self._check)

    def migrate(self) -> None:
        """Bring the database to the present schema."""
        self.database.migrate(MIGRATIONS)
        publish_catalogue(self.database, self.runtime.catalogue)

    def start(self) -> None:
        """Begin to work."""
        head = self._reading.head()
        self._handlers.start(head)
        self.runtime.metrics.store_position.labels("intake").set(head.position)
        self.background.start()

    async def stop(self) -> None:
        """Finish what was taken on, then end."""
        await self._handlers.close()
        self.background.stop()

    def rebuild_read_model(self) -> int:
        """Make the read model anew from the store, in one transaction; how many events were read."""
        with self.database.write() as connection:
            self._repository.lock(connection)
            events = self._repository.rebuild(connection)
        self._histories.clear()
        return events

    def _check(self) -> str:
        return f"store at position {self._reading.head().position}"


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service on its own."""
    settings = settings or Settings()
    configure_logging(settings.log_level)
    runtime = Runtime(settings)
    intake = Intake(runtime)
    return application("序时 · 报送", runtime, [intake], intake.hot)
