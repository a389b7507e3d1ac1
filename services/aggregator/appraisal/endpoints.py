"""``/v1/appraisals``: districts' points of a span, one district's with their trace, and what was found false."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api.etags import with_etag
from services.aggregator.api.posting import Body, posted
from services.aggregator.appraisal.answers import AppraisalsAnswer, DistrictTraceAnswer, area_answer, trace_answer
from services.aggregator.appraisal.asking import AND_ITS_OWN, READERS, TEXTS, read_area, read_span, sees_rank
from services.aggregator.appraisal.reading import Appraisals, AppraisedArea
from services.aggregator.appraisal.recording import MOST_CHARACTERS, RECORDERS, FalseBody, FalseReports, RevokeBody
from services.aggregator.appraisal.spans import AppraisedSpan, SpanScore
from services.aggregator.bulletin.publish_request import read_period
from services.aggregator.past.as_of import AsOf
from services.aggregator.recordings import OwnRecording, RecordingAuthor
from shared import points
from shared.periods import Month
from shared.points import Point
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.security.keys import Principal
from shared.web import parameters
from shared.web.answers import answers
from shared.web.bodies.described import keyed_fields
from shared.web.bodies.json_body import BodyReader
from shared.web.long_work import LongWork
from shared.web.problems import Problem, json_response
from shared.web.routing.routers import api_router

_MOST_BYTES = 20_000
_AS_OF = {points.PARAMETER: points.TEXT}
_Found = tuple[AppraisedArea, SpanScore]
_Record = Callable[[str, Month, Body, RecordingAuthor], OwnRecording]


class FindingAnswer(msgspec.Struct, frozen=True):
    """Where a finding, or its end, stands in ``figures``."""

    region: str
    period: str
    position: int
    hash: str


def latest_month(appraisals: Appraisals, point: Point | None) -> AppraisedSpan:
    """The last month that has ended."""
    return AppraisedSpan("month", Month.of(appraisals.today(point)).shift(-1), 1)


def district(appraisals: Appraisals, region: str, span: AppraisedSpan, point: Point | None) -> _Found:
    """A district's points among those of its area.

    Raises:
        Problem: 404 for a region that is no district in any month of the span, or of which no scheme holds.
    """
    found = appraisals.of(appraisals.area_of(region, point), span, point)
    score = found.of(region)
    if score is None:
        raise Problem(
            404, "appraisal-unknown", "没有这个考核得分", detail="该地区在这一期不是报送单位，或没有适用的考核办法"
        )
    return found, score


def router(
    appraisals: Appraisals, false_reports: FalseReports, past: AsOf, authentication: Authentication, work: LongWork
) -> APIRouter:
    """The routes."""
    routes = api_router("考核", "/v1/appraisals")

    def of_area(request: Request, principal: Principal) -> dict[str, Any]:
        asked = past.asked(request, read_area)
        region, span = asked.question
        Access(asked.known).require_read(principal, region)
        found = appraisals.of(region, span or latest_month(appraisals, asked.point), asked.point)
        return points.told(asked.point, msgspec.structs.asdict(area_answer(found, asked.known)))

    def of_district(request: Request, principal: Principal, region: str, span: AppraisedSpan) -> dict[str, Any]:
        text = request.query_params.get(points.PARAMETER)
        point = past.point(text) if text is not None else None
        known = appraisals.known(point)
        Access(known).require_read(principal, region)
        found, score = district(appraisals, region, span, point)
        traced = trace_answer(found, score, known, ranked=sees_rank(known, principal, found.area))
        return points.told(point, msgspec.structs.asdict(traced))

    async def recorded(
        request: Request, where: tuple[str, str], reader: BodyReader[Body], record: _Record[Body]
    ) -> Response:
        principal = authentication.require(request, *RECORDERS)
        region, month = where[0], read_period(where[1])
        body, author = await posted(request, principal, reader, work, _MOST_BYTES)
        done = await run_in_threadpool(record, region, month, body, author)
        answer = FindingAnswer(region, str(month), done.recorded.position, done.recorded.hash)
        return json_response(answer, 201 if done.new else 200)

    @routes.get(
        "",
        summary="一个地区各报送单位的考核得分",
        openapi_extra=parameters.described(TEXTS, ("region",)),
        **answers(AppraisalsAnswer, "各单位的得分，得分率高的在前"),
    )
    async def area(request: Request) -> Response:
        principal = authentication.require(request, *READERS)
        return with_etag(request, json_response(await run_in_threadpool(of_area, request, principal)))

    @routes.get(
        "/{region}/{period}",
        summary="一个单位的考核得分，逐分对应到事件和数字；period 为月、季（2024-Q2）或年（2024）",
        openapi_extra=parameters.described(_AS_OF),
        **answers(DistrictTraceAnswer, "各月各项的得分与来历"),
    )
    async def traced(request: Request, region: str, period: str) -> Response:
        principal = authentication.require(request, *AND_ITS_OWN)
        span = read_span(period)
        answer = await run_in_threadpool(of_district, request, principal, region, span)
        return with_etag(request, json_response(answer))

    @routes.post(
        "/{region}/{period}/false-reports",
        summary="记下一件虚报的认定（须有认定文件）",
        status_code=201,
        openapi_extra=_body({"revision": {"type": "integer", "minimum": 1}}),
        **_MADE,
    )
    async def found_false(request: Request, region: str, period: str) -> Response:
        return await recorded(request, (region, period), _FALSE, false_reports.record)

    @routes.post(
        "/{region}/{period}/revocations",
        summary="记下一件认定已经撤销（须有文件）",
        status_code=201,
        openapi_extra=_body({"record": {"type": "integer", "minimum": 1, "description": "认定在汇总事件里的位置"}}),
        **_MADE,
    )
    async def revoked(request: Request, region: str, period: str) -> Response:
        return await recorded(request, (region, period), _REVOKE, false_reports.revoke)

    return routes


_FALSE, _REVOKE = BodyReader(FalseBody), BodyReader(RevokeBody)
_MADE = answers(FindingAnswer, "记下的一件", 201)
_MADE["responses"] |= answers(FindingAnswer, "同一请求已经记下")["responses"]


def _body(own: dict[str, Any]) -> dict[str, Any]:
    text = {"type": "string", "maxLength": MOST_CHARACTERS}
    return keyed_fields({**own, "document": text, "text": text}, required=(*own, "document", "text"))
