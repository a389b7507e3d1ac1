"""Signing in and out: the logic behind the login page. A person signs in with their key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from shared.periods import Clock
from shared.security.authentication import Authentication
from shared.security.sessions import COOKIE, Throttle, local_path
from shared.web.forms import read_form, sent_from_elsewhere
from shared.web.pages import HEADERS
from shared.web.problems import Problem

_MOST_BYTES = 10_000
_NO_STORE = HEADERS | {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class LoginPage:
    """What the login page shows: where to go ``next``, and what was wrong (empty: nothing)."""

    next: str
    fault: str = ""


def login_router(
    authentication: Authentication, clock: Clock, page: Callable[[LoginPage], str], *, secure: bool
) -> APIRouter:
    """The routes ``/login`` and ``/logout``. ``page`` writes the page; ``secure`` keeps the cookie to https."""
    routes = APIRouter(include_in_schema=False)
    throttle = Throttle(clock)

    def answer(shown: LoginPage, status: int = 200) -> Response:
        return HTMLResponse(page(shown), status, headers=_NO_STORE)

    @routes.get("/login")
    async def login(next: str = "/") -> Response:  # noqa: A002 - the parameter's name is the address's
        return answer(LoginPage(local_path(next)))

    @routes.post("/login")
    async def sign_in(request: Request) -> Response:
        fields = await read_form(request, _MOST_BYTES)
        back = local_path(fields.get("next", "/"))
        if sent_from_elsewhere(request):
            raise Problem(403, "form-elsewhere", "登录须在本系统的页面上进行")
        address = request.client.host if request.client else ""
        if not throttle.open(address):
            return answer(LoginPage(back, "失败次数过多，请一分钟后再试"), 429)
        begun = authentication.sessions.begin(fields.get("key", "").strip())
        if begun is None:
            throttle.failed(address)
            structlog.get_logger().warning("sign-in failed", address=address)
            return answer(LoginPage(back, "密钥无效或已过期"), 401)
        structlog.get_logger().info("signed in", actor=begun.principal.id)
        response = _redirect(back)
        response.set_cookie(
            COOKIE, begun.cookie, max_age=begun.seconds, path="/", secure=secure, httponly=True, samesite="strict"
        )
        return response

    @routes.post("/logout")
    async def sign_out(request: Request) -> Response:
        fields = await read_form(request, _MOST_BYTES)
        authentication.form(request, fields.get("form_token", ""))
        response = _redirect("/")
        response.delete_cookie(COOKIE, path="/", secure=secure, httponly=True, samesite="strict")
        return response

    return routes


def _redirect(address: str) -> Response:
    return Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
