"""The aggregator put together: figures, progress, the board, and the check that figures are right."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
import structlog
from fastapi import APIRouter, FastAPI

from services.aggregator import reader_position
from services.aggregator.adoption.adopting import Adopted, Adopting
from services.aggregator.api import changes as changes_endpoints
from services.aggregator.api import figures as endpoints
from services.aggregator.api import forecasts as forecast_endpoints
from services.aggregator.api import progress as progress_endpoints
from services.aggregator.api.changes import Explainer
from services.aggregator.api.visibility import veil_progress
from services.aggregator.appraisal import routes as appraisal_routes
from services.aggregator.board import accepting_page, as_of_page, pages
from services.aggregator.board.board import Board
from services.aggregator.board.operations import Operations
from services.aggregator.board.panel.pages import EmploymentPages
from services.aggregator.board.panel.pages import router as employment_router
from services.aggregator.board.regions import pages as region_pages
from services.aggregator.board.regions.pages import RegionPages
from services.aggregator.board.render import BoardRenderer
from services.aggregator.board.visitor_pages import VisitorPages
from services.aggregator.board.while_unwritten import PublicStand
from services.aggregator.bulletin import endpoints as bulletin_endpoints
from services.aggregator.bulletin import pages as bulletin_pages
from services.aggregator.bulletin.content import Composer
from services.aggregator.bulletin.pages import BulletinPages
from services.aggregator.bulletin.publish import Bulletins
from services.aggregator.catalogue_in_use import CatalogueInUse
from services.aggregator.comparison import endpoints as comparison_endpoints
from services.aggregator.comparison import pages as comparison_pages
from services.aggregator.comparison.explaining import Explaining
from services.aggregator.comparison.panel_series import PanelSeries
from services.aggregator.comparison.reading import Comparisons
from services.aggregator.evaluation import endpoints as evaluation_endpoints
from services.aggregator.evaluation import pages as evaluation_pages
from services.aggregator.evaluation.asking import EvaluationAsking
from services.aggregator.evaluation.content import EvaluationComposer
from services.aggregator.evaluation.pages import EvaluationPages
from services.aggregator.evaluation.publish import Evaluations
from services.aggregator.figures.projection import Projection
from services.aggregator.figures.reader import Figures
from services.aggregator.judging.judge import Judge
from services.aggregator.judging.noting import Noting
from services.aggregator.panel import repository as panel_repository
from services.aggregator.panel.overdue import overdue, owed
from services.aggregator.panel.watching import PanelWatch
from services.aggregator.past.as_of import AlertTopic, AsOf
from services.aggregator.past.changes import Changes
from services.aggregator.progress import repository as progress_repository
from services.aggregator.progress.forecasts import Forecasts
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.progress.metrics import ProgressMetrics
from services.aggregator.progress.open_alerts import CONSUMER_NAME as BOARD_CONSUMER
from services.aggregator.progress.open_alerts import OpenAlerts
from services.aggregator.rebuild import last_check as checks
from services.aggregator.rebuild.checking.figures_check import FiguresCheck
from services.aggregator.rebuild.rebuild import rebuild_figures
from services.aggregator.rebuild.settling import settle
from services.aggregator.rebuild.taking_back import TakingBack
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.catalogue_changes import changes_in_history
from services.aggregator.reports.filling import Filling
from services.aggregator.supposing.accepting import SupposedAcceptance
from services.aggregator.tables import CONSUMER, STORE
from services.aggregator.unit_amounts.refreshing import GLANCE_SECONDS, UnitAmounts
from shared.catalogue.known import ByCatalogue, KnownCatalogues
from shared.catalogue.model import PANEL
from shared.database.writes import Writes
from shared.observe import configure_logging
from shared.periods import Month, SystemClock, today_in_china
from shared.process.application import application
from shared.process.background import Background
from shared.process.operations import Whereabouts
from shared.process.runtime import Runtime
from shared.process.service import StoreService
from shared.security.access import Access
from shared.security.remote_sessions import RemoteSessions
from shared.settings import Settings
from shared.web.routing.routers import take_over

__all__ = ["Aggregator", "create_app", "rebuild_figures"]

MIGRATIONS = Path(__file__).parent / "migrations"


class Aggregator(StoreService):
    """Reads the topic ``reports``, keeps the figures and judges them; its store is the topic ``figures``."""

    name = "aggregator"
    topic = "figures"
    migrations = MIGRATIONS

    def __init__(self, runtime: Runtime, catalogues: KnownCatalogues | None = None) -> None:
        super().__init__(runtime, STORE)
        catalogue, figures = runtime.catalogue, Figures(runtime.catalogue)
        changes = changes_in_history(self.database, runtime.codec)
        self._in_use = CatalogueInUse(runtime.catalogue_digest)
        recorded = self._recorded = self.known_catalogues(changes, self._stands)
        self._known = known = catalogues or recorded
        self.progress = ProgressHandler(catalogue, runtime.clock, figures)
        self.forecasts = Forecasts(catalogue, self.progress.question)
        database, store, machine = self.database, self.store, SystemClock()
        noting, watch = Noting(self.progress, machine), PanelWatch(store, catalogue)
        projection = Projection(self.store, catalogue, noting.assess, noting.revise, self._in_use, watch)
        self.judge = Judge(self.database, self.store, self.progress, self._in_use, runtime.metrics, machine)
        self.taking_back = TakingBack(self.database, projection, runtime.codec, self.progress.put_back, watch.judge)
        self.consumer = runtime.consumer(reader_position.CONSUMER_NAME, "reports", self.database, CONSUMER, projection)
        board_consumer = runtime.consumer(BOARD_CONSUMER, "alerts", self.database, CONSUMER, OpenAlerts(runtime.codec))
        self.follow(self.consumer, board_consumer)
        self.background.loop("aggregator-judge", self.judge.run, self.judge.wake)
        runtime.health.add("aggregator-judge", self.judge.check)
        self._history = Filling(self.database, self.consumer.log, runtime.codec)
        alerts = AlertTopic(board_consumer.log, board_consumer.marks)
        outdated = recorded.refuse_outdated
        self.as_of = AsOf(database, self._history, alerts, known, runtime.codec, runtime.clock, outdated)
        composers = ByCatalogue(catalogue, lambda each: Composer(each, figures.known_by(each)))
        self.bulletins = Bulletins(self.database, self.store, self.as_of, composers, runtime.clock, runtime.printing)
        evaluators = ByCatalogue(
            catalogue,
            lambda each: EvaluationComposer(each, figures.known_by(each), composers.of(each), runtime.codec),
        )
        self.evaluations = Evaluations(database, store, self.as_of, evaluators, runtime.clock, runtime.printing)
        self._gauges = ProgressMetrics(runtime.metrics, catalogue)
        self.checking = FiguresCheck(runtime, database, self.consumer.log, self._in_use, self.refresh_metrics)
        self.router = self._router(figures)
        self.background.every("aggregator-metrics", runtime.settings.sweep_seconds, self.refresh_metrics)
        runtime.health.add("aggregator-database", self._check_database)

    def migrate(self) -> None:
        """Bring the database to the newest schema, and work out what an older one does not hold."""
        super().migrate()
        settle(self.database, self.runtime.catalogue, self.runtime.codec)

    def start(self) -> None:
        """Begin to work, once everything stands by this process's catalogue."""
        if self.adopt() is not None:
            self.take_up_parked()
        super().start()

    def take_up_parked(self) -> None:
        """Try again what was held back by another catalogue: reports of a region that it did not have."""
        for held in self.consumer.parked():
            self.consumer.retry_parked(held.key)

    def adopt(self) -> Adopted | None:
        """Put figures and assessments to this process's catalogue where they stand by another one."""
        if not self._in_use.digest:
            return None
        runtime, digest = self.runtime, self._in_use.digest
        adopting = Adopting(
            self.database,
            self.store,
            runtime.catalogue,
            digest,
            self.progress,
            runtime.codec,
            runtime.clock,
            self._recorded.of_digest,
        )
        adopted = adopting.run()
        if adopted is not None:
            structlog.get_logger().info("another catalogue", figures=adopted.figures, events=adopted.events)
        return adopted

    def catch_up(self) -> None:
        """Apply all that there is to read and judge it, where no reader runs."""
        self.consumer.catch_up()
        self.judge.catch_up()

    def fill_history(self) -> None:
        """Fill in what is kept of the past where the database is older than that: once, before it is asked."""
        self._history.run()

    def history_complete(self) -> bool:
        """Whether what is kept of the past holds everything that was applied."""
        return self._history.done()

    def _stands(self) -> bool:
        with self.database.read() as connection:
            return self._in_use.here(connection)

    def refresh_metrics(self) -> None:
        """Set the gauges from the database: another instance may have assessed, and compared."""
        self._show_progress()
        with self.database.read() as connection:
            last = checks.load(connection)
            nobodys = reports_repository.nobodys_months(connection, self.runtime.catalogue)
            self._show_panel(connection)
        self.runtime.metrics.nobodys.set(len(nobodys))
        if last is not None:
            self.runtime.metrics.rebuild_difference.set(last.differences)
            self.runtime.metrics.rebuild_checked_at.set(last.checked_at.timestamp())

    def _show_panel(self, connection: sa.Connection) -> None:
        catalogue, today = self.runtime.catalogue, today_in_china(self.runtime.clock)
        periods = {Month.parse(period) for _, period in owed(catalogue, today)}
        reported = panel_repository.reported(connection, catalogue.panel.regions, periods)
        self.runtime.metrics.panel_overdue.set(overdue(catalogue, reported, today))

    def _show_progress(self) -> None:
        """Set the gauges of targets: everybody may read them, so they show what is public."""
        if not self._history.done() or self._recorded.outdated:
            return  # what is public cannot be told yet, or not by this catalogue
        nobody = Access(self.runtime.catalogue).sight(None)
        for plan in self.runtime.catalogue.plans.values():
            with self.as_of.read(None, [plan.id], whole=False) as connection:
                latest = progress_repository.load_latest(connection, plan.id)
                self._gauges.show(veil_progress(connection, nobody, plan, latest))

    def sweep(self) -> None:
        """Assess the months whose due day has passed, whether reports came or not."""
        with self.database.write() as connection:
            reader_position.lock(connection)
            self._in_use.check(connection)
            events = self.progress.sweep(connection, today_in_china(self.runtime.clock))
            self.store.append(connection, events)
            position = self.store.head(connection).position
        self.runtime.metrics.store_position.labels("aggregator").set(position)

    def store_forecasts(self) -> None:
        """Store the forecasts of the latest months: on the way of the reports only their ends are worked out."""
        self.forecasts.store(self.database, self._in_use.check)

    def lead(self, work: Background) -> None:
        """Due days, forecasts, what is kept of the past, the comparison with a rebuild, and what views read."""
        seconds = self.runtime.settings.sweep_seconds
        work.every("aggregator-sweep", seconds, self.sweep)
        work.every("aggregator-forecasts", seconds, self.store_forecasts)
        work.every("aggregator-history", seconds, self._history.run)
        self.checking.again_and_again(work)
        if self.database.postgresql:
            work.every(
                "aggregator-unit-amounts", GLANCE_SECONDS, UnitAmounts(self.database, self.runtime.catalogue).step
            )

    def _router(self, figures: Figures) -> APIRouter:
        runtime = self.runtime
        public = PublicStand(Writes(self.database), self.as_of)
        board = Board(self.as_of, runtime.catalogue, runtime.clock, self.forecasts, self.progress, public)
        settings = runtime.settings
        noted = settings.backup_notes
        operations = Operations(
            self.database,
            self.store,
            self.consumers,
            runtime.metrics,
            runtime.health,
            runtime.clock,
            runtime.catalogue,
            noted,
            by_topic=not runtime.reads_stores,
        )
        visitor = runtime.authentication.visitor
        router = APIRouter()
        take_over(router, endpoints.router(self.as_of, runtime.catalogue, figures, visitor))
        explainer = Explainer(self.as_of, Changes(self._known, runtime.codec), figures)
        take_over(router, changes_endpoints.router(explainer, visitor))
        take_over(router, progress_endpoints.router(self.as_of, runtime.catalogue, figures, self.progress, visitor))
        take_over(router, forecast_endpoints.router(self.as_of, self.forecasts, visitor))
        stores, waiting = (self.database, self.store, self.consumers), self.judge.waiting
        whereabouts = Whereabouts("aggregator", runtime, *stores, sweep=self.sweep, to_judge=waiting)
        take_over(router, whereabouts.router())
        access, renderer = Access(runtime.catalogue), BoardRenderer(runtime.clock)
        take_over(router, bulletin_endpoints.router(self.bulletins, access, runtime.authentication, runtime.long_work))
        bulletin = BulletinPages(self.bulletins, runtime.catalogue, access, renderer)
        take_over(router, bulletin_pages.router(bulletin, self.bulletins, access, runtime.authentication))
        asking = EvaluationAsking(self.evaluations, runtime.catalogue, access)
        take_over(
            router, evaluation_endpoints.router(self.evaluations, asking, runtime.authentication, runtime.long_work)
        )
        evaluation = EvaluationPages(self.evaluations, asking, runtime.catalogue, access, renderer)
        take_over(router, evaluation_pages.router(evaluation, asking, runtime.authentication))
        visitors = VisitorPages(public, runtime.clock)
        regions = RegionPages(self.as_of, runtime.catalogue, figures, renderer, runtime.clock, public)
        take_over(router, region_pages.router(regions, runtime.authentication, visitors))
        employment = EmploymentPages(self.as_of, self.database, runtime.catalogue, renderer, runtime.clock)
        take_over(router, employment_router(employment, runtime.authentication))
        take_over(router, pages.router(board, operations, runtime.authentication.page_visitor, visitors))
        supposing = SupposedAcceptance(
            self.database, runtime.catalogue, self.progress, runtime.codec, runtime.clock, self._in_use
        )
        accepting = accepting_page.AcceptingPage(supposing, self.database, runtime.catalogue, renderer)
        take_over(router, accepting_page.router(accepting, runtime.authentication))
        past_page = as_of_page.AsOfPage(explainer, runtime.catalogue, renderer)
        take_over(router, as_of_page.router(past_page, runtime.authentication.page_visitor))
        others = {PANEL: PanelSeries(self.database, runtime.clock)}
        comparisons = Comparisons(self.as_of, figures, self.database, self.store, others)
        explaining = Explaining(self.database, self.store, runtime.catalogue, runtime.clock)
        take_over(
            router,
            comparison_endpoints.router(comparisons, explaining, self.as_of, runtime.authentication, runtime.long_work),
        )
        compared = comparison_pages.ComparisonPage(comparisons, self.as_of, runtime.catalogue, renderer)
        take_over(router, comparison_pages.router(compared, explaining, runtime.authentication))
        take_over(router, appraisal_routes.router(runtime, self.as_of, figures, self.database, self.store, renderer))
        take_over(router, pages.static_router())
        return router

    def _check_database(self) -> str:
        with self.database.read() as connection:
            return f"报表已计入到位置 {reader_position.position(connection)}"


def create_app(settings: Settings | None = None) -> FastAPI:
    """The aggregator alone in a process."""
    settings = settings or Settings()
    configure_logging(settings.log_level)
    runtime = Runtime(settings)
    return application("序时 · 汇总", runtime, [Aggregator(runtime)], sessions=RemoteSessions(settings.intake_address))
