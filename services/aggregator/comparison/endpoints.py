"""``/v1/comparisons``: a region's indicators beside each other, and notes about what was found."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api.etags import with_etag
from services.aggregator.api.posting import posted
from services.aggregator.api.questions.regions import ReadPeriod, read_region
from services.aggregator.comparison.answers import ComparisonsAnswer, region_answer
from services.aggregator.comparison.explaining import MOST_CHARACTERS, ExplainBody, Explaining
from services.aggregator.comparison.quarters import Quarter
from services.aggregator.comparison.reading import Comparisons
from services.aggregator.past.as_of import AsOf
from shared import points
from shared.catalogue import Catalogue
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.security.keys import Principal, Role
from shared.web import parameters
from shared.web.answers import answers
from shared.web.bodies.described import keyed_fields
from shared.web.bodies.json_body import BodyReader
from shared.web.long_work import LongWork
from shared.web.problems import json_response
from shared.web.routing.routers import api_router

READERS = (Role.REVIEWER, Role.OPS, Role.AUDITOR)
"""Who sees comparisons: of their area."""
_MOST_BYTES = 20_000
_TEXTS = {
    "region": "地区代码；连同其下一级各地区",
    "quarter": "季度 YYYY-Qn；省略时为最近一个已结束的季度",
    points.PARAMETER: points.TEXT,
}
_QUARTER = ReadPeriod("quarter", "应写作 YYYY-Qn，如 2024-Q3")


class NotedAnswer(msgspec.Struct, frozen=True):
    """Where a note stands in ``figures``."""

    region: str
    quarter: str
    rule: str
    position: int
    hash: str


class AskedComparison(NamedTuple):
    """Which region, and in which quarter (None: the last one that has ended)."""

    region: str
    quarter: Quarter | None


def read_comparison(query: dict[str, str], catalogue: Catalogue) -> AskedComparison:
    """The question that the query parameters ask.

    Raises:
        Problem: 422 for what cannot be read, 404 for a region that the catalogue does not know.
    """
    return AskedComparison(*read_region(query, catalogue, _TEXTS, _QUARTER, Quarter.parse))


def regions_of(known: Catalogue, region: str) -> list[str]:
    """The region, and those one level below it."""
    return [region, *known.children(region)]


def router(
    comparisons: Comparisons, explaining: Explaining, past: AsOf, authentication: Authentication, work: LongWork
) -> APIRouter:
    """The routes."""
    routes = api_router("比对分析", "/v1/comparisons")

    def answer(request: Request, principal: Principal) -> dict[str, Any]:
        asked = past.asked(request, read_comparison)
        Access(asked.known).require_read(principal, asked.question.region)
        quarter = asked.question.quarter or comparisons.last_ended(asked.point)
        found = comparisons.of(regions_of(asked.known, asked.question.region), quarter, asked.point)
        return points.told(asked.point, {"comparisons": [region_answer(each, asked.known) for each in found]})

    @routes.get(
        "",
        summary="一个地区及其下一级各地区，一个季度的比对",
        openapi_extra=parameters.described(_TEXTS, ("region",)),
        **answers(ComparisonsAnswer, "各地区、各规则的比对结果"),
    )
    async def compared(request: Request) -> Response:
        principal = authentication.require(request, *READERS)
        return with_etag(request, json_response(await run_in_threadpool(answer, request, principal)))

    @routes.post(
        "/explanations",
        summary="记下对一处走势不一致的核实结果",
        status_code=201,
        openapi_extra=_POST,
        **_NOTED,
    )
    async def explain(request: Request) -> Response:
        principal = authentication.require(request, Role.REVIEWER)
        body, author = await posted(request, principal, _READER, work, _MOST_BYTES)
        done = await run_in_threadpool(explaining.explain, body, author)
        noted = NotedAnswer(body.region, body.quarter, body.rule, done.recorded.position, done.recorded.hash)
        return json_response(noted, 201 if done.new else 200)

    return routes


_READER = BodyReader(ExplainBody)
_NOTED = answers(NotedAnswer, "记下的说明", 201)
_NOTED["responses"] |= answers(NotedAnswer, "同一请求已经记下")["responses"]
_POST = keyed_fields(
    {
        "region": {"type": "string"},
        "quarter": {"type": "string", "pattern": "^[0-9]{4}-Q[1-4]$"},
        "rule": {"type": "string"},
        "text": {"type": "string", "maxLength": MOST_CHARACTERS},
    },
    required=("region", "quarter", "rule", "text"),
)
