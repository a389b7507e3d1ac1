"""``GET /v1/figures`` and ``GET /v1/coverage``: open to everybody; a unit's own figures once they are accepted."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api import parameters
from services.aggregator.api.etags import with_etag
from services.aggregator.api.figure_view import CoverageView, FigureView, figure_view
from services.aggregator.api.sdmx import MEDIA_TYPE, sdmx_csv
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.restated import restate
from services.aggregator.past.as_of import AsOf
from services.aggregator.reports import repository as reports_repository
from shared import points
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator
from shared.periods import Month, months
from shared.security.access import Access, Sight, Visitor
from shared.web.problems import Fault, Problem, json_response

MOST_MONTHS = 120
"""The longest span of one question."""

CARRY_MONTHS = 12
"""How far back a stock that is missing is looked for."""

_TEXTS = {
    "region": "地区代码",
    "indicator": "指标编号或中文名称；省略时取该地区的全部指标",
    "period": "月份 YYYY-MM；省略时取最近一期",
    "from": "起始月份 YYYY-MM，与 to 同用",
    "to": "截止月份 YYYY-MM，与 from 同用",
    "restated": "true：按最后一个月的区划重述以前各月（合并、换码、划转）；省略时照当时的区划",
    points.PARAMETER: points.TEXT,
}

_COVERAGE = ("region", "period", points.PARAMETER)


class FigureQuestion(NamedTuple):
    """Which figures are asked for. Without ``span``: the latest month that anybody reported."""

    region: str
    indicator: Indicator | None
    span: tuple[Month, Month] | None
    restated: bool = False


def router(past: AsOf, catalogue: Catalogue, figures: Figures, visitor: Visitor) -> APIRouter:
    """The routes, over the present figures and those of any point in the past."""
    routes = APIRouter(prefix="/v1", tags=["汇总"])
    access = Access(catalogue)

    def find(request: Request, question: FigureQuestion) -> dict[str, Any]:
        sight = access.sight(visitor(request))
        point = past.asked(request)
        known = catalogue.known_on(point.day) if point else catalogue
        with past.read(point, ()) as connection:
            return points.told(point, {"figures": find_figures(connection, known, figures, question, sight)})

    def cover(request: Request, question: FigureQuestion) -> dict[str, Any]:
        visitor(request)
        point = past.asked(request)
        with past.read(point, ()) as connection:
            return points.told(point, find_coverage(connection, catalogue, figures, question))

    @routes.get("/figures", summary="汇总数", openapi_extra=_parameters(*_TEXTS))
    async def figures_(request: Request) -> Response:
        question = read_question(dict(request.query_params), catalogue, tuple(_TEXTS))
        return with_etag(request, json_response(await run_in_threadpool(find, request, question)))

    @routes.get("/figures.csv", summary="汇总数（SDMX-CSV 2.0）", openapi_extra=_parameters(*_TEXTS))
    async def figures_csv(request: Request) -> Response:
        question = read_question(dict(request.query_params), catalogue, tuple(_TEXTS))
        found = await run_in_threadpool(find, request, question)
        return with_etag(request, Response(sdmx_csv(found["figures"], catalogue), media_type=MEDIA_TYPE))

    @routes.get("/coverage", summary="报送覆盖情况", openapi_extra=_parameters(*_COVERAGE))
    async def coverage(request: Request) -> Response:
        question = read_question(dict(request.query_params), catalogue, _COVERAGE)
        return json_response(await run_in_threadpool(cover, request, question))

    return routes


def find_figures(
    connection: sa.Connection, catalogue: Catalogue, figures: Figures, question: FigureQuestion, sight: Sight
) -> list[FigureView]:
    """The figures that the question asks for, by indicator and month, as ``sight`` may see them.

    Raises:
        Problem: 404 when nobody owes that figure in that region.
    """
    first, last = _span(connection, question)
    chosen = (question.indicator,) if question.indicator else tuple(catalogue.indicators.values())
    indicators = [item for item in chosen if catalogue.stands_at(question.region, item.id)]
    if question.indicator is not None and not indicators:
        name = catalogue.regions[question.region].name
        raise Problem(404, "figure-unknown", f"{name}没有指标“{question.indicator.name}”的汇总数")
    plan = catalogue.plan_covering(question.region, first)
    since = min(plan.first if plan else first, Month(first.year, 1), first.shift(-CARRY_MONTHS))
    ids = [item.id for item in indicators]
    if question.restated:
        series, notes = restate(connection, catalogue, figures, question.region, ids, since, last)
    else:
        series, notes = figures.series_of(connection, question.region, ids, since, last), {}
    seen = sight.sees(question.region)
    return [
        figure_view(catalogue, question.region, item, series[item.id], period, seen=seen, note=notes.get(period, ""))
        for item in indicators
        for period in months(first, last)
    ]


def find_coverage(
    connection: sa.Connection, catalogue: Catalogue, figures: Figures, question: FigureQuestion
) -> dict[str, Any]:
    """Coverage of a region's month: of its units, by indicator, and who is missing."""
    period, _ = _span(connection, question)
    covered, missing = figures.coverage(connection, question.region, period)
    by_indicator = figures.indicator_coverage(connection, question.region, period)
    return {
        "region": question.region,
        "region_name": catalogue.regions[question.region].name,
        "period": str(period),
        "expected": covered.expected,
        "reported": covered.reported,
        "accepted": covered.accepted,
        "missing": [{"region": unit, "region_name": catalogue.regions[unit].name} for unit in missing],
        "indicators": [
            {
                "indicator": indicator,
                "indicator_name": catalogue.indicators[indicator].name,
                "coverage": CoverageView(each.expected, each.reported, each.accepted),
            }
            for indicator, each in by_indicator.items()
        ],
    }


