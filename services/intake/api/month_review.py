"""``GET /v1/reviews/{area}/{period}``: what the review rules say of an area's whole month."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.intake.api.answers import MonthReviewAnswer
from services.intake.faults import fault
from services.intake.queries.month import MonthReading
from shared.periods import Month
from shared.process.runtime import Runtime
from shared.security.access import Access, not_yours
from shared.security.keys import Role
from shared.web.answers import answers
from shared.web.bodies.reading import invalid
from shared.web.problems import json_response
from shared.web.routing.routers import api_router

_ANSWERS = answers(MonthReviewAnswer, "全部发现与筛查")


def router(runtime: Runtime, reading: MonthReading, access: Access) -> APIRouter:
    """The route; a reporter may not ask it, not even of its own region."""
    routes = api_router("审核")

    @routes.get("/v1/reviews/{area}/{period}", summary="整月审核：全部发现、筛查、能否关账", **_ANSWERS)
    async def review(request: Request, area: str, period: str) -> Response:
        principal = runtime.authentication.principal(request)
        if principal.role not in (Role.REVIEWER, Role.AUDITOR, Role.OPS):
            raise not_yours()
        access.require_read(principal, area)
        try:
            month = Month.parse(period)
        except ValueError as error:
            wrong = fault("bad-period", "period", str(error))
            raise invalid([wrong], "请求参数有误", "parameters-invalid") from None
        reviewed = await run_in_threadpool(reading.review, area, month)
        return json_response(reviewed.document())

    return routes
