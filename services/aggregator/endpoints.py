"""``GET /v1/figures`` and ``GET /v1/coverage``: open to everybody, they hold sums only."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator import repository
from services.aggregator.etags import with_etag
from services.aggregator.figure_view import CoverageView, FigureView, figure_view, plan_covering
from services.aggregator.figures import Figures
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator
from shared.db import Database
from shared.periods import Month, months
from shared.web import Fault, Problem, json_response

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
}


class Question(NamedTuple):
    """Which figures are asked for. Without ``span``: the latest month that anybody reported."""

    region: str
    indicator: Indicator | None
    span: tuple[Month, Month] | None


def router(database: Database, catalogue: Catalogue, figures: Figures) -> APIRouter:
    """The routes, over one database."""
    routes = APIRouter(prefix="/v1", tags=["汇总"])

    def find(question: Question) -> list[FigureView]:
        with database.read() as connection:
            return find_figures(connection, catalogue, figures, question)

    def cover(question: Question) -> dict[str, Any]:
        with database.read() as connection:
            return find_coverage(connection, catalogue, figures, question)

    @routes.get("/figures", summary="汇总数", openapi_extra=_parameters(*_TEXTS))
    async def figures_(request: Request) -> Response:
        question = read_question(dict(request.query_params), catalogue, tuple(_TEXTS))
        found = await run_in_threadpool(find, question)
        return with_etag(request, json_response({"figures": found}))

    @routes.get("/coverage", summary="报送覆盖情况", openapi_extra=_parameters("region", "period"))
    async def coverage(request: Request) -> Response:
        question = read_question(dict(request.query_params), catalogue, ("region", "period"))
        return json_response(await run_in_threadpool(cover, question))

    return routes


def find_figures(
    connection: sa.Connection, catalogue: Catalogue, figures: Figures, question: Question
) -> list[FigureView]:
    """The figures that the question asks for, by indicator and month.

    Raises:
        Problem: 404 when nobody owes that figure in that region.
    """
    first, last = _span(connection, question)
    chosen = (question.indicator,) if question.indicator else tuple(catalogue.indicators.values())
    indicators = [item for item in chosen if catalogue.expected_units(question.region, item.id, last)]
    if question.indicator is not None and not indicators:
        name = catalogue.regions[question.region].name
        raise Problem(404, "figure-unknown", f"{name}没有指标“{question.indicator.name}”的汇总数")
    plan = plan_covering(catalogue, question.region, first)
    since = min(plan.first if plan else first, Month(first.year, 1), first.shift(-CARRY_MONTHS))
    ids = [item.id for item in indicators]
    series = figures.series_of(connection, question.region, ids, since, last)
    return [
        figure_view(catalogue, question.region, item, series[item.id], period)
        for item in indicators
        for period in months(first, last)
    ]


def find_coverage(
    connection: sa.Connection, catalogue: Catalogue, figures: Figures, question: Question
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


def read_question(query: dict[str, str], catalogue: Catalogue, allowed: tuple[str, ...]) -> Question:
    """The question that the query parameters ask.

    Raises:
        Problem: 422 with a fault for each parameter that is missing, not known or cannot be read;
            404 for a region or indicator that the catalogue does not know.
    """
    faults = [Fault("unknown_parameter", name, f"没有参数“{name[:40]}”") for name in query if name not in allowed]
    if "region" not in query:
        faults.append(Fault("missing_parameter", "region", "须给出地区代码 region"))
    span = _read_span(query, faults)
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
    return Question(region, indicator, span)


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


def _span(connection: sa.Connection, question: Question) -> tuple[Month, Month]:
    if question.span is not None:
        return question.span
    latest = repository.last_period(connection)
    if latest is None:
        raise Problem(404, "nothing-reported", "尚无任何报送数据")
    return latest, latest


def _parameters(*names: str) -> dict[str, Any]:
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": name == "region",
                "schema": {"type": "string"},
                "description": _TEXTS[name],
            }
            for name in names
        ]
    }
