"""``GET /v1/progress``: how targets stand against their trajectories. Open to everybody, as the board is;
what concerns a single unit only once it is accepted."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api import parameters
from services.aggregator.api.etags import with_etag
from services.aggregator.api.progress_view import ProgressView, allocation_of, progress_of, revised_of
from services.aggregator.api.visibility import veil_parts, veil_progress, veil_shares
from services.aggregator.districts.shares import Shares
from services.aggregator.figures.reader import Figures
from services.aggregator.past.as_of import AsOf, Contributions
from services.aggregator.progress import repository as progress_repository
from services.aggregator.reports import amendments as amendments_repository
from shared import points
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan, Target
from shared.periods import Month
from shared.security.access import Access, Sight, Visitor
from shared.web.problems import Fault, Problem, json_response

_TEXTS = {
    "plan": "规划编号",
    "row": "指标序号；给出时一并列出缺口的单位构成",
    "region": "规划所属地区代码",
    "indicator": "指标编号或中文名称",
    "period": "月份 YYYY-MM；省略时取各指标最近一期",
    points.PARAMETER: points.TEXT,
}


class ProgressQuestion(NamedTuple):
    """What is asked for: the plans and targets, and the month (None: the latest)."""

    plans: tuple[Plan, ...]
    row: int | None
    indicator: str | None
    period: Month | None

    def wants(self, target: Target) -> bool:
        """Whether the answer holds this target."""
        return self.row in (None, target.row) and self.indicator in (None, target.indicator)


def router(past: AsOf, catalogue: Catalogue, contributions: Contributions, visitor: Visitor) -> APIRouter:
    """The route, over the present assessments and those of any point in the past.

    ``contributions`` tells which units a present gap comes from.
    """
    routes = APIRouter(prefix="/v1", tags=["进度"])
    access = Access(catalogue)
    extra = parameters.described(_TEXTS)

    def answer(request: Request, question: ProgressQuestion) -> dict[str, Any]:
        sight = access.sight(visitor(request))
        point = past.asked(request)
        split = past.contributions(point, contributions)
        with past.read(point, [plan.id for plan in question.plans]) as connection:
            return points.told(point, {"progress": _find(connection, catalogue, question, split, sight)})

    @routes.get("/progress", summary="各项指标的序时进度", openapi_extra=extra)
    async def progress(request: Request) -> Response:
        question = read_question(dict(request.query_params), catalogue)
        return with_etag(request, json_response(await run_in_threadpool(answer, request, question)))

    return routes


def read_question(query: dict[str, str], catalogue: Catalogue) -> ProgressQuestion:
    """The question that the query parameters ask.

    Raises:
        Problem: 422 with a fault for each parameter that is not known or cannot be read; 404 for a
            plan, region or indicator that the catalogue does not know.
    """
    faults = parameters.unknown(query, _TEXTS)
    row = parameters.read(query, "row", int, "应为指标序号", faults)
    period = parameters.read(query, "period", Month.parse, "应写作 YYYY-MM", faults)
    if faults:
        raise Problem(422, "parameters-invalid", "请求参数有误", faults=faults)
    plan, region, text = query.get("plan"), query.get("region"), query.get("indicator")
    indicator = catalogue.resolve_indicator(text) if text is not None else None
    if plan is not None and plan not in catalogue.plans:
        faults.append(Fault("unknown_plan", "plan", f"没有规划“{plan[:40]}”"))
    if region is not None and region not in catalogue.regions:
        faults.append(Fault("unknown_region", "region", f"没有地区“{region[:40]}”"))
    if text is not None and indicator is None:
        faults.append(Fault("unknown_indicator", "indicator", f"没有指标“{text[:40]}”"))
    if faults:
        raise Problem(404, "not-in-catalogue", "没有这个规划、地区或指标", faults=faults)
    plans = [each for each in catalogue.plans.values() if plan in (None, each.id) and region in (None, each.region)]
    return ProgressQuestion(tuple(plans), row, indicator.id if indicator else None, period)


def _find(
    connection: sa.Connection,
    catalogue: Catalogue,
    question: ProgressQuestion,
    contributions: Contributions,
    sight: Sight,
) -> list[ProgressView]:
    found: list[ProgressView] = []
    amendments = amendments_repository.load(connection)
    shares = Shares(catalogue, Figures(catalogue))
    for plan in question.plans:
        if question.period is None:
            stored = progress_repository.load_latest(connection, plan.id)
        else:
            stored = progress_repository.load_range(connection, plan.id, question.period, question.period)
        stored = veil_progress(connection, sight, plan, stored)
        by_row = {key.row: (key.period, assessment) for key, assessment in stored.items()}
        for target in plan.targets:
            if target.row in by_row and question.wants(target):
                period, assessment = by_row[target.row]
                alone = question.row is not None
                parts = contributions(connection, target, period) if alone and not target.binding else None
                if parts is not None:
                    parts = veil_parts(connection, sight, plan, period, parts)
                standing = shares.standing(connection, target, period, amendments) if alone else None
                standing = veil_shares(connection, sight, plan, period, standing)
                held = amendments.target(target, period)
                shown = progress_of(catalogue, held, period, assessment, parts)
                revisions = revised_of(amendments.revisions_of(plan.id, target.row))
                allocation = allocation_of(catalogue, held, standing)
                found.append(msgspec.structs.replace(shown, revisions=revisions, allocation=allocation))
    return found
