"""``GET /v1/progress``: how targets stand against their trajectories. Open to everybody, as the board is;
what concerns a single unit only once it is accepted."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator import to_judge
from services.aggregator.api.etags import with_etag
from services.aggregator.api.questions.progress import TEXTS, ProgressQuestion, read_progress
from services.aggregator.api.views.allocation import allocation_of, revised_of
from services.aggregator.api.views.answers import JudgingView, ProgressAnswer
from services.aggregator.api.views.progress import progress_of
from services.aggregator.api.views.progress_answer import ProgressView
from services.aggregator.api.visibility import veil_parts, veil_progress, veil_shares
from services.aggregator.districts.shares import Shares
from services.aggregator.figures.reader import Figures
from services.aggregator.past.as_of import AsOf, UnitsOf
from services.aggregator.progress import repository as progress_repository
from services.aggregator.reports import amendments as amendments_repository
from shared import points
from shared.catalogue import Catalogue
from shared.catalogue.known import ByCatalogue
from shared.catalogue.model import Plan
from shared.security.access import Access, Sight, Visitor
from shared.web import parameters
from shared.web.answers import answers
from shared.web.problems import json_response
from shared.web.routing.routers import api_router

_ANSWERS = answers(ProgressAnswer, "各项指标对照序时进度：按规划、序号")


def router(past: AsOf, catalogue: Catalogue, figures: Figures, units: UnitsOf, visitor: Visitor) -> APIRouter:
    """The route, over the present assessments and those of any point in the past.

    ``units`` tells which units a present gap comes from.
    """
    routes = api_router("进度", "/v1")
    shares = ByCatalogue(catalogue, lambda each: Shares(each, figures.known_by(each)))
    extra = parameters.described(TEXTS)

    def answer(request: Request) -> dict[str, Any]:
        viewer = visitor(request)
        asked = past.asked(request, read_progress)
        point, known, question = asked.point, asked.known, asked.question
        sight, split = Access(known).sight(viewer), past.units_of(point, units)
        found: list[ProgressView] = []
        judging: JudgingView | None = None
        for plan in question.plans:
            with past.read(point, [plan.id], whole=sight.whole(plan.region)) as connection:
                judging = _judging(connection) or judging
                found += _find(connection, known, shares.of(known), question, plan, split, sight)
        return points.told(point, {"progress": found, "judging": judging})

    @routes.get("/progress", summary="各项指标的序时进度", openapi_extra=extra, **_ANSWERS)
    async def progress(request: Request) -> Response:
        return with_etag(request, json_response(await run_in_threadpool(answer, request)))

    return routes


def _judging(connection: sa.Connection) -> JudgingView | None:
    """What is not judged yet, where anything is not; while all is, an answer stays what it was."""
    judged = to_judge.judged(connection)
    return JudgingView(judged.position, judged.waiting) if judged.waiting else None


def _find(
    connection: sa.Connection,
    catalogue: Catalogue,
    shares: Shares,
    question: ProgressQuestion,
    plan: Plan,
    units: UnitsOf,
    sight: Sight,
) -> list[ProgressView]:
    found: list[ProgressView] = []
    amendments = amendments_repository.load(connection)
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
            parts = units.contributions(connection, target, period) if alone and not target.binding else None
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
