"""Every page of intake: 报送, 审核, 核查."""

from __future__ import annotations

from fastapi import APIRouter

from services.intake.adjustments.asking import AdjustmentAsking
from services.intake.drafts.keeping import Drafts
from services.intake.forms.service import Forms
from services.intake.pages import clerk, clerk_sends, reviewer, reviewer_sends
from services.intake.pages.adjusting import routes as adjustment_pages
from services.intake.pages.commitments import routes as commitment_pages
from services.intake.pages.commitments.routes import Commitments
from services.intake.pages.filling import routes as filling
from services.intake.pages.filling.checking import Checking
from services.intake.pages.filling.sending import Sheets
from services.intake.pages.render import IntakeRenderer
from services.intake.pages.signing import routes as signing
from services.intake.pages.site import Site
from services.intake.pages.views.clerk.desk import ClerkDesk
from services.intake.pages.views.owing import Owing
from services.intake.pages.views.records import Records
from services.intake.pages.views.reviewer.bench import Bench
from services.intake.queries.month import MonthReading
from services.intake.queries.nobodys import NobodysReading
from services.intake.reports.submitting import Submitting
from services.intake.units.rulebook import Rulebook
from shared.process.runtime import Runtime
from shared.security.access import Access
from shared.web.routing.routers import take_over


def router(
    runtime: Runtime,
    renderer: IntakeRenderer,
    records: Records,
    rulebook: Rulebook,
    access: Access,
    submitting: Submitting,
    forms: Forms,
    reviewed: MonthReading,
    nobodys: NobodysReading,
    drafts: Drafts,
    commitments: Commitments,
    adjustments: AdjustmentAsking,
) -> APIRouter:
    """The pages' routes. They change nothing but through ``submitting``, as the API does."""
    routes = APIRouter(include_in_schema=False)
    owing = Owing(rulebook, runtime.clock)
    desk = ClerkDesk(records, rulebook, owing)
    site = Site(
        authentication=runtime.authentication,
        access=access,
        catalogue=runtime.catalogue,
        renderer=renderer,
        records=records,
        owing=owing,
        desk=desk,
        bench=Bench(records, desk, owing, reviewed, nobodys, rulebook, access, runtime.clock),
        submitting=submitting,
        drafts=drafts,
        uploads=runtime.uploads,
        work=runtime.long_work,
        printing=runtime.printing,
        most=runtime.settings.max_body_bytes,
    )
    take_over(
        routes,
        reviewer_sends.router(site),
        reviewer.router(site),
    )
    checking = Checking(site, Sheets(site))
    take_over(
        routes,
        clerk_sends.router(site, forms, checking),
        filling.router(site, checking),
        signing.router(site),
        adjustment_pages.router(site, adjustments),
        commitment_pages.router(site, commitments),
        clerk.router(site),
    )
    return routes
