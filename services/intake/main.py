"""Intake's composition root, and the service on its own."""

from __future__ import annotations

import getpass
from functools import partial
from pathlib import Path

from fastapi import APIRouter, FastAPI

from services.intake.accounts import repository as accounts
from services.intake.accounts.managing import Managing, key_ids
from services.intake.accounts.passwords import Hashing
from services.intake.accounts.repository import SignerMail
from services.intake.adjustments.asking import AdjustmentAsking
from services.intake.adjustments.reading import AdjustmentReading
from services.intake.api.adjusting import router as adjustments_router
from services.intake.api.commitments import router as commitments_router
from services.intake.api.month_review import router as review_router
from services.intake.api.reports import hot_routes, straight_routes
from services.intake.api.reports import router as reports_router
from services.intake.api.session import router as session_router
from services.intake.api.targets import router as targets_router
from services.intake.api.writing import Writing
from services.intake.bulk.endpoints import router as bulk_router
from services.intake.catalogue.recording import changes_in_store, record
from services.intake.commitments.reading import CommitmentReading
from services.intake.commitments.recording import CommitmentRecording
from services.intake.drafts.keeping import Drafts
from services.intake.forms.endpoints import router as forms_router
from services.intake.forms.service import Forms
from services.intake.pages.commitments.routes import Commitments
from services.intake.pages.render import IntakeRenderer
from services.intake.pages.routes import router as pages_router
from services.intake.pages.views.records import Records
from services.intake.panel.api import router as panel_router
from services.intake.panel.pages import PanelPages
from services.intake.panel.pages import router as panel_pages_router
from services.intake.panel.posting import PanelPosting
from services.intake.panel.reading import PanelReading
from services.intake.people.entrance import Entrance
from services.intake.people.routes import router as people_router
from services.intake.people.ways import decided_elsewhere, ways_in
from services.intake.queries.month import MonthReading
from services.intake.queries.reports import ReportReading
from services.intake.queries.rule_gauges import RuleGauges
from services.intake.reports.asking import Asking
from services.intake.reports.commit.handlers import Handlers
from services.intake.reports.judging import Judging
from services.intake.reports.rebuilding import rebuild
from services.intake.reports.repository import Repository
from services.intake.reports.signing import Signing
from services.intake.reports.submitting import Submitting
from services.intake.review.outcomes import ALERTS_CONSUMER, FIGURES_CONSUMER, KnownAlerts, KnownProgress
from services.intake.security_log.log import SecurityLog
from services.intake.sessions.own import OwnSessions
from services.intake.submission.evidence import Evidence
from services.intake.tables import CONSUMER, STORE
from services.intake.targets.reading import TargetReading
from services.intake.units.recent.ahead import ReadingAhead
from services.intake.units.recent.histories import Histories
from services.intake.units.rulebook import Rulebook
from shared.catalogue.known import KnownCatalogues
from shared.observe import configure_logging
from shared.process.application import application
from shared.process.background import Background
from shared.process.operations import Whereabouts
from shared.process.runtime import Runtime
from shared.process.service import StoreService
from shared.security.access import Access
from shared.settings import Settings
from shared.version import VERSION
from shared.web.routing.routers import take_over

_MEASURE_SECONDS = 60.0
_SWEEP_SECONDS = 60.0
_DROP_SECONDS = 3_600.0

MIGRATIONS = Path(__file__).parent / "migrations"


