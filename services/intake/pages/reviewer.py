"""What the reviewer looks at: the queue, one report, what accepting does to the totals, closing a month, 核查."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from services.intake.pages.reviewer_asks import chosen_of, narrowing_of
from services.intake.pages.reviewer_shows import HERE, closing_page, queue_page, report_page, screens_page
from services.intake.pages.site import Site, month, new_key, reading
from shared.security.keys import Role

_LOOKING = (Role.REVIEWER, Role.AUDITOR, Role.OPS)
_SCREENING = (Role.REVIEWER, Role.AUDITOR)


def router(site: Site) -> APIRouter:
    """The routes that only read."""
    routes, pages = APIRouter(include_in_schema=False), ReviewerPages(site)
    routes.get("/reviews")(pages.queue)
    routes.get("/reviews/effect")(pages.effect)
    routes.get("/reviews/closing")(pages.closing)
    routes.get("/reviews/{region}/{period}")(pages.report)
    routes.get("/screens")(pages.screens)
    return routes


class ReviewerPages:
    """Each page reads in a thread."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def queue(self, request: Request) -> Response:
        """One month's queue."""
        viewer = self._site.viewer(request, *_LOOKING)
        return await reading(lambda: queue_page(self._site, viewer, request.query_params))

    async def effect(self, request: Request) -> Response:
        """What accepting the ticked reports does to the totals."""
        site = self._site
        viewer = site.viewer(request, Role.REVIEWER)
        chosen = chosen_of(request.query_params.getlist("report"))
        period = site.ended(month(request.query_params.get("period", "")), viewer.principal.region)
        shown = await reading(lambda: site.bench.effect(viewer.principal.region, period, chosen))
        ticked = [value for value in request.query_params.getlist("report") if value.partition(":")[0] in shown.regions]
        narrowed = narrowing_of(request.query_params)
        return site.page("effect.html", viewer, HERE, effect=shown, chosen=ticked, key=new_key(), narrowed=narrowed)

    async def closing(self, request: Request) -> Response:
        """What is still open, before the month is closed."""
        viewer = self._site.viewer(request, Role.REVIEWER)
        period = self._site.ended(month(request.query_params.get("period", "")), viewer.principal.region)
        return await reading(lambda: closing_page(self._site, viewer, period))

    async def report(self, request: Request, region: str, period: str) -> Response:
        """One report beside its history."""
        viewer = self._site.viewer(request, *_LOOKING)
        self._site.access.require_read(viewer.principal, region)
        return await reading(lambda: report_page(self._site, viewer, region, month(period), request.query_params))

    async def screens(self, request: Request) -> Response:
        """The samples of one month."""
        viewer = self._site.viewer(request, *_SCREENING)
        return await reading(lambda: screens_page(self._site, viewer, request.query_params))
