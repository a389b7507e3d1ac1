"""Intake over HTTP: the routes, and the reading side. Reading needs a key too."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from services.intake.api import openapi
from services.intake.api.writing import Writing
from services.intake.faults import Fault, fault
from services.intake.queries.reports import Document, Reading
from services.intake.submission.bodies import invalid
from shared.periods import CHINA, Month, today_in_china
from shared.points import PARAMETER, Point, told
from shared.process.runtime import Runtime
from shared.security.access import Access
from shared.web.hot_routes import HotRoutes
from shared.web.problems import Problem, json_response

DEFAULT_MONTHS = 12
"""How far back a listing goes when it does not say."""

MOST_MONTHS = 120
"""Months that one listing may span."""

_REPORTS = "/v1/reports"

Result = TypeVar("Result")


class RawRoute(APIRoute):
    """A route whose endpoint takes the request as it is: FastAPI's parameter solving, which would
    cost the hot endpoint more than reading the body does, is passed by."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        endpoint: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return endpoint


def router(runtime: Runtime, writing: Writing, reading: Reading, access: Access) -> APIRouter:
    """Every route of intake."""
    routes = APIRouter(tags=["报送"])
    _add_writing(routes, writing)
    _add_reading(routes, runtime, reading, access)
    return routes


def hot_routes(writing: Writing) -> HotRoutes:
    """The route that units report by: all of them in the same few days."""
    return {("POST", _REPORTS): writing.submit}


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


def _add_reading(routes: APIRouter, runtime: Runtime, reading: Reading, access: Access) -> None:
    async def read(
        request: Request, region: str, period: str, get: Callable[[Point | None], Result]
    ) -> tuple[Point | None, Result]:
        """What ``get`` finds at the point that is asked about, which comes first, after asking who wants to know."""
        access.require_read(runtime.authentication.principal(request), region)
        _month("period", period)
        point = await run_in_threadpool(point_of, request)
        return point, await run_in_threadpool(get, point)

    def point_of(request: Request) -> Point | None:
        """The point in the past that is asked about; None: the present."""
        text = request.query_params.get(PARAMETER)
        return None if text is None else reading.point(text, runtime.clock.now())

    def asked(request: Request) -> tuple[list[str], Month, Month]:
        """The regions and months that a listing asks for, as far as its reader may see them."""
        principal = runtime.authentication.principal(request)
        query = request.query_params
        area = query.get("area") or principal.region
        first, last = _span(query.get("from"), query.get("to"), runtime.clock.now())
        return access.regions(principal, area) if area else access.readable(principal), first, last

    @routes.get("/v1/reports", summary="报送情况一览")
    async def listing(request: Request) -> Response:
        wanted = asked(request)
        point = await run_in_threadpool(point_of, request)
        found = await run_in_threadpool(reading.listing, *wanted, point)
        return json_response(told(point, {"reports": found}))

    @routes.get("/v1/reports/summary", summary="按时、迟报与更正的统计")
    async def summary(request: Request) -> Response:
        regions, first, last = asked(request)
        found = await run_in_threadpool(reading.summary, regions, first, last, today_in_china(runtime.clock))
        return json_response({"from": str(first), "to": str(last)} | found)

    @routes.get("/v1/reports/{region}/{period}", summary="现行的报表")
    async def report(request: Request, region: str, period: str) -> Response:
        point, found = await read(request, region, period, lambda point: reading.report(region, period, point))
        return _with_etag(request, told(point, _found(found)))

    @routes.get("/v1/reports/{region}/{period}/revisions", summary="报表的全部经过")
    async def revisions(request: Request, region: str, period: str) -> Response:
        point, found = await read(request, region, period, lambda point: reading.revisions(region, period, point))
        return json_response(told(point, {"region": region, "period": period, "revisions": _found(found)}))

    @routes.get("/v1/reports/{region}/{period}/receipt", summary="回执")
    async def receipt(request: Request, region: str, period: str, revision: int | None = None) -> Response:
        point, found = await read(
            request, region, period, lambda point: reading.receipt(region, period, revision, point)
        )
        return json_response(told(point, {"receipt": _found(found)}))


def _found(found: Result | None) -> Result:
    if not found:
        raise Problem(404, "report-not-found", "该单位该月没有这份报表")
    return found


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


def _month(name: str, text: str, faults: list[Fault] | None = None) -> Month | None:
    """A month of the address; its fault is added to ``faults``, or raised when there is no list."""
    try:
        return Month.parse(text)
    except ValueError as error:
        wrong = fault("bad-period", name, str(error))
        if faults is None:
            raise invalid([wrong], "请求参数有误", "parameters-invalid") from None
        faults.append(wrong)
        return None


def _span(first: str | None, last: str | None, now: datetime) -> tuple[Month, Month]:
    """The months asked for; by default up to the present one, a year of them."""
    faults: list[Fault] = []
    end = _month("to", last, faults) if last else Month.of(now.astimezone(CHINA).date())
    start = _month("from", first, faults) if first else (end.shift(1 - DEFAULT_MONTHS) if end else None)
    if start is not None and end is not None and not 0 <= end.ordinal - start.ordinal < MOST_MONTHS:
        faults.append(fault("bad-span", "from", f"from 不得晚于 to，且至多{MOST_MONTHS}个月"))
    if faults or start is None or end is None:
        raise invalid(faults, "请求参数有误", "parameters-invalid")
    return start, end