class Intake(StoreService):
    """Reports in: submission, correction, review, closing. Its store is the topic ``reports``."""

    name = "intake"
    topic = "reports"
    migrations = MIGRATIONS

    def __init__(self, runtime: Runtime, catalogues: KnownCatalogues | None = None) -> None:
        super().__init__(runtime, STORE)
        self._known = catalogues or self.known_catalogues(changes_in_store(self.database, self.store))
        self.security_log = SecurityLog(runtime.people_clock)
        self.sessions = OwnSessions(
            self.database, runtime.catalogue, runtime.people_clock, self.security_log.took_along
        )
        self._repository = Repository(self.store)
        self._rulebook = Rulebook(runtime.catalogue)
        self._access = Access(runtime.catalogue)
        self._reading = ReportReading(self.database, self._repository, self._rulebook, self._known)
        self._histories = Histories(self._reading.histories, pasts=self._rulebook)
        self._handlers = Handlers(self.database, self._repository, self._rulebook, self._histories, runtime.metrics)
        self._submitting = self._make_submitting()
        self.forms = Forms(self._rulebook, self._reading, self._submitting, runtime.long_work)
        self.months = MonthReading(self.database, self._repository, self._rulebook)
        self.follow(
            runtime.consumer(ALERTS_CONSUMER, "alerts", self.database, CONSUMER, KnownAlerts(runtime.codec)),
            runtime.consumer(FIGURES_CONSUMER, "figures", self.database, CONSUMER, KnownProgress(runtime.codec)),
        )
        ahead = ReadingAhead(self._rulebook, self._histories, runtime.clock)
        self.background.loop("intake-histories", ahead.run)
        self.measure = RuleGauges(self.months, runtime.metrics, runtime.clock).measure
        self.background.every("intake-metrics", _MEASURE_SECONDS, self.measure)
        writing = Writing(runtime, self._submitting)
        self.hot, self.straight = hot_routes(writing), straight_routes(writing)
        self.router = self._make_router(writing)

    def start(self) -> None:
        """Begin to work."""
        self.catch_up()
        self.record_catalogue()
        head = self._reading.head()
        self._handlers.start(head)
        self.runtime.metrics.store_position.labels("intake").set(head.position)
        super().start()

    def lead(self, work: Background) -> None:
        """Taking away the sessions that are over, and what the security log need not hold any more."""
        work.every("intake-sessions", _SWEEP_SECONDS, self.sessions.sweep)
        work.every("intake-security-log", _DROP_SECONDS, self.drop_security_events)

    def drop_security_events(self) -> None:
        """Drop the months of the security log that were kept for long enough."""
        with self.database.write() as connection:
            self.security_log.drop(connection, self.runtime.settings.security_months)

    async def stop(self) -> None:
        """Finish what was taken on, then end."""
        await self._handlers.close()
        await super().stop()

    def catch_up(self) -> None:
        """Read the store for what an earlier version's read model did not hold."""
        with self.database.read() as connection:
            unread = self._repository.unread(connection)
        if unread:
            self.rebuild_read_model()

    def record_catalogue(self) -> None:
        """Let the store know from which files the catalogue is read from now on."""
        files = self.runtime.catalogue_files
        if files and not self._is_to_be_played_into():
            actor = f"system:{getpass.getuser()}"
            record(self.database, self.store, files, actor=actor, program=VERSION)

    def _is_to_be_played_into(self) -> bool:
        """Whether this is an empty system that a demonstration will give its time: what was recorded at the present
        would stand before all that is played, and the play goes on from the newest instant."""
        clock = self.runtime.settings.clock_file
        if clock is None or clock.exists():
            return False
        with self.database.read() as connection:
            return self.store.head(connection).position == 0

    def rebuild_read_model(self) -> int:
        """Make the read model anew from the store, in one transaction; how many events were read."""
        with self.database.write() as connection:
            self._repository.lock(connection)
            events = rebuild(self._repository, connection)
        self._histories.clear()
        return events

    def _make_submitting(self) -> Submitting:
        runtime = self.runtime
        evidence = Evidence(self.database, self._rulebook, self._reading.stood)
        return Submitting(
            self._handlers,
            Judging(runtime.clock, self._histories, self._rulebook, evidence),
            Asking(self._rulebook, self._access, runtime.clock),
            Signing(runtime.authentication, self._access, self._signers),
            runtime.metrics,
        )

    def _signers(self) -> list[SignerMail]:
        with self.database.read() as connection:
            return accounts.signers(connection)

    def _called(self, account: str) -> str:
        with self.database.read() as connection:
            return accounts.names_of(connection, [account]).get(account, "")

    def _panel_routes(self, renderer: IntakeRenderer) -> APIRouter:
        runtime, reading = self.runtime, PanelReading(self.database, self._repository)
        posting = PanelPosting(runtime.catalogue, reading, self._submitting, runtime.clock)
        routes = panel_router(runtime, posting, reading)
        pages = PanelPages(runtime.authentication, runtime.catalogue, renderer, posting, reading, runtime.clock)
        take_over(routes, panel_pages_router(pages))
        return routes

    def _make_router(self, writing: Writing) -> APIRouter:
        runtime, access, submitting = self.runtime, self._access, self._submitting
        targets = TargetReading(self.database, self._repository, self._known, runtime.clock)
        renderer = IntakeRenderer(runtime.clock, runtime.catalogue, self._called)
        records = Records(self.database, self._repository, self._rulebook, self._reading)
        routes = reports_router(runtime, writing, self._reading)
        adjusting = AdjustmentReading(self.database, self._repository)
        adjustments = AdjustmentAsking(runtime.catalogue, access, targets, adjusting, runtime.clock)
        take_over(routes, targets_router(runtime, submitting, targets, access))
        take_over(routes, adjustments_router(runtime, submitting, targets, adjustments))
        stated = CommitmentRecording(self.database, self._repository)
        commitments = CommitmentReading(self.database, self._repository, runtime.catalogue, access)
        take_over(routes, commitments_router(runtime, stated, commitments, access))
        take_over(routes, forms_router(runtime, self.forms, submitting.signing, access))
        take_over(routes, bulk_router(runtime, submitting, access))
        take_over(routes, review_router(runtime, self.months, access))
        take_over(routes, self._panel_routes(renderer))
        take_over(routes, Whereabouts("intake", runtime, self.database, self.store, self.consumers).router())
        take_over(
            routes,
            pages_router(
                runtime,
                renderer,
                records,
                self._rulebook,
                access,
                submitting,
                self.forms,
                self.months,
                self._reading.nobodys,
                Drafts(self.database, runtime.clock),
                Commitments(commitments, stated),
                adjustments,
            ),
        )
        secure = runtime.settings.public_url.startswith("https:")
        take_over(routes, session_router(runtime.authentication, self.sessions))
        ways = ways_in(runtime.settings, self.database, runtime.people_clock, runtime.catalogue)
        entrance = Entrance(
            runtime.authentication,
            self.database,
            self.sessions,
            ways.factors,
            self.security_log,
            runtime.people_clock,
            secure,
            decided := decided_elsewhere(ways.office.directory if ways.office is not None else None),
        )
        keys = partial(key_ids, runtime.settings.keys_path)
        managing = Managing(self.database, keys, runtime.people_clock, Hashing(), "", decided_elsewhere=decided)
        take_over(routes, people_router(entrance, ways, ways.renderer(renderer, runtime.catalogue), managing))
        return routes


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service on its own."""
    settings = settings or Settings()
    configure_logging(settings.log_level)
    runtime = Runtime(settings)
    intake = Intake(runtime)
    return application("序时 · 报送", runtime, [intake], intake.hot, intake.sessions, intake.straight)
