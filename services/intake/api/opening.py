"""Who asks, and under which idempotency key; and an answer as HTTP says it. What every writing route begins and
ends with."""

from __future__ import annotations

import re
from functools import partial
from typing import Generic, NamedTuple, TypeVar

import msgspec
from fastapi import Request, Response

from services.intake.reports.commands import CommandAnswer, digest_of
from shared.process.runtime import Runtime
from shared.security.authentication import Authentication
from shared.security.keys import Principal, Role
from shared.web.bodies.json_body import BodyReader
from shared.web.bodies.reading import read
from shared.web.long_work import leaving_of
from shared.web.problems import Problem
from shared.web.requests import read_body

Body = TypeVar("Body", bound=msgspec.Struct)

KEY = re.compile(r"[\x21-\x7e]{1,128}")
"""An idempotency key as it may be given."""

_REPLAYED = {"Idempotency-Replayed": "true"}


def opened(
    authentication: Authentication, request: Request, *roles: Role, dry_run: bool = False
) -> tuple[Principal, str]:
    """Who asks, and the idempotency key as it was given. A ``dry_run`` stores nothing and needs none ('').

    Raises:
        Problem: 401 or 403 for the key of access, 400 for the idempotency key.
    """
    principal = authentication.require(request, *roles)
    key = request.headers.get("idempotency-key", "")
    if not key and dry_run:
        return principal, ""
    if not key:
        raise Problem(400, "idempotency-key-missing", "缺少请求头 Idempotency-Key")
    if KEY.fullmatch(key) is None:
        raise Problem(400, "idempotency-key-invalid", "Idempotency-Key 应为1至128个可见的ASCII字符")
    return principal, key


class Posted(NamedTuple, Generic[Body]):
    """What was posted, by whom, under which idempotency key (as it was given); the same ``digest``: the same is asked
    again."""

    principal: Principal
    key: str
    body: Body
    digest: str


async def posted(runtime: Runtime, request: Request, reader: BodyReader[Body], *roles: Role) -> Posted[Body]:
    """Who asks, and what.

    Raises:
        Problem: as :func:`opened`; 400 for what is no JSON, 413 for too much of it, 422 for what is no such body.
    """
    principal, key = opened(runtime.authentication, request, *roles)
    raw = await read_body(request, runtime.settings.max_body_bytes)
    body = await runtime.long_work.of_body(partial(read, reader), raw, leaving_of(request))
    return Posted(principal, key, body, digest_of(request.url.path, raw))


def answered(answer: CommandAnswer) -> Response:
    """An answer as HTTP says it: 201, or 200 for a repetition."""
    if answer.replayed:
        return Response(answer.body, 200, _REPLAYED, "application/json")
    return Response(answer.body, 201, None, "application/json")
