"""考核: the districts of an area in a span (按月调度), and one district's points traced to its events."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api.posting import form_author
from services.aggregator.appraisal.asking import AND_ITS_OWN, read_area, read_span, sees_rank
from services.aggregator.appraisal.endpoints import district, latest_month
from services.aggregator.appraisal.issued.content import item_sum
from services.aggregator.appraisal.issued.publishing import IssuedAppraisals
from services.aggregator.appraisal.reading import Appraisals, AppraisedArea
from services.aggregator.appraisal.recording import RECORDERS, FalseBody, FalseReports, RevokeBody
from services.aggregator.appraisal.scoring import PROGRESS, ItemScore, MonthScore, TraceLine
from services.aggregator.appraisal.spans import AppraisedSpan, SpanScore
from services.aggregator.appraisal.wording import (
    item_rule,
    line_text,
    month_text,
    not_counted_text,
    part_text,
    points_text,
)
from services.aggregator.board.render import BoardRenderer
from services.aggregator.bulletin.embargo import PUBLISHERS
from services.aggregator.bulletin.layout import edition
from services.aggregator.bulletin.publish_request import read_period
from services.aggregator.past.as_of import AsOf
from services.aggregator.recordings import RecordingAuthor
from shared.catalogue import Catalogue
from shared.catalogue.model import Deduction
from shared.periods import Month
from shared.points import PARAMETER, Point
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.security.keys import Principal, Role
from shared.security.sent_forms import sent_form
from shared.web.problems import Problem

HERE = "/appraisals"
_MONTHS, _QUARTERS, _YEARS = 24, 8, 5


class AppraisalPages:
    """Makes the pages."""

    def __init__(self, appraisals: Appraisals, issued: IssuedAppraisals, past: AsOf, renderer: BoardRenderer) -> None:
        self._appraisals = appraisals
        self._issued = issued
        self._past = past
        self._renderer = renderer

    def home(self, viewer: Principal, query: dict[str, str]) -> str:
        """Where a district is led to: its own points of the last month, as of the point that is asked for."""
        text = query.get(PARAMETER, "")
        span = latest_month(self._appraisals, self._past.point(text) if text else None)
        return f"{HERE}/{viewer.region}/{span}" + (f"?{PARAMETER}={quote(text)}" if text else "")

    def area(self, viewer: Principal, query: dict[str, str]) -> str:
        """The districts of an area; without a region that of the viewer, or the first area.

        Raises:
            Problem: as :func:`read_area`; 403 for another's region.
        """
        text = query.pop(PARAMETER, "")
        point = self._past.point(text) if text else None
        known = self._appraisals.known(point)
        home = viewer.region or next(each for each in known.regions if known.plans_of(each))
        given = {name: query[name] for name in ("region", "period") if query.get(name)}
        region, span = read_area({"region": home, **given}, known)
        Access(known).require_read(viewer, region)
        span = span or latest_month(self._appraisals, point)
        found = self._appraisals.of(region, span, point)
        readable = [code for code in Access(known).readable(viewer) if not known.is_unit(code)]
        return self._renderer.page(
            "appraisals.html",
            here=HERE,
            simulated=found.simulated,
            point=point,
            region=known.regions[region],
            regions=[(code, known.name_apart(code)) for code in readable],
            spans=self._spans(point, span),
            found=found,
            schemes=_schemes(found),
            items=_items(found),
            rows=[_row(each, found, known) for each in found.scores],
            published=self._published(region, point),
            may_publish=point is None and span.kind == "quarter" and viewer.role in PUBLISHERS,
        )

    def district(
        self, viewer: Principal, region: str, span: AppraisedSpan, text: str, token: str, wrong: str = ""
    ) -> str:
        """One district's points, each with what it comes from.

        Raises:
            Problem: 403 for another's region; 404 where there are none.
        """
        point = self._past.point(text) if text else None
        known = self._appraisals.known(point)
        Access(known).require_read(viewer, region)
        found, score = district(self._appraisals, region, span, point)
        ranked = sees_rank(known, viewer, found.area)
        return self._renderer.page(
            "appraisal.html",
            here=HERE,
            simulated=found.simulated,
            point=point,
            region=known.regions_apart[region],
            area=known.regions[found.area],
            ranked=ranked,
            score=_row(score, found, known) | {"rank": score.rank if ranked else None},
            found=found,
            schemes=_schemes(found),
            spans=self._spans(point, span),
            months=[_month(each, known) for each in score.months],
            may_record=point is None and viewer.role in RECORDERS and span.kind == "month",
            wrong=wrong,
            form_token=token,
            key=secrets.token_hex(16),
        )

    def _published(self, region: str, point: Point | None) -> list[tuple[str, str]]:
        """The bulletins of the last quarters that are out: address and words."""
        last = AppraisedSpan.quarter_of(latest_month(self._appraisals, point).last)
        found = self._issued.latest(region, [last.shift(-step) for step in range(_QUARTERS)])
        return [
            (
                f"{HERE}/{region}/{each.event.period}/bulletin",
                f"{each.event.content.title} {edition(each.event.number)}",
            )
            for each in found
        ]

    def _spans(self, point: Point | None, chosen: AppraisedSpan) -> list[AppraisedSpan]:
        """The spans to choose among, the newest first."""
        last = latest_month(self._appraisals, point)
        quarter, year = AppraisedSpan.quarter_of(last.last), AppraisedSpan.parse(str(last.last.year))
        found = [
            *(last.shift(-step) for step in range(_MONTHS)),
            *(quarter.shift(-step) for step in range(_QUARTERS)),
            *(year.shift(-step) for step in range(_YEARS)),
        ]
        return found if chosen in found else [chosen, *found]


def router(pages: AppraisalPages, false_reports: FalseReports, authentication: Authentication) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @routes.get(HERE)
    async def area(request: Request) -> Response:
        viewer = authentication.page(request, *AND_ITS_OWN)
        query = dict(request.query_params)
        if viewer.role is Role.REPORTER:
            return RedirectResponse(await run_in_threadpool(pages.home, viewer, query), 303)
        return HTMLResponse(await run_in_threadpool(pages.area, viewer, query))

    @routes.get(HERE + "/{region}/{period}")
    async def traced(request: Request, region: str, period: str) -> Response:
        viewer = authentication.page(request, *AND_ITS_OWN)
        span, token = read_span(period), authentication.form_token(request)
        text = request.query_params.get(PARAMETER, "")
        return HTMLResponse(await run_in_threadpool(pages.district, viewer, region, span, text, token))

    @routes.post(HERE + "/{region}/{period}/false-reports")
    async def record(request: Request, region: str, period: str) -> Response:
        viewer, fields = await sent_form(authentication, request, *RECORDERS)
        month = read_period(period)
        author = form_author(authentication, request, viewer, fields)
        try:
            await run_in_threadpool(_record, false_reports, (region, month), fields, author)
        except Problem as problem:
            if problem.code != "false-report-invalid":
                raise
            wrong = "；".join(each.message for each in problem.faults)
            token, span = authentication.form_token(request), read_span(str(month))
            page = await run_in_threadpool(pages.district, viewer, region, span, "", token, wrong)
            return HTMLResponse(page, 422)
        return RedirectResponse(f"{HERE}/{region}/{month}", 303)

    return routes


def _record(
    false_reports: FalseReports, about: tuple[str, Month], fields: dict[str, str], author: RecordingAuthor
) -> None:
    """Record what a form says: a finding, or, with ``record``, the end of one."""
    document, text = fields.get("document", ""), fields.get("text", "")
    if fields.get("record"):
        false_reports.revoke(*about, RevokeBody(_number(fields["record"]), document, text), author)
    else:
        false_reports.record(*about, FalseBody(_number(fields.get("revision", "")), document, text), author)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _schemes(found: AppraisedArea) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "basis": each.basis,
            "example": each.example,
            "items": [(item.name, item_rule(item)) for item in each.items],
        }
        for each in found.schemes
    ]


def _items(found: AppraisedArea) -> list[tuple[str, str]]:
    """The items of all schemes of the span: id and name."""
    return list({item.id: (item.id, item.name) for scheme in found.schemes for item in scheme.items}.values())


def _row(score: SpanScore, found: AppraisedArea, known: Catalogue) -> dict[str, Any]:
    words = dict.fromkeys(filter(None, (month_text(each) for each in score.months)))
    return {
        "code": score.region,
        "name": known.name_apart(score.region),
        "rank": score.rank,
        "points": points_text(score.points),
        "full": points_text(score.full),
        "part": part_text(score.part),
        "sums": [item_sum(score, item) for item, _ in _items(found)],
        "note": "；".join(words),
    }


def _month(score: MonthScore, known: Catalogue) -> dict[str, Any]:
    return {
        "period": score.period,
        "points": points_text(score.points),
        "full": points_text(score.full),
        "reason": month_text(score),
        "items": [_item(each, score, known) for each in score.items],
    }


def _item(item: ItemScore, score: MonthScore, known: Catalogue) -> dict[str, Any]:
    return {
        "name": item.item.name,
        "points": points_text(item.points),
        "full": points_text(item.full),
        "reason": not_counted_text(item.reason),
        "capped": item.points == 0 and sum(each.points for each in item.lines) + item.full < 0,
        "lines": [_line(each, score, known) for each in item.lines],
    }


def _line(line: TraceLine, score: MonthScore, known: Catalogue) -> dict[str, Any]:
    happened = line.happened
    progress = line.rule == PROGRESS
    topic = "汇总事件" if line.topic == "figures" else "报送事件"
    place = "" if not happened.position else f"{'数字所据' if progress else ''}{topic} {happened.position:,}"
    return {
        "points": ("+" if line.points > 0 else "") + points_text(line.points),
        "text": line_text(line, known),
        "day": happened.day,
        "place": place,
        "href": _address(line, score),
        "record": happened.position if line.rule == Deduction.FALSE else 0,
    }


def _address(line: TraceLine, score: MonthScore) -> str:
    """Where what moved the points is seen: the report with its revisions, or the district's figures."""
    if line.rule == PROGRESS:
        return f"/regions/{score.region}?period={score.period}"
    return f"/reports/{score.region}/{score.period}"
