"""Every route of appraisals: what is asked, recorded, issued and shown."""

from __future__ import annotations

from fastapi import APIRouter

from services.aggregator.appraisal import endpoints, pages
from services.aggregator.appraisal.issued import endpoints as issued_endpoints
from services.aggregator.appraisal.issued import pages as issued_pages
from services.aggregator.appraisal.issued.publishing import IssuedAppraisals
from services.aggregator.appraisal.reading import Appraisals
from services.aggregator.appraisal.recording import FalseReports
from services.aggregator.board.render import BoardRenderer
from services.aggregator.figures.reader import Figures
from services.aggregator.past.as_of import AsOf
from shared.database.engine import Database
from shared.process.runtime import Runtime
from shared.security.access import Access
from shared.store import EventStore
from shared.web.routing.routers import take_over


def router(
    runtime: Runtime, as_of: AsOf, figures: Figures, database: Database, store: EventStore, renderer: BoardRenderer
) -> APIRouter:
    """The routes over one process's parts."""
    routes, access = APIRouter(), Access(runtime.catalogue)
    appraisals = Appraisals(as_of, runtime.catalogue, figures, database, store, runtime.codec)
    false_reports = FalseReports(database, store, access)
    take_over(routes, endpoints.router(appraisals, false_reports, as_of, runtime.authentication, runtime.long_work))
    issued = IssuedAppraisals(appraisals, as_of, database, store, runtime.clock, runtime.printing)
    take_over(routes, issued_endpoints.router(issued, access, runtime.authentication, runtime.long_work))
    shown = issued_pages.IssuedPages(issued, renderer)
    take_over(routes, issued_pages.router(shown, issued, access, runtime.authentication))
    appraised = pages.AppraisalPages(appraisals, issued, as_of, renderer)
    take_over(routes, pages.router(appraised, false_reports, runtime.authentication))
    return routes
