"""``GET /v1/forecasts``: a target's months to come. Open to everybody, as the board is."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api.etags import with_etag
from services.aggregator.api.questions.forecasts import NEEDED, TEXTS, ForecastRequest, read_forecast
from services.aggregator.api.views.answers import ForecastAnswer
from services.aggregator.api.views.forecasts import answer_of
from services.aggregator.api.visibility import veil_progress
from services.aggregator.past.as_of import AsOf
from services.aggregator.progress import forecast_repository
from services.aggregator.progress import repository as progress_repository
from services.aggregator.progress.forecasts import Forecasts
from services.aggregator.targets.levels import UNJUDGED
from shared import points
from shared.catalogue.model import Plan
from shared.periods import Month
from shared.security.access import Access, Sight, Visitor
from shared.web import parameters
from shared.web.answers import answers
from shared.web.problems import json_response
from shared.web.routing.routers import api_router

_ANSWERS = answers(ForecastAnswer, "逐月的 P10、P50、P90 与达标概率；不能预判时为 null")


def router(past: AsOf, forecasts: Forecasts, visitor: Visitor) -> APIRouter:
    """The route, over the present assessments and those of any point in the past."""
    routes = api_router("预判", "/v1")
    extra = parameters.described(TEXTS, NEEDED)

    def answer(request: Request) -> dict[str, Any]:
        viewer = visitor(request)
        asked = past.asked(request, read_forecast)
        point, sight = asked.point, Access(asked.known).sight(viewer)
        plan, then = asked.known.plans[asked.question.target.plan], past.forecasts(point, forecasts)
        with past.read(point, [plan.id], whole=sight.whole(plan.region)) as connection:
            return points.told(point, _find(connection, plan, asked.question, then, sight))

    @routes.get("/forecasts", summary="指标的预判：逐月 P10、P50、P90 与达标概率", openapi_extra=extra, **_ANSWERS)
    async def forecast(request: Request) -> Response:
        return with_etag(request, json_response(await run_in_threadpool(answer, request)))

    return routes


def _find(
    connection: sa.Connection, plan: Plan, question: ForecastRequest, forecasts: Forecasts, sight: Sight
) -> dict[str, Any]:
    target = question.target
    first, last = question.period or Month(1949, 1), question.period or Month(2100, 12)
    assessed = progress_repository.load_row(connection, target.plan, target.row, first, last)
    seen = veil_progress(connection, sight, plan, assessed)
    judged = {key: each for key, each in seen.items() if each.level not in UNJUDGED}
    if not judged:
        return {"forecast": None}
    key = max(judged, key=lambda each: each.period)
    if question.data_version is None:
        return {"forecast": answer_of(forecasts.of(connection, key, judged[key]), target.unit)}
    if not sight.whole(plan.region) and question.data_version != judged[key].data_version:
        return {"forecast": None}  # an earlier version may be of figures that were never accepted
    stored = forecast_repository.load(connection, key, question.data_version)
    return {"forecast": None if stored is None else answer_of(stored, target.unit)}
