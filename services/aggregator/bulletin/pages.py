"""通报 pages: the list, an edition with its files, and the form that publishes one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from services.aggregator.board.render import BoardRenderer
from services.aggregator.bulletin.embargo import PUBLISHERS, seen_by
from services.aggregator.bulletin.files import differing
from services.aggregator.bulletin.layout import edition
from services.aggregator.bulletin.publish import Bulletins, NotCovered
from services.aggregator.bulletin.publish_request import PublishBody, may_publish, publishing, read_period
from services.aggregator.bulletin.renditions import article
from services.aggregator.bulletin.repository import Listed
from services.aggregator.issuing.renditions import KINDS
from shared.catalogue import Catalogue
from shared.periods import Month, from_microseconds, months
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.security.keys import Principal
from shared.security.sent_forms import sent_form
from shared.web.parameters import Whole
from shared.web.problems import Problem
from shared.web.requests import correlation_id

_HERE = "/bulletins"
_FIELDS = ("region", "period", "as_of", "embargo_until")
_MENDED = ("embargo-invalid", "embargo-stands")
"""Refusals that the form of the preview can be mended by."""
_MONTHS = 59
"""How far back the chooser of months goes."""


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
        found = self._bulletins.listed(region, seen_by(self._access, viewer))
        return self._renderer.page(
            "bulletins.html",
            here=_HERE,
            simulated=any(each.simulated for each in found),
            bulletins=[self._line(each) for each in found],
            areas=[(code, self._catalogue.regions[code].name) for code in areas],
            region=region,
            mine=[(code, self._catalogue.regions[code].name) for code in mine],
            periods=self._months() if mine else (),
            form_token=token,
            key=secrets.token_hex(16),
        )

    def preview(self, asked: PublishBody, period: Month, token: str, wrong: str = "") -> str:
        """What would be published, with the form that confirms it; ``wrong`` says what was wrong with that form.

        Raises:
            Problem: 422 for a month or a point of which there is none.
        """
        try:
            point = self._bulletins.at(asked.as_of)
            content = self._bulletins.draft(asked.region, period, point)
        except NotCovered as fault:
            raise Problem(422, "bulletin-not-covered", "不能出这一期通报", detail=str(fault)) from None
        return self._renderer.page(
            "bulletin_preview.html",
            here=_HERE,
            simulated=False,
            content=content,
            edition=edition(content.number),
            position=point.position,
            as_of=point.pinned,
            asked=asked,
            wrong=wrong,
            form_token=token,
            key=secrets.token_hex(16),
            article=Markup(article(content)),
        )

    def bulletin(self, region: str, period: Month, number: int | None, viewer: Principal | None) -> str:
        """An edition that is there for ``viewer``.

        Raises:
            Problem: 404 when it was not published.
        """
        sees = seen_by(self._access, viewer)
        published = self._bulletins.find(region, period, number, sees)
        if published is None:
            raise Problem(404, "bulletin-unknown", "没有发布过这一期通报")
        event, recorded = published.event, published.recorded
        editions = [each for each in self._bulletins.listed(region, sees) if each.period == event.period]
        return self._renderer.page(
            "bulletin.html",
            here=_HERE,
            simulated=False,  # the bulletin says so itself, in the words that it was published with
            event=event,
            edition=edition(event.number),
            newest=max(each.number for each in editions),
            editions=[self._line(each) for each in editions],
            published_at=recorded.recorded_instant,
            kept_until=self._kept_until(event.embargo_until),
            recorded=recorded,
            kinds=KINDS.values(),
            differing=differing(self._bulletins, published),
            kept=self._bulletins.kept(published),
            article=Markup(article(event.content)),
        )

    def _may_publish(self, viewer: Principal, region: str) -> bool:
        return viewer.role in PUBLISHERS and self._access.may_read(viewer, region)

    def _months(self) -> tuple[Month, ...]:
        """The months that a bulletin may be asked of, the newest first: those that have ended, of any plan."""
        first = min(plan.first for plan in self._catalogue.plans.values())
        last = max(plan.last for plan in self._catalogue.plans.values())
        ended = min(self._catalogue.calendar.last_ended(self._bulletins.today()), last)
        return tuple(reversed(list(months(max(first, ended.shift(-_MONTHS)), ended))))

    def _kept_until(self, embargo_until: int) -> datetime | None:
        """Until when an edition is kept back; None where it is not any more."""
        return from_microseconds(embargo_until) if self._bulletins.keeps_back(embargo_until) else None

    def _line(self, each: Listed) -> Mapping[str, object]:
        return {
            **each._asdict(),
            "edition": edition(each.number),
            "month": Month.parse(each.period).chinese,
            "region_name": self._catalogue.regions[each.region].name
            if each.region in self._catalogue.regions
            else each.region,
            "when": from_microseconds(each.published_at),
            "kept_until": self._kept_until(each.embargo_until),
        }


def router(pages: BulletinPages, bulletins: Bulletins, access: Access, authentication: Authentication) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get("/bulletins")
    async def listing(request: Request, region: str | None = None) -> Response:
        viewer = authentication.page_visitor(request)
        token = authentication.form_token(request)
        return HTMLResponse(await run_in_threadpool(pages.listing, region or None, viewer, token))

    @routes.get("/bulletins/preview")
    async def preview(request: Request) -> Response:
        principal = authentication.page(request, *PUBLISHERS)
        asked, month = _asked(access, principal, request.query_params)
        token = authentication.form_token(request)
        return HTMLResponse(await run_in_threadpool(pages.preview, asked, month, token))

    @routes.post("/bulletins")
    async def publish(request: Request) -> Response:
        principal, fields = await sent_form(authentication, request, *PUBLISHERS)
        asked, month = _asked(access, principal, fields)
        key = f"{principal.id}:{fields.get('key', '')[:64]}"
        wrong = "" if fields.get("sure") == "1" else "请先核对下面的内容，勾选后再发布"
        if not wrong:
            try:
                session = authentication.session(request)
                name = session.name if session is not None else ""
                work = publishing(bulletins, asked, month, principal, correlation_id(request), key, name)
                done = await run_in_threadpool(work)
            except Problem as problem:
                if problem.code not in _MENDED:
                    raise
                wrong = problem.faults[0].message if problem.faults else problem.detail or problem.title
            else:
                return RedirectResponse(f"/bulletins/{asked.region}/{month}?number={done.event.number}", 303)
        token = authentication.form_token(request)
        return HTMLResponse(await run_in_threadpool(pages.preview, asked, month, token, wrong), 422)

    @routes.get("/bulletins/{region}/{period}")
    async def bulletin(request: Request, region: str, period: str, number: Whole | None = None) -> Response:
        viewer = authentication.page_visitor(request)
        month = read_period(period)
        return HTMLResponse(await run_in_threadpool(pages.bulletin, region, month, number, viewer))

    return routes


def _asked(access: Access, principal: Principal, fields: Mapping[str, str]) -> tuple[PublishBody, Month]:
    """What an address or a form asks to be published, and whether that may be asked.

    Raises:
        Problem: as :func:`may_publish` and :func:`read_period`.
    """
    region, period, as_of, until = (fields.get(name, "").strip() for name in _FIELDS)
    may_publish(access, principal, region)
    return PublishBody(region, period, as_of, until), read_period(period)
