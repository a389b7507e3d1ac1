"""Sample enterprises over HTTP: reports taken, and read by whose they are."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.intake.api.asked import span_asked
from services.intake.api.openapi import operation
from services.intake.api.opening import answered, posted
from services.intake.panel.answers import PanelReceiptsAnswer, PanelRowsAnswer, panel_row
from services.intake.panel.bodies import PanelReportsBody, panel_reports
from services.intake.panel.posting import PanelPosting
from services.intake.panel.reading import PanelReading
from services.intake.panel.rights import may_see
from shared.catalogue.model import PanelMember
from shared.process.runtime import Runtime
from shared.security.keys import Principal, Role
from shared.web.answers import answers
from shared.web.parameters import described
from shared.web.problems import json_response
from shared.web.requests import correlation_id
from shared.web.routing.routers import api_router

_REPORTS = "/v1/panel/reports"
_SPAN = {
    "from": "起始月份 YYYY-MM；省略时为截止月份及其前 11 个月",
    "to": "截止月份 YYYY-MM；省略时为本月",
    "enterprise": "企业编号；省略时为可以查看的全部样本企业",
}
_POSTED = operation(PanelReportsBody, PanelReceiptsAnswer, "已入库，一期一份回执；有一份有误则一份也不收")


def router(runtime: Runtime, posting: PanelPosting, reading: PanelReading) -> APIRouter:
    """The routes."""
    routes = api_router("用工监测")

    @routes.post(_REPORTS, summary="样本企业报送用工情况，一次至多 500 份", **_POSTED)
    async def post(request: Request) -> Response:
        roles = (Role.ENTERPRISE, Role.REPORTER)
        principal, key, body, digest = await posted(runtime, request, panel_reports, *roles)
        return answered(await posting.post(principal, key, digest, body.reports, correlation_id(request)))

    @routes.get(
        _REPORTS,
        summary="样本企业的用工情况：本企业的，或本区县样本的",
        openapi_extra=described(_SPAN),
        **answers(PanelRowsAnswer, "各企业各期现行的数"),
    )
    async def listing(request: Request) -> Response:
        principal = runtime.authentication.require(request, Role.ENTERPRISE, Role.REPORTER, Role.REVIEWER, Role.AUDITOR)
        query = request.query_params
        first, last = span_asked(query.get("from"), query.get("to"), runtime.clock.now())
        members = _seen(runtime, principal, query.get("enterprise"))
        known = await run_in_threadpool(reading.known, members)
        rows = [
            panel_row(record, members[record.event.enterprise].name)
            for (_, period), record in sorted(known.latest().items(), key=lambda item: item[0])
            if str(first) <= period <= str(last) and record.event.region == principal.region
        ]
        return json_response({"reports": rows})

    return routes


def _seen(runtime: Runtime, principal: Principal, wanted: str | None) -> dict[str, PanelMember]:
    """The enterprises that somebody may see, each as the sample had it last; of one that is asked for only it."""
    seen = (each for each in runtime.catalogue.panel.members if may_see(principal, each))
    return {each.enterprise: each for each in seen if wanted in (None, each.enterprise)}
