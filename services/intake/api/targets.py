"""Targets over HTTP: the routes, and what was published of each and what has become of it."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.intake.api import openapi
from services.intake.api.target_amending import TargetAmending
from services.intake.reports.submitting import Submitting
from services.intake.targets.answers import TargetsAnswer
from services.intake.targets.reading import TargetReading
from shared.catalogue import Catalogue
from shared.process.runtime import Runtime
from shared.security.access import Access
from shared.web.answers import answers
from shared.web.parameters import described
from shared.web.problems import Fault, Problem, json_response
from shared.web.routing.routers import api_router

_TEXTS = {
    "plan": "规划编号；省略时取全部规划",
    "row": "指标序号",
    "as_of": "时点：位置、日期或带时区的时刻；省略时取现在",
}
_ROW_DIGITS = 6

_ANSWERS = answers(TargetsAnswer, "各项目标和它的文件")


def router(runtime: Runtime, submitting: Submitting, reading: TargetReading, access: Access) -> APIRouter:
    """The routes of targets."""
    routes = api_router("目标", "/v1/targets")
    amending = TargetAmending(runtime, submitting, reading, access)
    routes.post("/revisions", include_in_schema=False)(amending.revise)
    routes.post("/annual", summary="设定一年的年度目标", **openapi.ANNUAL_TARGETS)(amending.set_year)
    routes.post("/allocations", summary="把一项目标分解到下级地区", **openapi.ALLOCATION)(amending.allocate)

    @routes.get("", summary="目标：公布的、调整的、按年设定的、分解的", openapi_extra=described(_TEXTS), **_ANSWERS)
    async def targets(request: Request) -> Response:
        """What the plans ask for, as it was known at a point."""
        runtime.authentication.visitor(request)
        query = dict(request.query_params)
        found = await run_in_threadpool(reading.listing, partial(_question, query), query.get("as_of"))
        return json_response(found)

    return routes


def _question(query: dict[str, str], catalogue: Catalogue) -> tuple[str | None, int | None]:
    faults: list[Fault] = []
    plan, text = query.get("plan"), query.get("row")
    if plan is not None and plan not in catalogue.plans:
        faults.append(Fault("unknown_plan", "plan", f"没有规划“{plan[:40]}”"))
    if text is not None and not (text.isascii() and text.isdigit() and len(text) < _ROW_DIGITS):
        faults.append(Fault("bad_row", "row", f"“{text[:20]}”有误，应为指标序号"))
    if faults:
        raise Problem(422, "parameters-invalid", "请求参数有误", faults=faults)
    return plan, None if text is None else int(text)
