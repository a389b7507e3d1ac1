"""A page whose address names a kept form is answered with that form filled in, to the person whose form it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qsl, urlencode

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.security.sessions import SessionLookup, SessionsAway
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
        asked = {**scope, "query_string": _without(scope["query_string"])}
        page = _Filled(kept, wanted)
        await self._app(asked, receive, page.take)
        if "route" in asked:
            scope["route"] = asked["route"]  # by which the request is counted
        await page.send(send)

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
    query: bytes = scope["query_string"]
    if PARAMETER.encode() not in query:
        return ""
    found = dict(parse_qsl(query.decode("latin-1"))).get(PARAMETER, "")
    return found if _ID.fullmatch(found) else ""


def _without(query: bytes) -> bytes:
    fields = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    return urlencode([field for field in fields if field[0] != PARAMETER]).encode()


class _Filled:
    """An answer as it is put together: a page is filled, a way on leads on to where it is, the rest passes."""

    def __init__(self, kept: KeptForm, wanted: str) -> None:
        self._kept, self._wanted = kept, wanted
        self._start: Message = {}
        self._body = bytearray()

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")

    async def send(self, send: Send) -> None:
        headers = list(self._start.get("headers", ()))
        status, body = self._start["status"], bytes(self._body)
        if status in _ON:
            headers = [(name, self._onward(value) if name == b"location" else value) for name, value in headers]
        elif dict(headers).get(b"content-type", b"").startswith(b"text/html"):
            body = (await run_in_threadpool(partial(refill, body.decode(), self._kept))).encode()
            headers = [each for each in headers if each[0] != b"content-length"]
            headers.append((b"content-length", str(len(body)).encode()))
        await send({**self._start, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _onward(self, address: bytes) -> bytes:
        return with_kept(address.decode("latin-1"), self._wanted).encode("latin-1")


def with_kept(address: str, wanted: str) -> str:
    """The address of a page, with the form that is to stand in it."""
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={wanted}"
