"""Signing in and out: the logic behind the login page. A person signs in with their key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from services.intake.sessions.own import OwnSessions
from services.intake.sessions.rules import LONGEST
from shared.security.attempts import network_of
from shared.security.authentication import Authentication
from shared.security.sent_forms import sent_form
from shared.security.sessions import COOKIE, local_path
from shared.security.signed_in import cookie_of
from shared.security.wrong_keys import client_address, waiting_sentence
from shared.web.forms import read_form, sent_from_elsewhere
from shared.web.headers import NO_STORE
from shared.web.problems import Problem

_MOST_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class LoginPage:
    """What the login page shows: where to go ``next``, and what was wrong (empty: nothing)."""

    next: str
    fault: str = ""


def router(
    authentication: Authentication, sessions: OwnSessions, page: Callable[[LoginPage], str], *, secure: bool
) -> APIRouter:
    """The routes ``/login`` and ``/logout``. ``page`` writes the page; ``secure`` keeps the cookie to https."""
    routes = APIRouter(include_in_schema=False)
    door = LoginDoor(authentication, sessions, page, secure=secure)
    routes.get("/login")(door.login)
    routes.post("/login")(door.sign_in)
    routes.post("/logout")(door.sign_out)
    return routes


class LoginDoor:
    """Lets people in by their key, a session at a time, and out again."""

    def __init__(
        self, authentication: Authentication, sessions: OwnSessions, page: Callable[[LoginPage], str], *, secure: bool
    ) -> None:
        self._authentication = authentication
        self._sessions = sessions
        self._page = page
        self._secure = secure

    async def login(self, next: str = "/") -> Response:  # noqa: A002 - the parameter's name is the address's
        """The page on which somebody signs in."""
        return self._answer(LoginPage(local_path(next)))

    async def sign_in(self, request: Request) -> Response:
        """A session for the key that was typed in; after too many wrong ones a wrong one is told to wait."""
        fields = await read_form(request, _MOST_BYTES)
        back = local_path(fields.get("next", "/"))
        if sent_from_elsewhere(request):
            raise Problem(403, "form-elsewhere", "登录须在本系统的页面上进行")
        found = self._authentication.sign_in(request, fields.get("key", ""))
        if isinstance(found, int):
            return self._refused(back, found)
        begin = partial(self._sessions.begin, found, network=network_of(client_address(request)))
        cookie = await run_in_threadpool(begin, instead_of=cookie_of(request))
        structlog.get_logger().info("signed in", actor=found.id)
        response = _redirect(back)
        seconds = int(LONGEST.total_seconds())
        response.set_cookie(
            COOKIE, cookie, max_age=seconds, path="/", secure=self._secure, httponly=True, samesite="lax"
        )
        return response

    async def sign_out(self, request: Request) -> Response:
        """The end of the session."""
        await sent_form(self._authentication, request, most=_MOST_BYTES)
        await run_in_threadpool(self._sessions.end, cookie_of(request))
        response = _redirect("/")
        response.delete_cookie(COOKIE, path="/", secure=self._secure, httponly=True, samesite="lax")
        return response

    def _refused(self, back: str, seconds: int) -> Response:
        if not seconds:
            return self._answer(LoginPage(back, "密钥无效或已过期"), 401)
        fault = f"密钥无效或已过期，且失败次数过多：{waiting_sentence(seconds)}"
        answer = self._answer(LoginPage(back, fault), 429)
        answer.headers["Retry-After"] = str(seconds)
        return answer

    def _answer(self, shown: LoginPage, status: int = 200) -> Response:
        return HTMLResponse(self._page(shown), status, headers={"Cache-Control": NO_STORE})


def _redirect(address: str) -> Response:
    return Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
