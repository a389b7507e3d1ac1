"""Who has signed in and takes a file along is written down before the file is given.

A file is what is answered as one: an attachment, or a table as CSV; a page's tables as Excel among them. Of whoever has
not signed in there is nobody to write down, and nothing is shown to them that is not open to everybody. Systems, which
show a key, are in the log of requests. Where it cannot be written down the file is not given; pages are.
"""

from __future__ import annotations

from urllib.parse import unquote

import structlog
from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.security.sessions import SessionLookup, SessionsAway
from shared.security.signed_in import cookie_of, session_of
from shared.web.around.whole_answers import query_without
from shared.web.problem_page import wants_page
from shared.web.problems import Problem

LONGEST_ADDRESS = 500
"""Characters of an address that is written down; what is longer is cut off."""

_GIVEN = (200, 206)
_CSV = (b"text/csv", b"+csv")
_OPENS = "token"
"""The parameter of a link that opens something by itself: it is not for a log."""


class TakenAlongMiddleware:
    """Stands between the routes and the lookup of the session; ``sessions`` is told what is taken along."""

    def __init__(self, app: ASGIApp, sessions: SessionLookup) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope) if scope["type"] == "http" and scope["method"] != "HEAD" else None
        found = session_of(request) if request is not None else None
        if request is None or found is None or found.step or "authorization" in request.headers:
            await self._app(scope, receive, send)
            return
        cookie, refused = cookie_of(request), False

        async def noting(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and is_file(message):
                try:
                    await self._sessions.took_along(cookie, address_of(scope))
                except SessionsAway as error:
                    refused = True
                    structlog.get_logger().warning(
                        "file not given: cannot be written down", error=repr(error.__cause__)
                    )
                    problem = _not_given()
                    await (problem.page() if wants_page(request) else problem.response())(scope, receive, send)
            if not refused:
                await send(message)

        await self._app(scope, receive, noting)


def note_what_is_taken_along(app: FastAPI, sessions: SessionLookup) -> None:
    """Let ``sessions`` be told of every file that somebody takes along from ``app``. To be called after what makes
    files of its pages is added, and before who has signed in is looked up."""
    app.add_middleware(TakenAlongMiddleware, sessions=sessions)


def is_file(start: Message) -> bool:
    """Whether an answer that begins so is a file that is given."""
    if start["status"] not in _GIVEN:
        return False
    headers: dict[bytes, bytes] = {name.lower(): value for name, value in start.get("headers", ())}
    disposition, kind = headers.get(b"content-disposition", b""), headers.get(b"content-type", b"")
    return disposition.lower().startswith(b"attachment") or kind.lower().partition(b";")[0].strip().endswith(_CSV)


def address_of(scope: Scope) -> str:
    """What was asked for, as it is written down: without what opens by itself."""
    query = unquote(query_without(scope, _OPENS))
    return written(f"{scope['path']}{'?' * bool(query)}{query}")


def written(text: str) -> str:
    """An address as it stands in the log: in one line, and no longer than it may be."""
    return "".join(each for each in text if each.isprintable())[:LONGEST_ADDRESS]


def _not_given() -> Problem:
    detail = "取走的文件要先记入安全记录，现在记不了，所以没有给出；请稍后再试。页面照常可以看"
    return Problem(503, "export-not-noted", "暂时不能导出", detail=detail, headers={"Retry-After": "2"})
