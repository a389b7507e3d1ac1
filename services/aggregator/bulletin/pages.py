"""通报 pages: the list, an edition with its files, and the form that publishes one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from services.aggregator.board.render import BoardRenderer
from services.aggregator.bulletin.files import differing
from services.aggregator.bulletin.layout import edition
from services.aggregator.bulletin.publish import Bulletins
from services.aggregator.bulletin.publish_request import PUBLISHERS, may_publish, publishing, read_period
from services.aggregator.bulletin.renditions import KINDS, article
from services.aggregator.bulletin.repository import Listed
from shared.catalogue import Catalogue
from shared.periods import Month, from_microseconds
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.security.keys import Principal
from shared.security.sent_forms import sent_form
from shared.web.parameters import Whole
from shared.web.problems import Problem
from shared.web.requests import correlation_id

_HERE = "/bulletins"


class BulletinPages:
    """Makes the pages."""

    def __init__(self, bulletins: Bulletins, catalogue: Catalogue, access: Access, renderer: BoardRenderer) -> None:
        self._bulletins = bulletins
        self._catalogue = catalogue
        self._access = access
        self._renderer = renderer

    def listing(self, region: str | None, viewer: Principal | None, token: str) -> str:
        """What was published, and for those who may publish the form."""
        areas = list(dict.fromkeys(plan.region for plan in self._catalogue.plans.values()))
        mine = [code for code in areas if viewer is not None and self._may_publish(viewer, code)]
        found = self._bulletins.listed(region)
        return self._renderer.page(
            "bulletins.html",
            here=_HERE,
            simulated=any(each.simulated for each in found),
            bulletins=[self._line(each) for each in found],
            areas=[(code, self._catalogue.regions[code].name) for code in areas],
            region=region,
            mine=[(code, self._catalogue.regions[code].name) for code in mine],
            form_token=token,
            key=secrets.token_hex(16),
        )

    def bulletin(self, region: str, period: Month, number: int | None) -> str:
        """An edition.

        Raises:
            Problem: 404 when it was not published.
        """
        published = self._bulletins.find(region, period, number)
        if published is None:
            raise Problem(404, "bulletin-unknown", "没有发布过这一期通报")
        event, recorded = published.event, published.recorded
        editions = [each for each in self._bulletins.listed(region) if each.period == event.period]
        return self._renderer.page(
            "bulletin.html",
            here=_HERE,
            simulated=False,  # the bulletin says so itself, in the words that it was published with
            event=event,
            edition=edition(event.number),
            newest=max(each.number for each in editions),
            editions=[self._line(each) for each in editions],
            published_at=recorded.recorded_instant,
            recorded=recorded,
            kinds=KINDS.values(),
            differing=differing(published),
            article=Markup(article(event.content)),
        )

    def _may_publish(self, viewer: Principal, region: str) -> bool:
        return viewer.role in PUBLISHERS and self._access.may_read(viewer, region)

    def _line(self, each: Listed) -> Mapping[str, object]:
        return {
            **each._asdict(),
            "edition": edition(each.number),
            "month": Month.parse(each.period).chinese,
            "region_name": self._catalogue.regions[each.region].name
            if each.region in self._catalogue.regions
            else each.region,
            "when": from_microseconds(each.published_at),
        }


def router(pages: BulletinPages, bulletins: Bulletins, access: Access, authentication: Authentication) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get("/bulletins")
    async def listing(request: Request, region: str | None = None) -> Response:
        viewer = authentication.page_visitor(request)
        token = authentication.form_token(request)
        return HTMLResponse(await run_in_threadpool(pages.listing, region or None, viewer, token))

    @routes.post("/bulletins")
    async def publish(request: Request) -> Response:
        principal, fields = await sent_form(authentication, request, *PUBLISHERS)
        region, as_of = fields.get("region", ""), fields.get("as_of", "").strip()
        may_publish(access, principal, region)
        month = read_period(fields.get("period", "").strip())
        key = f"{principal.id}:{fields.get('key', '')[:64]}"
        done = await run_in_threadpool(
            publishing(bulletins, region, month, as_of, principal, correlation_id(request), key)
        )
        return RedirectResponse(f"/bulletins/{region}/{month}?number={done.event.number}", 303)

    @routes.get("/bulletins/{region}/{period}")
    async def bulletin(request: Request, region: str, period: str, number: Whole | None = None) -> Response:
        authentication.page_visitor(request)
        month = read_period(period)
        return HTMLResponse(await run_in_threadpool(pages.bulletin, region, month, number))

    return routes
