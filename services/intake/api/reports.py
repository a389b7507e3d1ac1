"""Reports over HTTP: sent in, reviewed, closed, and read. Reading needs a key too."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from services.intake.api import openapi
from services.intake.api.answers import (
    NobodysAnswer,
    ReceiptAnswer,
    ReportAnswer,
    ReportsAnswer,
    RevisionsAnswer,
    SummaryAnswer,
)
from services.intake.api.asked import ReportsAsked
from services.intake.api.writing import Writing
from services.intake.queries.reports import Document, ReportReading
from shared.periods import Clock, today_in_china
from shared.points import PARAMETER, TEXT, told
from shared.process.runtime import Runtime
from shared.web.answers import answers
from shared.web.connections.straight_way import StraightRoutes
from shared.web.hot_routes import HotRoutes
from shared.web.parameters import Whole, described
from shared.web.problems import json_response
from shared.web.routing.routers import api_router

_REPORTS = "/v1/reports"
_REPORT = "/v1/reports/{region}/{period}"
_AS_OF = {PARAMETER: TEXT}
_RECEIPT = {"revision": "第几版；省略时为最后一版"}
_SPAN = {
    "area": "地区代码：只看其中的单位；省略时为密钥所属地区，密钥不限地区的为全部",
    "from": "起始月份 YYYY-MM；省略时为截止月份及其前 11 个月",
    "to": "截止月份 YYYY-MM；省略时为本月",
}


class RawRoute(APIRoute):
    """A route whose endpoint takes the request as it is: FastAPI's parameter solving, which would
    cost the hot endpoint more than reading the body does, is passed by."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        endpoint: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return endpoint


def router(runtime: Runtime, writing: Writing, reading: ReportReading) -> APIRouter:
    """The routes of reports."""
    routes = api_router("报送")
    asked = ReportsAsked(runtime, reading)
    _add_writing(routes, writing)
    _add_listings(routes, runtime.clock, reading, asked)
    _add_single(routes, reading, asked)
    return routes


def hot_routes(writing: Writing) -> HotRoutes:
    """The route that units report by: all of them in the same few days."""
    return {("POST", _REPORTS): writing.submit}


def straight_routes(writing: Writing) -> StraightRoutes:
    """The same at the connection, for reports that are usual in every way."""
    return {_REPORTS.encode(): writing}


def _add_writing(routes: APIRouter, writing: Writing) -> None:
    routes.add_api_route(
        _REPORTS,
        writing.submit,
        methods=["POST"],
        summary="报送一个单位一个月的报表",
        route_class_override=RawRoute,
        **openapi.REPORT,
    )
    post = routes.post
    post("/v1/reports/{region}/{period}/withdrawal", summary="撤回报表", **openapi.WITHDRAWAL)(writing.withdraw)
    post("/v1/reviews", summary="会审：通过或退回", **openapi.REVIEW)(writing.review)
    post("/v1/periods/closings", summary="关账", **openapi.CLOSING)(writing.close)


def _add_listings(routes: APIRouter, clock: Clock, reading: ReportReading, asked: ReportsAsked) -> None:
    @routes.get(
        _REPORTS,
        summary="报送情况一览",
        openapi_extra=described(_SPAN | _AS_OF),
        **answers(ReportsAnswer, "各单位各月的报表到了哪一步"),
    )
    async def listing(request: Request) -> Response:
        regions, first, last, point = await asked.listing(request)
        found = await run_in_threadpool(reading.listing, regions, first, last, point)
        return json_response(told(point, {"reports": found}))

    @routes.get(
        "/v1/reports/nobodys",
        summary="不属于任何单位的报表",
        openapi_extra=described({"area": _SPAN["area"]}),
        **answers(NobodysAnswer, "因区划调整不计入任何汇总、待人退回或撤回的报表"),
    )
    async def nobodys(request: Request) -> Response:
        regions, _, _, _ = await asked.listing(request)
        found = await run_in_threadpool(reading.nobodys.all, frozenset(regions))
        return json_response({"reports": found})

    @routes.get(
        "/v1/reports/summary",
        summary="按时、迟报与更正的统计",
        openapi_extra=described(_SPAN),
        **answers(SummaryAnswer, "按月、按单位的统计"),
    )
    async def summary(request: Request) -> Response:
        regions, first, last, _ = await asked.listing(request)
        found = await run_in_threadpool(reading.summary, regions, first, last, today_in_china(clock))
        return json_response({"from": str(first), "to": str(last)} | found)


def _add_single(routes: APIRouter, reading: ReportReading, asked: ReportsAsked) -> None:
    @routes.get(
        _REPORT, summary="现行的报表", openapi_extra=described(_AS_OF), **answers(ReportAnswer, "报表和它现行的数字")
    )
    async def report(request: Request, region: str, period: str) -> Response:
        point, found = await asked.of_report(request, region, period, partial(reading.report, region, period))
        return _with_etag(request, told(point, found))

    @routes.get(
        f"{_REPORT}/revisions",
        summary="报表的全部经过",
        openapi_extra=described(_AS_OF),
        **answers(RevisionsAnswer, "每一步：谁、何时、改了什么"),
    )
    async def revisions(request: Request, region: str, period: str) -> Response:
        point, found = await asked.of_report(request, region, period, partial(reading.revisions, region, period))
        return json_response(told(point, {"region": region, "period": period, "revisions": found}))

    @routes.get(
        f"{_REPORT}/receipt",
        summary="回执",
        openapi_extra=described(_RECEIPT | _AS_OF, whole=_RECEIPT),
        **answers(ReceiptAnswer, "一版的回执"),
    )
    async def receipt(request: Request, region: str, period: str, revision: Whole | None = None) -> Response:
        get = partial(reading.receipt, region, period, revision)
        point, found = await asked.of_report(request, region, period, get)
        return json_response(told(point, {"receipt": found}))


def _with_etag(request: Request, document: Document) -> Response:
    """The report, or 304 when the caller holds it already. Closing the month changes the tag as well."""
    point = document.get(PARAMETER)
    as_of = f"-{point['position']}-{point['instant']}" if point else ""
    tag = f'"{document["position"]}{"-closed" if document["closed"] else ""}{as_of}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    held = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in held:
        return Response(status_code=304, headers=headers)
    return json_response(document, headers=headers)
