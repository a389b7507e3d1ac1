"""``/v1/session``: who has signed in, what they take along, and the forms that are kept for them, for the services that
have no sessions of their own."""

from __future__ import annotations

from itertools import chain
from typing import TypeVar

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from services.intake.sessions.own import OwnSessions
from shared.security.authentication import Authentication
from shared.security.remote_sessions import TakenAlong
from shared.security.sessions import Session
from shared.security.signed_in import cookie_of, session_of
from shared.security.taken_along import written
from shared.texts import unwritable
from shared.web.kept_forms.form import KeptForm, KeptId
from shared.web.parameters import only_described
from shared.web.problems import Problem, json_response
from shared.web.requests import read_body

_PRIVATE = {"Cache-Control": "private, no-store"}
_MOST_BYTES = 10_000
_MOST_BYTES_OF_A_FORM = 4_000_000  # of a form of a million, whatever has to be escaped in it

Told = TypeVar("Told")


class SessionDoor:
    """What other services ask of whose cookie it is."""

    def __init__(self, authentication: Authentication, sessions: OwnSessions) -> None:
        self._authentication = authentication
        self._sessions = sessions

    async def session(self, request: Request) -> Response:
        """Who has signed in."""
        return json_response(self._found(request), headers=_PRIVATE)

    async def took_along(self, request: Request) -> Response:
        """A file that they take along."""
        if self._found(request).step:
            raise Problem(403, "session-unfinished", "登录还没有完成")
        told = _read(await read_body(request, _MOST_BYTES), TakenAlong)
        if told is None:
            raise Problem(422, "body-invalid", "请求内容有误")
        await self._sessions.took_along(cookie_of(request), written(told.what))
        return Response(status_code=204)

    async def known(self, request: Request) -> Response:
        """Whether a form would be kept that comes with the cookie."""
        if not await self._sessions.knows(cookie_of(request)):
            raise Problem(404, "session-unknown", "不知道是谁的登录")
        return Response(status_code=204)

    async def keep(self, request: Request) -> Response:
        """A form to be kept; nothing is read of who is nobody."""
        if not await self._sessions.knows(cookie_of(request)):
            return json_response(KeptId(""), headers=_PRIVATE)
        form = await _form(request)
        return json_response(KeptId(await self._sessions.keep(cookie_of(request), form)), headers=_PRIVATE)

    async def kept(self, request: Request, form: str = "") -> Response:
        """A form of theirs that is kept."""
        self._authentication.principal(request)
        found = await self._sessions.kept(cookie_of(request), form)
        if found is None:
            raise Problem(404, "no-kept-form", "没有这张留存的表")
        return json_response(found, headers=_PRIVATE)

    def _found(self, request: Request) -> Session:
        session = session_of(request)
        if session is None:
            self._authentication.principal(request)
            raise Problem(404, "no-session", "以密钥访问时没有登录会话")
        return session


def router(authentication: Authentication, sessions: OwnSessions) -> APIRouter:
    """The routes."""
    routes = APIRouter(include_in_schema=False, dependencies=[Depends(only_described)])
    door = SessionDoor(authentication, sessions)
    routes.get("/v1/session")(door.session)
    routes.post("/v1/session/exports")(door.took_along)
    routes.get("/v1/session/known")(door.known)
    routes.post("/v1/session/kept")(door.keep)
    routes.get("/v1/session/kept")(door.kept)
    return routes


async def _form(request: Request) -> KeptForm:
    """The form, as another service sends it: no page of a browser sends this kind.

    Raises:
        Problem: 400 for anything else; 413 for one that is too large.
    """
    if request.headers.get("content-type", "") == "application/json":
        form = _read(await read_body(request, _MOST_BYTES_OF_A_FORM), KeptForm)
        if form is not None and not any(map(unwritable, (form.path, *chain(*form.fields)))):
            return form
    raise Problem(400, "form-unreadable", "无法读取要留存的表")


def _read(body: bytes, kind: type[Told]) -> Told | None:
    """What another service says; None for anything else."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
