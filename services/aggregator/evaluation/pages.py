"""评估 pages: the list, an edition with its files, and the form that publishes one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from services.aggregator.board.render import BoardRenderer
from services.aggregator.bulletin.embargo import PUBLISHERS
from services.aggregator.bulletin.layout import edition
from services.aggregator.evaluation.asking import EvaluateBody, EvaluationAsking
from services.aggregator.evaluation.kinds import KIND_WORDS, name_of, read_kind
from services.aggregator.evaluation.publish import Evaluations, Publisher
from services.aggregator.evaluation.repository import ListedEvaluation
from services.aggregator.evaluation.written.renditions import article
from services.aggregator.issuing.renditions import KINDS
from shared.catalogue import Catalogue
from shared.periods import Month, from_microseconds
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.security.keys import Principal
from shared.security.sent_forms import sent_form
from shared.web.parameters import Whole
from shared.web.problems import Problem
from shared.web.requests import correlation_id

_HERE = "/evaluations"
_FIELDS = ("plan", "kind", "year", "as_of")


class EvaluationPages:
    """Makes the pages."""

    def __init__(
        self,
        evaluations: Evaluations,
        asking: EvaluationAsking,
        catalogue: Catalogue,
        access: Access,
        renderer: BoardRenderer,
    ) -> None:
        self._evaluations = evaluations
        self._asking = asking
        self._catalogue = catalogue
        self._access = access
        self._renderer = renderer

    def listing(self, plan: str | None, viewer: Principal | None) -> str:
        """What was published, and for those who may publish the form."""
        plans = list(self._catalogue.plans.values())
        mine = [each for each in plans if viewer is not None and self._may_publish(viewer, each.region)]
        found = self._evaluations.listed(plan)
        return self._renderer.page(
            "evaluations.html",
            here=_HERE,
            simulated=any(each.simulated for each in found),
            evaluations=[_line(each) for each in found],
            plans=plans,
            plan=plan,
            mine=mine,
            kinds=KIND_WORDS.items(),
            files=KINDS.values(),
        )

    def preview(self, principal: Principal, asked: EvaluateBody, token: str, wrong: str = "") -> str:
        """What would be published, with the form that confirms it; ``wrong`` says what was wrong with that form.

        Raises:
            Problem: 403 for another's plan, 404 and 422 where there is none such.
        """
        name = asked.kind if asked.year is None else f"{asked.kind}-{asked.year}"
        self._asking.may_publish(principal, asked.plan)
        as_of = self._evaluations.at(asked.as_of).pinned
        content = self._asking.draft(principal, asked.plan, name, as_of)
        return self._renderer.page(
            "evaluation_preview.html",
            here=_HERE,
            simulated=False,
            content=content,
            edition=edition(content.number),
            asked=asked,
            as_of=as_of,
            wrong=wrong,
            form_token=token,
            key=secrets.token_hex(16),
            article=Markup(article(content)),
        )

    def evaluation(self, plan: str, name: str, number: int | None) -> str:
        """An edition.

        Raises:
            Problem: 404 when it was not published.
        """
        published = self._asking.found(plan, name, number)
        event = published.event
        return self._renderer.page(
            "evaluation.html",
            here=_HERE,
            simulated=False,  # the report says so itself, in the words that it was published with
            event=event,
            edition=edition(event.number),
            newest=self._asking.found(plan, name, None).event.number,
            recorded=published.recorded,
            address=f"{_HERE}/{plan}/{name}",
            files=KINDS.values(),
            differing=self._evaluations.differing(published),
            article=Markup(article(event.content)),
        )

    def _may_publish(self, viewer: Principal, region: str) -> bool:
        return viewer.role in PUBLISHERS and self._access.may_read(viewer, region)


def _line(each: ListedEvaluation) -> Mapping[str, object]:
    kind, period = read_kind(each.kind), Month.parse(each.period)
    return {
        **each._asdict(),
        "address": f"{_HERE}/{each.plan}/{name_of(kind, period)}",
        "edition": edition(each.number),
        "kind_word": KIND_WORDS[kind],
        "month": period.chinese,
        "when": from_microseconds(each.published_at),
    }


def router(pages: EvaluationPages, asking: EvaluationAsking, authentication: Authentication) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get("/evaluations")
    async def listing(request: Request, plan: str | None = None) -> Response:
        viewer = authentication.page_visitor(request)
        return HTMLResponse(await run_in_threadpool(pages.listing, plan or None, viewer))

    @routes.get("/evaluations/preview")
    async def preview(request: Request) -> Response:
        principal = authentication.page(request, *PUBLISHERS)
        asked, token = _asked(request.query_params), authentication.form_token(request)
        return HTMLResponse(await run_in_threadpool(pages.preview, principal, asked, token))

    @routes.post("/evaluations")
    async def publish(request: Request) -> Response:
        principal, fields = await sent_form(authentication, request, *PUBLISHERS)
        asked = _asked(fields)
        asking.may_publish(principal, asked.plan)
        if fields.get("sure") != "1":
            wrong, token = "请先核对下面的内容，勾选后再发布", authentication.form_token(request)
            return HTMLResponse(await run_in_threadpool(pages.preview, principal, asked, token, wrong), 422)
        session = authentication.session(request)
        key = f"{principal.id}:{fields.get('key', '')[:64]}"
        by = Publisher(principal.id, correlation_id(request), key, session.name if session is not None else "")
        event = (await run_in_threadpool(asking.publish, principal, asked, by)).event
        name = name_of(event.kind, Month.parse(event.period))
        return RedirectResponse(f"{_HERE}/{event.plan}/{name}?number={event.number}", 303)

    @routes.get("/evaluations/{plan}/{evaluation}")
    async def one(request: Request, plan: str, evaluation: str, number: Whole | None = None) -> Response:
        authentication.page_visitor(request)
        return HTMLResponse(await run_in_threadpool(pages.evaluation, plan, evaluation, number))

    return routes


def _asked(fields: Mapping[str, str]) -> EvaluateBody:
    """What an address or a form asks to be published.

    Raises:
        Problem: 422 for a year that is none.
    """
    plan, kind, year, as_of = (fields.get(name, "").strip() for name in _FIELDS)
    if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise Problem(422, "parameters-invalid", f"年份“{year[:20]}”有误，应为四位数字")
    return EvaluateBody(plan, kind, int(year) if year else None, as_of)