def read_question(query: dict[str, str], catalogue: Catalogue, allowed: tuple[str, ...]) -> FigureQuestion:
    """The question that the query parameters ask.

    Raises:
        Problem: 422 with a fault for each parameter that is missing, not known or cannot be read;
            404 for a region or indicator that the catalogue does not know.
    """
    faults = parameters.unknown(query, allowed)
    if "region" not in query:
        faults.append(Fault("missing_parameter", "region", "须给出地区代码 region"))
    span = _read_span(query, faults)
    if query.get("restated", "false") not in ("true", "false"):
        faults.append(Fault("bad_restated", "restated", f"“{query['restated'][:20]}”有误，应为 true 或 false"))
    if faults:
        raise Problem(422, "parameters-invalid", "请求参数有误", faults=faults)
    region, indicator = query["region"].strip(), None
    if region not in catalogue.regions:
        faults.append(Fault("unknown_region", "region", f"没有地区“{region[:40]}”"))
    if "indicator" in query:
        indicator = catalogue.resolve_indicator(query["indicator"])
        if indicator is None:
            faults.append(Fault("unknown_indicator", "indicator", f"没有指标“{query['indicator'][:40]}”"))
    if faults:
        raise Problem(404, "not-in-catalogue", "没有这个地区或指标", faults=faults)
    return FigureQuestion(region, indicator, span, query.get("restated") == "true")


def _read_span(query: dict[str, str], faults: list[Fault]) -> tuple[Month, Month] | None:
    if "period" in query and ("from" in query or "to" in query):
        faults.append(Fault("conflicting_parameters", "period", "period 与 from、to 不能同时使用"))
    if ("from" in query) != ("to" in query):
        faults.append(Fault("missing_parameter", "to" if "from" in query else "from", "from 与 to 须同时给出"))
    found = {name: _read_month(name, query[name], faults) for name in ("period", "from", "to") if name in query}
    first, last = found.get("period") or found.get("from"), found.get("period") or found.get("to")
    if first is None or last is None:
        return None
    if last < first:
        faults.append(Fault("bad_span", "to", "截止月份早于起始月份"))
    elif last.ordinal - first.ordinal >= MOST_MONTHS:
        faults.append(Fault("bad_span", "to", f"一次最多查询 {MOST_MONTHS} 个月"))
    return first, last


def _read_month(name: str, text: str, faults: list[Fault]) -> Month | None:
    try:
        return Month.parse(text.strip())
    except ValueError as error:
        faults.append(Fault("bad_period", name, str(error)))
        return None


def _span(connection: sa.Connection, question: FigureQuestion) -> tuple[Month, Month]:
    if question.span is not None:
        return question.span
    latest = reports_repository.last_period(connection)
    if latest is None:
        raise Problem(404, "nothing-reported", "尚无任何报送数据")
    return latest, latest


def _parameters(*names: str) -> dict[str, Any]:
    return parameters.described({name: _TEXTS[name] for name in names}, ("region",))
