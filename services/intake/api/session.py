"""``GET /v1/session``: who has signed in, for the services that have no sessions of their own."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from shared.security.authentication import Authentication
from shared.security.signed_in import session_of
from shared.web.problems import Problem, json_response


def router(authentication: Authentication) -> APIRouter:
    """The route."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/v1/session")
    async def session(request: Request) -> Response:
        found = session_of(request)
        if found is None:
            authentication.principal(request)
            raise Problem(404, "no-session", "以密钥访问时没有登录会话")
        return json_response(found, headers={"Cache-Control": "private, no-store"})

    return routes
