"""Looks up once, before anything else, who has signed in on the request; whoever asks later finds it there."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.security.keys import Role
from shared.security.permissions import RULES
from shared.security.restoring_forms import RestoringMiddleware
from shared.security.sessions import COOKIE, Session, SessionLookup, SessionsAway, form_token
from shared.web.pages import HEAD, NAVIGATION, PageHead

ROLE_WORDS: dict[Role, str] = {
    Role.REPORTER: "填报",
    Role.SIGNER: "第二签字人",
    Role.REVIEWER: "审核",
    Role.OPS: "运维",
    Role.AUDITOR: "审计",
    Role.DEPARTMENT: "责任部门",
    Role.ENTERPRISE: "监测企业",
}
"""What each role is called on a page."""

_FOUND = "xushi_session"
_AWAY = "xushi_sessions_away"

LOOKUP = "xushi_session_lookup"
"""Under which a request's scope holds who is asked for its session."""


class SessionMiddleware:
    """Leaves the session of the request's cookie in its scope. Without a cookie nothing is looked up."""

    def __init__(self, app: ASGIApp, sessions: SessionLookup) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (cookie := cookie_of(HTTPConnection(scope))):
            scope[LOOKUP] = self._sessions
            try:
                found = scope[_FOUND] = await self._sessions.find(cookie)
                HEAD.set(_head(found, cookie))  # of this request's own task
            except SessionsAway as error:
                structlog.get_logger().warning("sessions away", error=repr(error.__cause__))
                scope[_AWAY] = True
        await self._app(scope, receive, send)


def _head(found: Session | None, cookie: str) -> PageHead | None:
    if found is None or found.step:
        return None
    role, place = ROLE_WORDS[found.principal.role], found.place or "全部地区"
    if found.principal.subject:
        place = f"{place} · {found.principal.subject}"
    led_to = tuple(each for each in NAVIGATION if RULES[f"GET {each[0]}"].opens_to(found.principal.role))
    return PageHead(found.name, role, place, found.several, form_token(cookie), found.idle_seconds, led_to)


def look_up_sessions(app: FastAPI, sessions: SessionLookup) -> None:
    """Let every request of ``app`` be looked up, and forms that were kept be put back where they were filled in. To be
    called before what stands around it is added."""
    app.add_middleware(RestoringMiddleware, sessions=sessions, cookie_of=cookie_of)
    app.add_middleware(SessionMiddleware, sessions=sessions)


def cookie_of(request: HTTPConnection) -> str:
    """The session's cookie; empty without one."""
    if not any(name == b"cookie" for name, _ in request.scope["headers"]):
        return ""
    return request.cookies.get(COOKIE, "")


def session_of(request: Request) -> Session | None:
    """Who has signed in, a sign-in that is not finished included; None for nobody."""
    found: Session | None = request.scope.get(_FOUND)
    return found


def lookup_of(request: Request) -> SessionLookup | None:
    """Who looked up the session of the request's cookie; None without one."""
    found: SessionLookup | None = request.scope.get(LOOKUP)
    return found


def sessions_are_away(request: Request) -> bool:
    """Whether there is a cookie of which nobody could say whose it is."""
    return _AWAY in request.scope
