"""``/v1/session``: who has signed in, what they take along, and the forms that are kept for them, for the services that
have no sessions of their own."""

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
from shared.web.kept_forms.form import KeptForm, KeptId
from shared.web.problems import Problem, json_response
from shared.web.requests import read_body

_PRIVATE = {"Cache-Control": "private, no-store"}
_MOST_BYTES = 10_000
_MOST_BYTES_OF_A_FORM = 4_000_000  # of a form of a million, whatever has to be escaped in it


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
        return json_response(found(request), headers=_PRIVATE)

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

    @routes.post("/v1/session/kept")
    async def keep(request: Request) -> Response:
        form = await _form(request)
        return json_response(KeptId(await sessions.keep(cookie_of(request), form)), headers=_PRIVATE)

    @routes.get("/v1/session/kept")
    async def kept(request: Request, form: str = "") -> Response:
        authentication.principal(request)
        found = await sessions.kept(cookie_of(request), form)
        if found is None:
            raise Problem(404, "no-kept-form", "没有这张留存的表")
        return json_response(found, headers=_PRIVATE)

    return routes


async def _form(request: Request) -> KeptForm:
    """The form, as another service sends it: no page of a browser sends this kind.

    Raises:
        Problem: 400 for anything else; 413 for one that is too large.
    """
    if request.headers.get("content-type", "") == "application/json":
        try:
            return msgspec.json.decode(await read_body(request, _MOST_BYTES_OF_A_FORM), type=KeptForm)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            pass
    raise Problem(400, "form-unreadable", "无法读取要留存的表")
