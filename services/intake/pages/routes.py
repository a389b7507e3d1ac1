"""Every page of intake: 报送, 审核, 核查."""

from __future__ import annotations

from fastapi import APIRouter

from services.intake.forms.service import Forms
from services.intake.months import MonthReading
from services.intake.pages.bench import Bench
from services.intake.pages.deciding import Deciding
from services.intake.pages.desk import Desk
from services.intake.pages.filing import Filing
from services.intake.pages.records import Records
from services.intake.pages.render import Renderer
from services.intake.pages.reporting import add_reporting
from services.intake.pages.reviewing import add_reviewing
from services.intake.pages.site import Site
from services.intake.repository import Repository
from services.intake.rulebook import Rulebook
from services.intake.writing import Writing
from shared.access import Access
from shared.db import Database
from shared.runtime import Runtime


def router(
    runtime: Runtime,
    renderer: Renderer,
    database: Database,
    repository: Repository,
    rulebook: Rulebook,
    access: Access,
    writing: Writing,
    forms: Forms,
    reviewed: MonthReading,
) -> APIRouter:
    """The pages' routes. They change nothing but through ``writing``, as the API does."""
    routes = APIRouter(include_in_schema=False)
    records = Records(database, repository, rulebook)
    desk = Desk(records, rulebook, runtime.clock)
    site = Site(
        authentication=runtime.authentication,
        access=access,
        catalogue=runtime.catalogue,
        renderer=renderer,
        records=records,
        desk=desk,
        bench=Bench(records, desk, reviewed, rulebook, access, runtime.clock),
        writing=writing,
        most=runtime.settings.max_body_bytes,
    )
    Deciding(site).add(routes)
    add_reviewing(routes, site)
    Filing(site, forms).add(routes)
    add_reporting(routes, site)
    return routes
