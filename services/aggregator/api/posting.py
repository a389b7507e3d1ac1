"""What is posted to be recorded, and by whom: the body of a request, or a page's form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import TypeVar

import msgspec
from fastapi import Request

from services.aggregator.recordings import RecordingAuthor
from shared.security.authentication import Authentication
from shared.security.keys import Principal
from shared.web.bodies.json_body import BodyReader
from shared.web.bodies.reading import read
from shared.web.long_work import LongWork, leaving_of
from shared.web.problems import Problem
from shared.web.requests import correlation_id, read_body

Body = TypeVar("Body", bound=msgspec.Struct)

_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_MOST_OF_A_FORMS_KEY = 64


def read_key(request: Request, principal: Principal) -> str:
    """The idempotency key, scoped to who asks.

    Raises:
        Problem: 400 without one.
    """
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        raise Problem(400, "idempotency-key-required", "请求头须有 Idempotency-Key（1至128个可见的 ASCII 字符）")
    return f"{principal.id}:{key}"


async def posted(
    request: Request, principal: Principal, reader: BodyReader[Body], work: LongWork, most: int
) -> tuple[Body, RecordingAuthor]:
    """The body, of at ``most`` so many bytes, and who records it.

    Raises:
        Problem: 400 without an idempotency key and for what is no JSON, 422 for what is no such body.
    """
    key, raw = read_key(request, principal), await read_body(request, most)
    body = await work.of_body(partial(read, reader), raw, leaving_of(request))
    return body, RecordingAuthor(principal, correlation_id(request), key)


def form_author(
    authentication: Authentication, request: Request, viewer: Principal, fields: Mapping[str, str]
) -> RecordingAuthor:
    """Who records what a form says: under the form's own ``key``, by the name that they have signed in with."""
    session = authentication.session(request)
    key = f"{viewer.id}:{fields.get('key', '')[:_MOST_OF_A_FORMS_KEY]}"
    return RecordingAuthor(viewer, correlation_id(request), key, session.name if session is not None else "")
