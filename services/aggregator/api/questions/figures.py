"""Which figures, or whose coverage, ``/v1/figures`` and ``/v1/coverage`` are asked for."""

from __future__ import annotations

from typing import Any, NamedTuple

from shared import points
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator
from shared.periods import Month
from shared.web import parameters
from shared.web.problems import Fault, Problem

MOST_MONTHS = 120
"""The longest span of one question."""

TEXTS = {
    "region": "地区代码",
    "indicator": "指标编号或中文名称；省略时取该地区的全部指标",
    "period": "月份 YYYY-MM；省略时取最近一期",
    "from": "起始月份 YYYY-MM，与 to 同用",
    "to": "截止月份 YYYY-MM，与 from 同用",
    "restated": "true：按最后一个月的区划重述以前各月（合并、换码、划转）；省略时照当时的区划",
    points.PARAMETER: points.TEXT,
}

COVERAGE = ("region", "period", points.PARAMETER)


class FigureQuestion(NamedTuple):
    """Which figures are asked for. Without ``span``: the latest month that anybody reported."""

    region: str
    indicator: Indicator | None
    span: tuple[Month, Month] | None
    restated: bool = False


def read_figures(query: dict[str, str], catalogue: Catalogue, allowed: tuple[str, ...]) -> FigureQuestion:
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


def described(*names: str) -> dict[str, Any]:
    """The OpenAPI description of these parameters of the route."""
    return parameters.described({name: TEXTS[name] for name in names}, ("region",))
