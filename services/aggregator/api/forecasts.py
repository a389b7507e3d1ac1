"""``GET /v1/forecasts``: a target's months to come. Open to everybody, as the board is."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api import parameters
from services.aggregator.api.etags import with_etag
from services.aggregator.api.forecast_view import answer_of
from services.aggregator.api.visibility import veil_progress
from services.aggregator.past.as_of import AsOf
from services.aggregator.progress import forecast_repository
from services.aggregator.progress import repository as progress_repository
from services.aggregator.progress.forecasts import Forecasts
from shared import points
from shared.catalogue import Catalogue
from shared.catalogue.model import Target
from shared.periods import Month
from shared.security.access import Access, Sight, Visitor
from shared.web.problems import Fault, Problem, json_response

_TEXTS = {
    "plan": "规划编号",
    "row": "指标序号",
    "period": "从哪个月起预判（YYYY-MM）；省略时取最近一个已评判的月份",
    "data_version": "数据版本；省略时取现行版本，给出时只答已存档的那一版",
    points.PARAMETER: points.TEXT,
}
_NEEDED = ("plan", "row")
_NOT_JUDGED = ("reporting", "missing", "unassessed")


class ForecastRequest(NamedTuple):
    """Which forecast is asked for: of the latest judged month, and of the present version, unless given."""

    target: Target
    period: Month | None
    data_version: int | None


def router(past: AsOf, catalogue: Catalogue, forecasts: Forecasts, visitor: Visitor) -> APIRouter:
    """The route, over the present assessments and those of any point in the past."""
    routes = APIRouter(prefix="/v1", tags=["预判"])
    extra = parameters.described(_TEXTS, _NEEDED)
    access = Access(catalogue)

    def answer(request: Request, question: ForecastRequest) -> dict[str, Any]:
        sight = access.sight(visitor(request))
        point = past.asked(request)
        with past.read(point, [question.target.plan]) as connection:
            return points.told(point, _find(connection, catalogue, question, forecasts, sight))

    @routes.get("/forecasts", summary="指标的预判：逐月 P10、P50、P90 与达标概率", openapi_extra=extra)
    async def forecast(request: Request) -> Response:
        question = read_question(dict(request.query_params), catalogue)
        return with_etag(request, json_response(await run_in_threadpool(answer, request, question)))

    return routes


def read_question(query: dict[str, str], catalogue: Catalogue) -> ForecastRequest:
    """The question that the query parameters ask.

    Raises:
        Problem: 422 with a fault for each parameter that is missing, not known or cannot be read; 404
            for a plan or row that the catalogue does not know.
    """
    faults = parameters.unknown(query, _TEXTS)
    faults += [
        Fault("missing_parameter", name, f"缺少参数 {name}（{_TEXTS[name]}）") for name in _NEEDED if name not in query
    ]
    row = parameters.read(query, "row", int, "应为指标序号", faults)
    period = parameters.read(query, "period", Month.parse, "应写作 YYYY-MM", faults)
    version = parameters.read(query, "data_version", int, "应为整数", faults)
    if faults or row is None:
        raise Problem(422, "parameters-invalid", "请求参数有误", faults=faults)
    plan = catalogue.plans.get(query["plan"])
    target = None if plan is None else next((each for each in plan.targets if each.row == row), None)
    if target is None:
        what = Fault("unknown_plan", "plan", f"没有规划“{query['plan'][:40]}”") if plan is None else None
        fault = what or Fault("unknown_row", "row", f"规划没有第 {row} 行指标")
        raise Problem(404, "not-in-catalogue", "没有这个规划或指标", faults=[fault])
    return ForecastRequest(target, period, version)


def _find(
    connection: sa.Connection, catalogue: Catalogue, question: ForecastRequest, forecasts: Forecasts, sight: Sight
) -> dict[str, Any]:
    target = question.target
    plan = catalogue.plans[target.plan]
    first, last = question.period or Month(1949, 1), question.period or Month(2100, 12)
    assessed = progress_repository.load_row(connection, target.plan, target.row, first, last)
    seen = veil_progress(connection, sight, plan, assessed)
    judged = {key: each for key, each in seen.items() if each.level not in _NOT_JUDGED}
    if not judged:
        return {"forecast": None}
    key = max(judged, key=lambda each: each.period)
    if question.data_version is None:
        return {"forecast": answer_of(forecasts.of(connection, key, judged[key]), target.unit)}
    if not sight.sees(plan.region) and question.data_version != judged[key].data_version:
        return {"forecast": None}  # an earlier version may be of figures that were never accepted
    stored = forecast_repository.load(connection, key, question.data_version)
    return {"forecast": None if stored is None else answer_of(stored, target.unit)}
