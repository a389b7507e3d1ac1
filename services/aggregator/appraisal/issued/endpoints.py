"""``/v1/appraisals/{region}/{period}/bulletin``: a quarter's points as they were published, and publishing them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api.etags import with_etag
from services.aggregator.api.posting import posted
from services.aggregator.appraisal.issued.asking import IssueBody, find, publish, read_quarter
from services.aggregator.appraisal.issued.publishing import IssuedAppraisal, IssuedAppraisals
from services.aggregator.appraisal.spans import AppraisedSpan
from services.aggregator.bulletin.embargo import PUBLISHERS
from services.aggregator.issuing.files import document_response
from services.aggregator.issuing.renditions import KINDS, PDF
from shared.events import AppraisalContent
from shared.points import PARAMETER, TEXT
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.web import parameters
from shared.web.answers import FILE, answers
from shared.web.bodies.described import keyed_fields
from shared.web.bodies.json_body import BodyReader
from shared.web.long_work import LongWork
from shared.web.problems import Problem, json_response
from shared.web.routing.routers import api_router

_MOST_BYTES = 10_000


class IssuedEvent(msgspec.Struct, frozen=True):
    """Where the edition stands in ``figures``."""

    topic: str
    position: int
    hash: str


class IssuedAnswer(msgspec.Struct, frozen=True):
    """An edition with its envelope."""

    region: str
    period: str
    number: int
    position: int
    event: IssuedEvent
    published_at: datetime
    actor: str
    published_by: str
    digests: dict[str, str]
    content: AppraisalContent


def issued_answer(issued: IssuedAppraisal) -> IssuedAnswer:
    """An edition as it is answered."""
    event, recorded = issued.event, issued.recorded
    return IssuedAnswer(
        event.region,
        event.period,
        event.number,
        event.position,
        IssuedEvent("figures", recorded.position, recorded.hash),
        recorded.recorded_instant,
        recorded.actor,
        event.published_by,
        event.digests,
        event.content,
    )


def file_name(content: AppraisalContent, suffix: str) -> str:
    """What a file is called: ``500000-2024-Q2-appraisal-1.pdf``."""
    return f"{content.region}-{content.period}-appraisal-{content.number}.{suffix}"


def router(issued: IssuedAppraisals, access: Access, authentication: Authentication, work: LongWork) -> APIRouter:
    """The routes."""
    routes = api_router("考核", "/v1/appraisals")
    numbered = parameters.described({"number": "第几号；省略时为最新一号"}, whole=("number",))

    @routes.get(
        "/{region}/{period}/bulletin",
        summary="一季的考核通报，照印发的样子；period 为季（2024-Q2）",
        openapi_extra=numbered,
        **answers(IssuedAnswer, "一号考核通报"),
    )
    async def one(request: Request, region: str, period: str, number: parameters.Whole | None = None) -> Response:
        authentication.visitor(request)
        found = await run_in_threadpool(find, issued, region, read_quarter(period), number)
        return with_etag(request, json_response(issued_answer(found)))

    @routes.get(
        "/{region}/{period}/bulletin.{kind}",
        summary="一季的考核通报的文件：html、xlsx、docx、pdf",
        openapi_extra=numbered,
        **_FILES,
    )
    async def file(
        request: Request, region: str, period: str, kind: str, number: parameters.Whole | None = None
    ) -> Response:
        authentication.visitor(request)
        if kind not in KINDS:
            raise Problem(404, "rendition-unknown", "没有这种格式", detail=f"可用：{'、'.join(KINDS)}")
        return await run_in_threadpool(_file, issued, (region, read_quarter(period), number), kind)

    @routes.post(
        "/{region}/{period}/bulletin",
        summary="印发一季的考核通报",
        status_code=201,
        openapi_extra=_POST,
        **_PUBLISHED,
    )
    async def issue(request: Request, region: str, period: str) -> Response:
        principal = authentication.require(request, *PUBLISHERS)
        body, author = await posted(request, principal, _READER, work, _MOST_BYTES)
        access.require_read(principal, region)
        about = (region, read_quarter(period))
        done = await run_in_threadpool(publish, issued, access, about, body.as_of, author)
        return json_response(issued_answer(done), 201 if done.created else 200)

    return routes


def _file(issued: IssuedAppraisals, asked: tuple[str, AppraisedSpan, int | None], kind: str) -> Response:
    found = find(issued, *asked)
    content = found.event.content
    data = issued.file(content, found, kind)
    paper = issued.kept(found) if kind == PDF else None
    return document_response(data, kind, file_name(content, kind), found.event.digests.get(kind, ""), paper)


_READER = BodyReader(IssueBody)
_FILES: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {
            "description": "一号考核通报的文件",
            "content": {kind.media_type.partition(";")[0]: {"schema": FILE} for kind in KINDS.values()},
        }
    },
}
_PUBLISHED = answers(IssuedAnswer, "新印发的一号", 201)
_PUBLISHED["responses"] |= answers(IssuedAnswer, "内容相同的一号已经印发")["responses"]
_POST = keyed_fields({PARAMETER: {"type": "string", "description": TEXT}})
