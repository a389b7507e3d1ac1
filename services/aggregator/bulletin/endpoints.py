"""``/v1/bulletins``: which bulletins there are, one of them as data or as a file, and publishing one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api.etags import with_etag
from services.aggregator.api.posting import read_key
from services.aggregator.bulletin.answers import BulletinAnswer, BulletinsAnswer, DraftAnswer
from services.aggregator.bulletin.embargo import PUBLISHERS, Sees, seen_by
from services.aggregator.bulletin.files import file_response
from services.aggregator.bulletin.publish import Bulletins, NotCovered, PublishedBulletin
from services.aggregator.bulletin.publish_request import (
    may_publish,
    publishing,
    read_period,
    read_publication,
)
from services.aggregator.bulletin.repository import Listed
from services.aggregator.issuing.renditions import KINDS
from shared.events.bulletin_content import BulletinContent
from shared.periods import Month, from_microseconds
from shared.points import PARAMETER, TEXT
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.web import parameters
from shared.web.answers import FILE, JSON, answers, schema_of
from shared.web.bodies.described import keyed_fields
from shared.web.long_work import LongWork, leaving_of
from shared.web.problems import Problem, json_response
from shared.web.requests import correlation_id, read_body
from shared.web.routing.routers import api_router

_MOST_BYTES = 10_000


_LISTED = answers(BulletinsAnswer, "已发布的各期")
_ONE: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {
            "description": "一期通报，或其文件",
            "content": {
                JSON: {"schema": {"anyOf": [schema_of(BulletinAnswer), schema_of(DraftAnswer)]}},
                **{kind.media_type.partition(";")[0]: {"schema": FILE} for kind in KINDS.values()},
            },
        }
    },
}
_PUBLISHED = answers(BulletinAnswer, "新发布的一期", 201)
_PUBLISHED["responses"] |= answers(BulletinAnswer, "内容相同的一期已经发布")["responses"]


def router(bulletins: Bulletins, access: Access, authentication: Authentication, work: LongWork) -> APIRouter:
    """The routes."""
    routes = api_router("通报", "/v1/bulletins")

    @routes.get("", summary="已发布的通报", openapi_extra=_parameters("region"), **_LISTED)
    async def listing(request: Request, region: str | None = None) -> Response:
        sees = seen_by(access, authentication.visitor(request))
        found = await run_in_threadpool(bulletins.listed, region, sees)
        return with_etag(request, json_response({"bulletins": [_listed(each) for each in found]}))

    @routes.get(
        "/{region}/{period}",
        summary="一期通报；月份后加 .html、.xlsx、.docx、.pdf 为文件；给出 as_of 则为当时的草稿",
        openapi_extra=_parameters("number", PARAMETER),
        **_ONE,
    )
    async def bulletin(request: Request, region: str, period: str, number: parameters.Whole | None = None) -> Response:
        sees = seen_by(access, authentication.visitor(request))
        name, _, suffix = period.partition(".")
        month = read_period(name)
        if suffix and suffix not in KINDS:
            raise Problem(404, "rendition-unknown", "没有这种格式", detail=f"可用：{'、'.join(KINDS)}")
        as_of = request.query_params.get(PARAMETER)
        content, published = await run_in_threadpool(_content, bulletins, (region, month, number), as_of, sees)
        if suffix:
            return await run_in_threadpool(file_response, bulletins, content, published, suffix)
        answer = as_answer(published) if published else {"draft": True, "content": content}
        return with_etag(request, json_response(answer))

    @routes.post("", summary="发布一期通报", status_code=201, openapi_extra=_POST, **_PUBLISHED)
    async def publish(request: Request) -> Response:
        principal = authentication.require(request, *PUBLISHERS)
        key = read_key(request, principal)
        body = await work.of_body(read_publication, await read_body(request, _MOST_BYTES), leaving_of(request))
        may_publish(access, principal, body.region)
        month = read_period(body.period)
        publish = publishing(bulletins, body, month, principal, correlation_id(request), key)
        done = await run_in_threadpool(publish)
        return json_response(as_answer(done), 201 if done.created else 200)

    return routes


def as_answer(published: PublishedBulletin) -> dict[str, Any]:
    """An edition with its envelope, as an answer holds it."""
    event, recorded = published.event, published.recorded
    return {
        "region": event.region,
        "period": event.period,
        "number": event.number,
        "position": event.position,
        "event": {"topic": "figures", "position": recorded.position, "hash": recorded.hash},
        "published_at": recorded.recorded_instant,
        "actor": recorded.actor,
        "published_by": event.published_by,
        "embargo_until": embargo_instant(event.embargo_until),
        "digests": event.digests,
        "content": event.content,
    }


def embargo_instant(embargo_until: int) -> datetime | None:
    """Until when an edition is kept back, as an answer holds it; None where it is not."""
    return from_microseconds(embargo_until) if embargo_until else None


def _content(
    bulletins: Bulletins, wanted: tuple[str, Month, int | None], as_of: str | None, sees: Sees
) -> tuple[BulletinContent, PublishedBulletin | None]:
    """What is asked for, with the edition that it was published as; with ``as_of`` the draft of then.

    As long as an edition of the month is kept back from somebody, its drafts are too: they say the same.
    """
    region, period, number = wanted
    published = bulletins.find(region, period, number, sees) if as_of is None else None
    if as_of is not None and not bulletins.kept_back(region, period, sees):
        return _draft(bulletins, region, period, as_of), None
    if published is None:
        raise Problem(404, "bulletin-unknown", "没有发布过这一期通报")
    return published.event.content, published


def _draft(bulletins: Bulletins, region: str, period: Month, as_of: str) -> BulletinContent:
    try:
        return bulletins.draft(region, period, bulletins.at(as_of))
    except NotCovered as fault:
        raise Problem(404, "bulletin-not-covered", "不能出这一期通报", detail=str(fault)) from None


def _listed(each: Listed) -> dict[str, Any]:
    return {
        "region": each.region,
        "period": each.period,
        "number": each.number,
        "title": each.title,
        "position": each.position,
        "event_position": each.event_position,
        "published_at": from_microseconds(each.published_at),
        "actor": each.actor,
        "published_by": each.published_by,
        "simulated": each.simulated,
        "embargo_until": embargo_instant(each.embargo_until),
    }


_TEXTS = {
    "region": "地区代码",
    "number": "第几号；省略时为最新一号",
    PARAMETER: TEXT,
}


def _parameters(*names: str) -> dict[str, Any]:
    return parameters.described({name: _TEXTS[name] for name in names}, whole=("number",))


_POST = keyed_fields(
    {
        "region": {"type": "string"},
        "period": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
        "as_of": {"type": "string", "description": TEXT},
        "embargo_until": {
            "type": "string",
            "description": "到这一时刻才公开（ISO 8601；不带时区的为北京时间）；省略时随即公开",
        },
    },
    required=("region", "period"),
)
