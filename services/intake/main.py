"""Intake's composition root, and the service on its own."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from services.intake.api.login import login_router
from services.intake.api.month_review import router as review_router
from services.intake.api.reports import hot_routes, router
from services.intake.api.targets import TargetRoutes
from services.intake.api.writing import Writing
from services.intake.bulk.endpoints import router as bulk_router
from services.intake.forms.endpoints import router as forms_router
from services.intake.forms.service import Forms
from services.intake.pages.render import Renderer
from services.intake.pages.routes import router as pages_router
from services.intake.queries.month import MonthReading
from services.intake.queries.reports import Reading
from services.intake.reports.handlers import Handlers
from services.intake.reports.repository import Repository
from services.intake.review.outcomes import ALERTS_CONSUMER, FIGURES_CONSUMER, KnownAlerts, KnownProgress
from services.intake.tables import CONSUMER, STORE
from services.intake.targets.reading import TargetReading
from services.intake.units.recent_histories import Histories
from services.intake.units.rulebook import Rulebook
from shared.observe import configure_logging
from shared.process.application import application
from shared.process.operations import Whereabouts
from shared.process.runtime import Runtime
from shared.process.service import StoreService
from shared.security.access import Access
from shared.settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"


class Intake(StoreService):
    """Reports in: submission, correction, review, closing. Its store is the topic ``reports``."""

    name = "intake"
    topic = "reports"
    migrations = MIGRATIONS

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(runtime, STORE)
        self._repository = Repository(self.store)
        rulebook = Rulebook(runtime.catalogue)
        self._reading = Reading(self.database, self._repository, rulebook)
        self._histories = Histories(self._reading.history)
        self._handlers = Handlers(self.database, self._repository, rulebook, self._histories, runtime.metrics)
        access = Access(runtime.catalogue)
        writing = Writing(runtime, self._handlers, self._histories, rulebook, access)
        self.router = router(runtime, writing, self._reading, access)
        targets = TargetReading(self.database, self._repository, runtime.catalogue, runtime.clock)
        self.router.include_router(TargetRoutes(runtime, writing, targets, access).router())
        self.forms = Forms(rulebook, self._reading, writing)
        self.router.include_router(forms_router(runtime, self.forms, writing, access))
        self.router.include_router(bulk_router(runtime, writing, access))
        self.months = MonthReading(self.database, self._repository, rulebook)
        self.router.include_router(review_router(runtime, self.months, access))
        self.follow(
            runtime.consumer(ALERTS_CONSUMER, "alerts", self.database, CONSUMER, KnownAlerts(runtime.codec)),
            runtime.consumer(FIGURES_CONSUMER, "figures", self.database, CONSUMER, KnownProgress(runtime.codec)),
        )
        whereabouts = Whereabouts("intake", runtime, self.database, self.store, self.consumers)
        self.router.include_router(whereabouts.router())
        renderer = Renderer(runtime.clock, runtime.catalogue)
        self.router.include_router(
            pages_router(
                runtime, renderer, self.database, self._repository, rulebook, access, writing, self.forms, self.months
            )
        )
        self.router.include_router(
            login_router(
                runtime.authentication,
                runtime.clock,
                renderer.login,
                secure=runtime.settings.public_url.startswith("https:"),
            )
        )
        self.hot = hot_routes(writing)
        runtime.health.add("intake", self._check)

    def start(self) -> None:
        """Begin to work."""
        head = self._reading.head()
        self._handlers.start(head)
        self.runtime.metrics.store_position.labels("intake").set(head.position)
        super().start()

    async def stop(self) -> None:
        """Finish what was taken on, then end."""
        await self._handlers.close()
        await super().stop()

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
