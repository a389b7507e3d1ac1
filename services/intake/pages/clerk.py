"""What the clerk looks at: my months, a report with its history, the form, the receipt."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from services.intake.pages.clerk_shows import receipt_file, receipt_page, units_page
from services.intake.pages.form_page import HERE, blank_form
from services.intake.pages.render import Viewer
from services.intake.pages.site import Site, month, month_or, new_key, number, reading, see
from shared.security.keys import Role
from shared.security.permissions import RULES

DONE = {
    "proposed": "更正已送第二签字人，签字后才入库。",
    "proposal-taken-back": "更正已撤回。",
    "proposal-settled": "这份更正已不在待签：已签字、已退回或已撤回，见下面的经过。",
    "withdrawn": "已撤回。修改后可以重新报送。",
    "saved": "已暂存，还没有报送。",
    "chosen": "已按您选的暂存，还没有报送。",
    "given-up": "已放弃暂存，下面是最近一版。",
}
"""What a page says after something was done, by the word in its address."""


def router(site: Site) -> APIRouter:
    """The routes that only read."""
    routes, pages = APIRouter(include_in_schema=False), ClerkPages(site)
    routes.get("/reports")(pages.reports)
    routes.get("/reports/{region}/{period}")(pages.report)
    routes.get("/reports/{region}/{period}/form")(pages.form)
    routes.get("/reports/{region}/{period}/receipt")(pages.receipt)
    routes.get("/reports/{region}/{period}/receipt.pdf")(pages.receipt_pdf)
    routes.get("/reports/{region}")(pages.unit)
    return routes


class ClerkPages:
    """Each page reads in a thread; who may not read the unit gets none."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def reports(self, request: Request) -> Response:
        """A unit's months; everybody's, for those who see more than one unit and name none."""
        site = self._site
        viewer = site.viewer(request, *RULES["GET /reports"].roles)
        principal = viewer.principal
        region = request.query_params.get("region") or (principal.region if principal.role is Role.REPORTER else "")
        if not region:
            return await reading(lambda: units_page(site, viewer))
        site.access.require_read(principal, region)
        first, last = await reading(lambda: site.owing.span(region))
        chosen = month_or(request.query_params.get("to"), last)
        shown = await reading(lambda: site.desk.months(region, max(chosen, first)))
        return site.page("months.html", viewer, HERE, months=shown)

    async def report(self, request: Request, region: str, period: str) -> Response:
        """One report with its history."""
        site, viewer = self._site, self._reader(request, region)
        shown = await reading(lambda: site.desk.report(region, month(period)))
        done = DONE.get(request.query_params.get("done", ""), "")
        fields = {"reason": "", "reason_faults": ()}
        return site.page("report.html", viewer, HERE, report=shown, done=done, key=new_key(), fields=fields)

    async def form(self, request: Request, region: str, period: str) -> Response:
        """The form to be typed in."""
        site = self._site
        viewer = site.viewer(request, Role.REPORTER)
        site.access.require_read(viewer.principal, region)
        site.desk.require_fillable(region, month(period))
        done = DONE.get(request.query_params.get("done", ""), "")
        return await reading(lambda: blank_form(site, viewer, region, month(period), done))

    async def receipt(self, request: Request, region: str, period: str) -> Response:
        """The receipt of one revision."""
        site, viewer = self._site, self._reader(request, region)
        wanted = request.query_params.get("revision", "")
        new = request.query_params.get("new") == "1"
        return await reading(lambda: receipt_page(site, viewer, region, month(period), number(wanted), new))

    async def receipt_pdf(self, request: Request, region: str, period: str) -> Response:
        """The receipt of one revision as a document."""
        site = self._site
        self._reader(request, region)
        wanted = request.query_params.get("revision", "")
        return await reading(lambda: receipt_file(site, region, month(period), number(wanted)))

    async def unit(self, region: str) -> Response:
        """On to the unit's months."""
        return see(f"/reports?region={region}" if region.isalnum() else "/reports")

    def _reader(self, request: Request, region: str) -> Viewer:
        viewer = self._site.viewer(request)
        self._site.access.require_read(viewer.principal, region)
        return viewer
