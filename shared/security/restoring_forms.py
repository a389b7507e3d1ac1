"""A page whose address names a kept form is answered with that form filled in, to the person whose form it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.security.sessions import SessionLookup, SessionsAway
from shared.web.around.whole_answers import WholeAnswer, answer_of, fields_of, query_without
from shared.web.kept_forms.form import PARAMETER, KeptForm
from shared.web.kept_forms.refilling import refill

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_NO_PAGES = ("/v1/", "/static/", "/login")
_ON = (302, 303, 307)


class RestoringMiddleware:
    """Stands around what makes the pages, which know nothing of it."""

    def __init__(self, app: ASGIApp, sessions: SessionLookup, cookie_of: Callable[[HTTPConnection], str]) -> None:
        self._app = app
        self._sessions = sessions
        self._cookie_of = cookie_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = _wanted(scope)
        kept = await self._find(HTTPConnection(scope), wanted) if wanted else None
        if kept is None:
            await self._app(scope, receive, send)
            return
        answer = await answer_of(self._app, scope, receive, query_without(scope, PARAMETER))
        await _fill(answer, kept, wanted)
        await answer.send(send)

    async def _find(self, connection: HTTPConnection, wanted: str) -> KeptForm | None:
        cookie = self._cookie_of(connection)
        try:
            return await self._sessions.kept(cookie, wanted) if cookie else None
        except SessionsAway as error:
            structlog.get_logger().warning("kept form away", error=repr(error.__cause__))
            return None


def _wanted(scope: Scope) -> str:
    """The id of the form that the address names; empty for none."""
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_NO_PAGES):
        return ""
    if PARAMETER.encode() not in scope["query_string"]:
        return ""
    found = dict(fields_of(scope)).get(PARAMETER, "")
    return found if _ID.fullmatch(found) else ""


async def _fill(answer: WholeAnswer, kept: KeptForm, wanted: str) -> None:
    """A page is filled, a way on leads on to where it is, the rest stays."""
    if answer.status in _ON:
        answer.headers = [
            (name, _onward(value, wanted) if name == b"location" else value) for name, value in answer.headers
        ]
    elif answer.is_page:
        answer.replace((await run_in_threadpool(partial(refill, answer.body.decode(), kept))).encode())


def _onward(address: bytes, wanted: str) -> bytes:
    return with_kept(address.decode("latin-1"), wanted).encode("latin-1")


def with_kept(address: str, wanted: str) -> str:
    """The address of a page, with the form that is to stand in it."""
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={wanted}"
