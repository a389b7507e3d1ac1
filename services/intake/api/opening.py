"""Who asks, and under which idempotency key; and an answer as HTTP says it. What every writing route begins and
ends with."""

from __future__ import annotations

import re

from fastapi import Request, Response

from services.intake.reports.commands import CommandAnswer
from shared.security.authentication import Authentication
from shared.security.keys import Principal, Role
from shared.web.problems import Problem

_KEY = re.compile(r"[\x21-\x7e]{1,128}")
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
    if _KEY.fullmatch(key) is None:
        raise Problem(400, "idempotency-key-invalid", "Idempotency-Key 应为1至128个可见的ASCII字符")
    return principal, key


def answered(answer: CommandAnswer) -> Response:
    """An answer as HTTP says it: 201, or 200 for a repetition."""
    if answer.replayed:
        return Response(answer.body, 200, _REPLAYED, "application/json")
    return Response(answer.body, 201, None, "application/json")
