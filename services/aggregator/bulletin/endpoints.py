"""``/v1/bulletins``: which bulletins there are, one of them as data or as a file, and publishing one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api import parameters
from services.aggregator.api.etags import with_etag
from services.aggregator.bulletin.publish import Bulletins, KeyReused, NotCovered, PublishedBulletin, Superseded
from services.aggregator.bulletin.renditions import KINDS, digests, file_name, render
from services.aggregator.bulletin.repository import Listed
from shared.events.bulletin_content import BulletinContent
from shared.periods import Month, from_microseconds
from shared.points import PARAMETER, TEXT
from shared.security.access import Access
from shared.security.authentication import Authentication
from shared.security.keys import Principal, Role
from shared.web.problems import Fault, Problem, json_response
from shared.web.requests import correlation_id, read_body

AS_PUBLISHED = "Xushi-As-Published"
"""Says of a file whether its bytes are those whose digest was published: ``true`` or ``false``."""

PUBLISHERS = (Role.OPS, Role.REVIEWER)
"""Who may publish; a reviewer for its own area and what lies in it."""

_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_MOST_BYTES = 10_000


class PublishBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which bulletin is published; ``as_of`` (a position, a day or an instant) is now where it is not given."""

    region: str
    period: str
    as_of: str = ""


def router(bulletins: Bulletins, access: Access, authentication: Authentication) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1/bulletins", tags=["通报"])

    @routes.get("", summary="已发布的通报", openapi_extra=_parameters("region"))
    async def listing(request: Request, region: str | None = None) -> Response:
        authentication.visitor(request)
        found = await run_in_threadpool(bulletins.listed, region)
        return with_etag(request, json_response({"bulletins": [_listed(each) for each in found]}))

    @routes.get(
        "/{region}/{period}",
        summary="一期通报；月份后加 .html、.xlsx、.docx 为文件；给出 as_of 则为当时的草稿",
        openapi_extra=_parameters("number", PARAMETER),
    )
    async def bulletin(request: Request, region: str, period: str, number: int | None = None) -> Response:
        authentication.visitor(request)
        name, _, suffix = period.partition(".")
        month = read_period(name)
        if suffix and suffix not in KINDS:
            raise Problem(404, "rendition-unknown", "没有这种格式", detail=f"可用：{'、'.join(KINDS)}")
        if PARAMETER in request.query_params:
            content, published = await run_in_threadpool(_draft, bulletins, request, region, month), None
        else:
            published = await run_in_threadpool(bulletins.find, region, month, number)
            if published is None:
                raise Problem(404, "bulletin-unknown", "没有发布过这一期通报")
            content = published.event.content
        if suffix:
            return await run_in_threadpool(file_response, content, published, suffix)
        answer = as_answer(published) if published else {"draft": True, "content": content}
        return with_etag(request, json_response(answer))

    @routes.post("", summary="发布一期通报", status_code=201, openapi_extra=_POST)
    async def publish(request: Request) -> Response:
        principal = authentication.require(request, *PUBLISHERS)
        key = read_key(request, principal)
        body = _read_body(await read_body(request, _MOST_BYTES))
        may_publish(access, principal, body.region)
        month = read_period(body.period)
        work = publishing(bulletins, body.region, month, body.as_of, principal, correlation_id(request), key)
        done = await run_in_threadpool(work)
        return json_response(as_answer(done), 201 if done.created else 200)

    return routes


def publishing(
    bulletins: Bulletins, region: str, period: Month, as_of: str, principal: Principal, correlation: str, key: str
) -> Callable[[], PublishedBulletin]:
    """The work of publishing, whose refusals are problems."""

    def work() -> PublishedBulletin:
        try:
            point = bulletins.at(as_of)
            return bulletins.publish(region, period, point, principal.id, correlation, key)
        except NotCovered as fault:
            raise Problem(422, "bulletin-not-covered", "不能出这一期通报", detail=str(fault)) from None
        except Superseded as fault:
            raise Problem(409, "bulletin-superseded", "已有更新的一号", detail=str(fault)) from None
        except KeyReused:
            raise Problem(409, "idempotency-key-reused", "该 Idempotency-Key 已用于另一份内容") from None

    return work


def may_publish(access: Access, principal: Principal, region: str) -> None:
    """
    Raises:
        Problem: 403 for whoever answers for another area only.
    """
    if not access.may_read(principal, region):
        raise Problem(403, "region-not-yours", "该密钥无权发布这个地区的通报")


def read_period(text: str) -> Month:
    """The month of an address or a body.

    Raises:
        Problem: 422 for anything that is no month.
    """
    try:
        return Month.parse(text)
    except ValueError as fault:
        raise Problem(
            422, "parameters-invalid", "请求参数有误", faults=[Fault("bad_period", "period", str(fault))]
        ) from None


def read_key(request: Request, principal: Principal) -> str:
    """The idempotency key, scoped to who asks.

    Raises:
        Problem: 400 without one.
    """
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        raise Problem(400, "idempotency-key-required", "请求头须有 Idempotency-Key（1至128个可见的 ASCII 字符）")
    return f"{principal.id}:{key}"


def file_response(content: BulletinContent, published: PublishedBulletin | None, suffix: str) -> Response:
    """A rendition as a file, with whether its bytes are those that were published."""
    data = KINDS[suffix].make_of(content)
    headers = {
        "Content-Disposition": f"{'inline' if suffix == 'html' else 'attachment'}; "
        f'filename="{file_name(content, suffix)}"',
        "Cache-Control": "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if published is not None:
        same = digests({suffix: data})[suffix] == published.event.digests.get(suffix)
        headers[AS_PUBLISHED] = str(same).lower()
    if suffix == "html":
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    return Response(data, 200, headers, KINDS[suffix].media_type)


def differing(published: PublishedBulletin) -> list[str]:
    """The renditions of which this version of the program makes other bytes than were published."""
    made = digests(render(published.event.content))
    return [suffix for suffix, digest in made.items() if published.event.digests.get(suffix) != digest]


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
        "digests": event.digests,
        "content": event.content,
    }


def _draft(bulletins: Bulletins, request: Request, region: str, period: Month) -> BulletinContent:
    try:
        return bulletins.draft(region, period, bulletins.at(request.query_params[PARAMETER]))
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
        "simulated": each.simulated,
    }


def _read_body(raw: bytes) -> PublishBody:
    try:
        return msgspec.json.decode(raw, type=PublishBody)
    except msgspec.ValidationError as fault:
        raise Problem(422, "body-invalid", "请求内容有误", faults=[Fault("bad_body", "", str(fault))]) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Problem(400, "body-malformed", "请求内容不是 JSON") from None


_TEXTS = {
    "region": "地区代码",
    "number": "第几号；省略时为最新一号",
    PARAMETER: TEXT,
}


def _parameters(*names: str) -> dict[str, Any]:
    return parameters.described({name: _TEXTS[name] for name in names}, whole=("number",))


_POST: dict[str, Any] = {
    "parameters": [
        {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string", "maxLength": 128}}
    ],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["region", "period"],
                    "properties": {
                        "region": {"type": "string"},
                        "period": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
                        "as_of": {"type": "string", "description": TEXT},
                    },
                }
            }
        },
    },
}
