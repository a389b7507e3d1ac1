"""``/v1/session``: who has signed in, and what they take along, for the services that have no sessions of their own."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.intake.sessions.own import OwnSessions
from shared.security.authentication import Authentication
from shared.security.remote_sessions import TakenAlong
from shared.security.sessions import Session
from shared.security.signed_in import cookie_of, session_of
from shared.security.taken_along import LONGEST_ADDRESS
from shared.web.problems import Problem, json_response
from shared.web.requests import read_body

_MOST_BYTES = 10_000


def router(authentication: Authentication, sessions: OwnSessions) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False)

    def found(request: Request) -> Session:
        session = session_of(request)
        if session is None:
            authentication.principal(request)
            raise Problem(404, "no-session", "以密钥访问时没有登录会话")
        return session

    @routes.get("/v1/session")
    async def session(request: Request) -> Response:
        return json_response(found(request), headers={"Cache-Control": "private, no-store"})

    @routes.post("/v1/session/exports")
    async def took_along(request: Request) -> Response:
        if found(request).step:
            raise Problem(403, "session-unfinished", "登录还没有完成")
        try:
            told = msgspec.json.decode(await read_body(request, _MOST_BYTES), type=TakenAlong)
        except msgspec.MsgspecError as error:
            raise Problem(422, "body-invalid", "请求内容有误", detail=str(error)) from None
        await sessions.took_along(cookie_of(request), told.what[:LONGEST_ADDRESS])
        return Response(status_code=204)

    return routes
