"""考核通报 pages: a quarter as it was published with its files, and the draft with the form that publishes it."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from services.aggregator.api.posting import form_author
from services.aggregator.appraisal.issued.asking import draft, find, publish, read_quarter
from services.aggregator.appraisal.issued.layout import lay_out
from services.aggregator.appraisal.issued.publishing import IssuedAppraisals
from services.aggregator.appraisal.spans import AppraisedSpan
from services.aggregator.board.render import BoardRenderer
from services.aggregator.bulletin.embargo import PUBLISHERS
from services.aggregator.bulletin.layout import edition
from services.aggregator.issuing.renditions import KINDS, article_of
from shared.periods import from_microseconds
from shared.points import PARAMETER
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.security.sent_forms import sent_form
from shared.web.parameters import Whole


class IssuedPages:
    """Makes the pages."""

    def __init__(self, issued: IssuedAppraisals, renderer: BoardRenderer) -> None:
        self._issued = issued
        self._renderer = renderer

    def published(self) -> str:
        """What was published, for everybody."""
        found = self._issued.published()
        return self._renderer.page(
            "appraisal_bulletins.html",
            here="/bulletins",
            simulated=any(each.event.content.simulated for each in found),
            listed=[(each, edition(each.event.number)) for each in found],
        )

    def one(self, region: str, span: AppraisedSpan, number: int | None) -> str:
        """An edition.

        Raises:
            Problem: 404 when it was not published.
        """
        found = find(self._issued, region, span, number)
        editions = self._issued.editions(region, span)
        return self._renderer.page(
            "appraisal_bulletin.html",
            here="/bulletins",
            simulated=False,  # the bulletin says so itself
            event=found.event,
            recorded=found.recorded,
            edition=edition(found.event.number),
            newest=editions[-1].event.number,
            editions=[(each.event.number, edition(each.event.number)) for each in editions],
            kinds=KINDS.values(),
            article=Markup(article_of(lay_out(found.event.content))),
        )

    def draft(self, region: str, span: AppraisedSpan, as_of: str, token: str, wrong: str = "") -> str:
        """What would be published, with the form that confirms it.

        Raises:
            Problem: 422 where there is no such bulletin.
        """
        content = draft(self._issued, region, span, as_of)
        return self._renderer.page(
            "appraisal_draft.html",
            here="/appraisals",
            simulated=False,
            content=content,
            edition=edition(content.number),
            as_of=from_microseconds(content.instant).isoformat(),
            wrong=wrong,
            form_token=token,
            key=secrets.token_hex(16),
            article=Markup(article_of(lay_out(content))),
        )


def router(pages: IssuedPages, issued: IssuedAppraisals, access: Access, authentication: Authentication) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get("/appraisals/published")
    async def published(request: Request) -> Response:
        authentication.page_visitor(request)
        return HTMLResponse(await run_in_threadpool(pages.published))

    @routes.get("/appraisals/{region}/{period}/bulletin")
    async def one(request: Request, region: str, period: str, number: Whole | None = None) -> Response:
        authentication.page_visitor(request)
        return HTMLResponse(await run_in_threadpool(pages.one, region, read_quarter(period), number))

    @routes.get("/appraisals/{region}/{period}/draft")
    async def preview(request: Request, region: str, period: str) -> Response:
        viewer = authentication.page(request, *PUBLISHERS)
        access.require_read(viewer, region)
        span, token = read_quarter(period), authentication.form_token(request)
        as_of = request.query_params.get(PARAMETER, "")
        return HTMLResponse(await run_in_threadpool(pages.draft, region, span, as_of, token))

    @routes.post("/appraisals/{region}/{period}/bulletin")
    async def issue(request: Request, region: str, period: str) -> Response:
        viewer, fields = await sent_form(authentication, request, *PUBLISHERS)
        access.require_read(viewer, region)
        span, as_of = read_quarter(period), fields.get(PARAMETER, "").strip()
        if fields.get("sure") != "1":
            token, wrong = authentication.form_token(request), "请先核对下面的内容，勾选后再印发"
            return HTMLResponse(await run_in_threadpool(pages.draft, region, span, as_of, token, wrong), 422)
        author = form_author(authentication, request, viewer, fields)
        done = await run_in_threadpool(publish, issued, access, (region, span), as_of, author)
        return RedirectResponse(f"/appraisals/{region}/{span}/bulletin?number={done.event.number}", 303)

    return routes
