"""The pages where sample enterprises report, and where their district looks who has."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from services.intake.pages.render import IntakeRenderer, Viewer
from services.intake.pages.site import Listed, key_of, month_or, new_key, reading, see, told
from services.intake.panel.bodies import COUNTS, LEFT
from services.intake.panel.posting import PanelPosting
from services.intake.panel.reading import PanelReading
from services.intake.panel.rights import may_see
from services.intake.panel.typed import by_field, drawn_from, prefilled, typed
from services.intake.panel.views import ShownEnterprise, district_shown, enterprise_shown, wanted_period
from shared.catalogue import Catalogue
from shared.catalogue.model import PanelMember
from shared.periods import Clock, Month, today_in_china
from shared.security.authentication import Authentication
from shared.security.keys import Role
from shared.security.sent_forms import sent_form
from shared.web.problems import Problem
from shared.web.requests import correlation_id

HERE = "/panel"
LOOKERS = (Role.REPORTER, Role.REVIEWER, Role.AUDITOR)
_OF_ANOTHER = "这张表是为另一家企业打开的，没有报送；请核对上方的企业名称和各项数后再报送"
MOVED = "/reports/0/drawn_from"
"""Where the fault of a form stands that was opened over another revision."""
NO_MONTH = Month(1949, 1)
"""Stands for a month that the address does not name."""


class PanelPages:
    """Each form is answered with a page to load again, or with the form and its faults."""

    def __init__(
        self,
        authentication: Authentication,
        catalogue: Catalogue,
        renderer: IntakeRenderer,
        posting: PanelPosting,
        known: PanelReading,
        clock: Clock,
    ) -> None:
        self._authentication = authentication
        self._catalogue = catalogue
        self._renderer = renderer
        self._posting = posting
        self._known = known
        self._clock = clock

    async def panel(self, request: Request) -> Response:
        """An enterprise's form."""
        viewer, query = self._viewer(request, Role.ENTERPRISE), request.query_params
        wanted, done = _named_month(query.get("period")), query.get("done", "")
        return await reading(partial(self._form, viewer, wanted, done=done))

    async def district(self, request: Request) -> Response:
        """Who of a district's sample has reported, for whoever works for it."""
        viewer = self._viewer(request, *LOOKERS)
        return await reading(partial(self._district, viewer, _named_month(request.query_params.get("period"))))

    async def enterprise(self, request: Request, enterprise: str) -> Response:
        """One enterprise's line, shown to it and to its district; to others there is none such, sampled or not."""
        viewer = self._viewer(request, Role.ENTERPRISE, *LOOKERS)
        return await reading(partial(self._one, viewer, enterprise))

    async def send(self, request: Request) -> Response:
        """An enterprise's form."""
        principal, fields = await sent_form(self._authentication, request, Role.ENTERPRISE)
        viewer = Viewer(principal, self._authentication.form_token(request))
        period = fields.get("period", "")
        read = typed(principal.subject, period, fields)
        listed: Sequence[tuple[str, str]] = [(each.pointer, each.message) for each in read.faults]
        if fields.get("enterprise", "") != principal.subject:  # opened, or kept, while its sender stood for another
            listed = [("", _OF_ANOTHER), *listed]
        status = 422
        if read.body is not None and not listed:
            try:
                key, digest = key_of(fields.get("key", "")), hashlib.sha256(f"panel\n{read.body}".encode()).hexdigest()
                await self._posting.post(principal, key, digest, [read.body], correlation_id(request))
            except Problem as problem:
                listed, status = told(problem), problem.status
            else:
                return see(f"{HERE}?done={period}")
        return await reading(partial(self._form, viewer, _named_month(period), fields, listed, status))

    def _form(
        self,
        viewer: Viewer,
        wanted: Month | None,
        fields: Mapping[str, str] | None = None,
        told_of: Sequence[tuple[str, str]] = (),
        status: int = 200,
        done: str = "",
    ) -> Response:
        members = self._members(viewer)
        if not members:
            return self._page("panel_none.html", viewer, status)
        (shown,) = self._shown(members)
        period = wanted_period(shown, wanted)
        before = self._before(shown, period.period, members) if period is not None else None
        listed, faults = by_field(told_of)
        begin = {} if period is None else prefilled(period, before)
        if fields is not None and period is not None and MOVED in dict(told_of):  # told of it, and shown what stands
            fields = {**fields, **drawn_from(period)}
        content: dict[str, Any] = {
            "shown": shown,
            "period": period,
            "fields": fields if fields is not None else begin,
            "faults": faults,
        }
        return self._page("panel_form.html", viewer, status, listed, done=_done(shown, done), **content)

    def _before(self, shown: ShownEnterprise, period: Month, members: Sequence[PanelMember]) -> Any:
        member = next(each for each in members if each.holds(period))
        earlier = member.before(period)
        return next((each for each in shown.periods if each.period == earlier), None)

    def _district(self, viewer: Viewer, wanted: Month | None) -> Response:
        members = self._members(viewer)
        if not members:
            return self._page("panel_none.html", viewer, 200)
        shown = self._shown(members)
        periods = sorted({period.period for each in shown for period in each.periods}, reverse=True)
        latest = wanted if wanted in periods else next(iter(periods), None)
        district = district_shown(shown, latest) if latest is not None else None
        name = self._catalogue.region_name(viewer.principal.region)
        content: dict[str, Any] = {
            "district": district,
            "periods": periods,
            "name": name,
            "sample": len(shown),
            "region": viewer.principal.region,
        }
        return self._page("panel_district.html", viewer, 200, **content)

    def _one(self, viewer: Viewer, enterprise: str) -> Response:
        members = [each for each in self._members(viewer) if each.enterprise == enterprise]
        if not members:
            raise Problem(404, "enterprise-not-found", "没有您可以查看的这家样本企业")
        (shown,) = self._shown(members)
        return self._page(
            "panel_enterprise.html", viewer, 200, shown=shown, own=viewer.principal.role is Role.ENTERPRISE
        )

    def _members(self, viewer: Viewer) -> list[PanelMember]:
        return [each for each in self._catalogue.panel.members if may_see(viewer.principal, each)]

    def _shown(self, members: Sequence[PanelMember]) -> list[ShownEnterprise]:
        spans: dict[str, list[PanelMember]] = {}
        for each in members:
            spans.setdefault(each.enterprise, []).append(each)
        regions = {each.region for each in members}
        latest = {
            key: record
            for key, record in self._known.known(spans).latest().items()
            if record.event.region in regions  # what it reported while it was another district's is that one's
        }
        today = today_in_china(self._clock)
        ordered = (sorted(some, key=lambda each: each.first) for some in spans.values())
        return [enterprise_shown(some, latest, self._catalogue, today) for some in ordered]

    def _viewer(self, request: Request, *roles: Role) -> Viewer:
        principal = self._authentication.page(request, *roles)
        return Viewer(principal, self._authentication.form_token(request))

    def _page(
        self, template: str, viewer: Viewer, status: int, listed: Listed | None = None, **content: Any
    ) -> Response:
        content |= {
            "listed": listed or [],
            "fault_title": f"有 {len(listed or ())} 处需要处理",
            "counts": COUNTS,
            "left": LEFT,
            "key": new_key(),
        }
        return self._renderer.page(template, viewer, HERE, status, **content)


def _named_month(text: str | None) -> Month | None:
    found = month_or(text, NO_MONTH)
    return None if found == NO_MONTH else found


def _done(shown: ShownEnterprise, period: str) -> str:
    """What the page says after something was reported."""
    for each in shown.periods:
        if str(each.period) == period and each.record is not None:
            event, recorded = each.record
            said = "，已过应报日，按迟报收下" if event.late else ""
            return f"{each.name}已报送（第 {event.revision} 版{said}），回执序号 {recorded.position}。"
    return ""


def router(pages: PanelPages) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)
    routes.get("/panel")(pages.panel)
    routes.post("/panel")(pages.send)
    routes.get("/panel/enterprises")(pages.district)
    routes.get("/panel/enterprises/{enterprise}")(pages.enterprise)
    return routes
