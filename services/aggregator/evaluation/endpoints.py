"""``/v1/evaluations``: which evaluation reports there are, one of them as data or as a file, and publishing one."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api.etags import with_etag
from services.aggregator.api.posting import read_key
from services.aggregator.bulletin.embargo import PUBLISHERS
from services.aggregator.evaluation.answered import (
    EvaluationAnswer,
    EvaluationDraftAnswer,
    EvaluationsAnswer,
    evaluation_answer,
    listed_answer,
)
from services.aggregator.evaluation.asking import EvaluateBody, EvaluationAsking, read_publication
from services.aggregator.evaluation.publish import Evaluations, PublishedEvaluation, Publisher
from services.aggregator.evaluation.written.renditions import file_name, made_anew
from services.aggregator.issuing.files import document_response
from services.aggregator.issuing.renditions import KINDS, PDF
from shared.events.published.evaluation import EvaluationContent
from shared.points import PARAMETER, TEXT
from shared.security.authentication import Authentication
from shared.web import parameters
from shared.web.answers import FILE, JSON, answers, schema_of
from shared.web.bodies.described import keyed
from shared.web.long_work import LongWork, leaving_of
from shared.web.problems import Problem, json_response
from shared.web.requests import correlation_id, read_body
from shared.web.routing.routers import api_router

_MOST_BYTES = 10_000

_ONE: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {
            "description": "一份评估报告，或其文件",
            "content": {
                JSON: {"schema": {"anyOf": [schema_of(EvaluationAnswer), schema_of(EvaluationDraftAnswer)]}},
                **{kind.media_type.partition(";")[0]: {"schema": FILE} for kind in KINDS.values()},
            },
        }
    },
}
_PUBLISHED = answers(EvaluationAnswer, "新发布的一号", 201)
_PUBLISHED["responses"] |= answers(EvaluationAnswer, "内容相同的一号已经发布")["responses"]
_POST = keyed(schema_of(EvaluateBody))
_TEXTS = {"number": "第几号；省略时为最新一号", PARAMETER: f"{TEXT}；给出时为当时的草稿，只给能发布的人"}


def router(
    evaluations: Evaluations, asking: EvaluationAsking, authentication: Authentication, work: LongWork
) -> APIRouter:
    """The routes."""
    routes = api_router("评估", "/v1/evaluations")

    @routes.get(
        "",
        summary="已发布的评估报告",
        openapi_extra=parameters.described({"plan": "规划编号；省略时取全部规划"}),
        **answers(EvaluationsAnswer, "已发布的各号"),
    )
    async def listing(request: Request, plan: str | None = None) -> Response:
        authentication.visitor(request)
        found = await run_in_threadpool(evaluations.listed, plan)
        return with_etag(request, json_response(EvaluationsAnswer([listed_answer(each) for each in found])))

    @routes.get(
        "/{plan}/{evaluation}",
        summary="一份评估报告（annual-年份、midterm、final）；其后加 .html、.xlsx、.docx 等为文件",
        openapi_extra=parameters.described(_TEXTS, whole=("number",)),
        **_ONE,
    )
    async def one(request: Request, plan: str, evaluation: str, number: parameters.Whole | None = None) -> Response:
        authentication.visitor(request)
        name, _, suffix = evaluation.partition(".")
        if suffix and suffix not in KINDS:
            raise Problem(404, "rendition-unknown", "没有这种格式", detail=f"可用：{'、'.join(KINDS)}")
        as_of, published = request.query_params.get(PARAMETER), None
        if as_of is None:
            published = await run_in_threadpool(asking.found, plan, name, number)
            content = published.event.content
        else:
            principal = authentication.require(request, *PUBLISHERS)
            content = await run_in_threadpool(asking.draft, principal, plan, name, as_of)
        if suffix:
            return await run_in_threadpool(_file, evaluations, content, published, suffix)
        return with_etag(request, json_response(_answer(content, published)))

    @routes.post("", summary="发布一份评估报告", status_code=201, openapi_extra=_POST, **_PUBLISHED)
    async def publish(request: Request) -> Response:
        principal = authentication.require(request, *PUBLISHERS)
        key = read_key(request, principal)
        body = await work.of_body(read_publication, await read_body(request, _MOST_BYTES), leaving_of(request))
        by = Publisher(principal.id, correlation_id(request), key)
        done = await run_in_threadpool(partial(asking.publish, principal, body, by))
        return json_response(evaluation_answer(done), 201 if done.created else 200)

    return routes


def _answer(
    content: EvaluationContent, published: PublishedEvaluation | None
) -> EvaluationAnswer | EvaluationDraftAnswer:
    return EvaluationDraftAnswer(True, content) if published is None else evaluation_answer(published)


def _file(
    evaluations: Evaluations, content: EvaluationContent, published: PublishedEvaluation | None, suffix: str
) -> Response:
    paper = evaluations.kept(published) if published is not None and suffix == PDF else None
    data = paper.data if paper is not None else made_anew(content, evaluations.printing, suffix)
    digest = None if published is None else published.event.digests.get(suffix, "")
    return document_response(data, suffix, file_name(content, suffix), digest, paper)
