"""Signing in by account and password, and out again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from services.intake.accounts.account import Account, AccountRefused, typed_id
from services.intake.accounts.attempts import SignInAttempts
from services.intake.accounts.browsers import BROWSER_COOKIE, browser_of
from services.intake.accounts.passwords import Hashing, PasswordRefused, require_password
from services.intake.people.entrance import MOST_BYTES, Entrance, redirect
from services.intake.people.steps import Step
from services.intake.people.writing import PeopleRenderer
from services.intake.security_log.events import SignInFailed
from shared.security.sent_forms import sent_form
from shared.security.sessions import local_path
from shared.security.signed_in import session_of
from shared.security.wrong_keys import client_address
from shared.web.forms import read_form, sent_from_elsewhere
from shared.web.problems import Problem

_WRONG = "账号或密码不对"
BY_PROVIDER = "这个账号的角色由统一身份认证决定，请点“用统一身份认证登录”那一项"
_NO_ROLE = "这个账号还没有角色，请联系管理员"


@dataclass(frozen=True, slots=True)
class LoginPage:
    """What the login page shows: where to go ``next``, and what was wrong (empty: nothing)."""

    next: str
    account: str = ""
    fault: str = ""


class LoginDoor:
    """Lets people in, a session at a time. ``seconds`` counts seconds."""

    def __init__(
        self,
        entrance: Entrance,
        hashing: Hashing,
        renderer: PeopleRenderer,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._entrance = entrance
        self._hashing = hashing
        self._renderer = renderer
        self._seconds = seconds
        self._attempts = SignInAttempts()

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter(include_in_schema=False)
        routes.get("/login")(self.login)
        routes.post("/login")(self.sign_in)
        routes.get("/login/password")(self.choose_password)
        routes.post("/login/password")(self.change_password)
        routes.post("/logout")(self.sign_out)
        return routes

    async def login(self, request: Request, next: str = "/") -> Response:  # noqa: A002 - the address's own name
        """The page on which somebody signs in; who stands at a step already goes on with that."""
        back = local_path(next)
        found = session_of(request)
        if found is not None and found.step:
            return redirect(f"/login/{found.step}?next={quote(back, safe='')}")
        return self._answer(LoginPage(back))

    async def sign_in(self, request: Request) -> Response:
        """A session for whoever knows the account's password; who fails too often waits before it is looked at."""
        fields = await read_form(request, MOST_BYTES)
        if sent_from_elsewhere(request):
            raise Problem(403, "form-elsewhere", "登录须在本系统的页面上进行")
        shown = LoginPage(local_path(fields.get("next", "/")), typed_id(fields.get("account", ""))[:40])
        found = await run_in_threadpool(self._entrance.account, shown.account)
        browser = browser_of(found, request.cookies.get(BROWSER_COOKIE, ""), self._entrance.clock.now())
        where = (shown.account, client_address(request), browser)
        if waits := self._attempts.begin(*where, self._seconds()):
            return self._slowed(shown, waits)
        if not await self._knows(found, fields.get("password", "")):
            structlog.get_logger().warning("sign-in failed", address=where[1])
            # a name that is no account's may be a password that slipped into the wrong field
            known = found.id if found is not None else ""
            await self._entrance.note(request, SignInFailed(account=known, what="password"), known)
            return self._answer(LoginPage(shown.next, shown.account, _WRONG), 401)
        assert found is not None
        self._attempts.was_right(*where, self._seconds())
        if await self._entrance.refuses_own_ways(found):
            return self._answer(LoginPage(shown.next, shown.account, BY_PROVIDER), 403)
        if not found.grants:
            return self._answer(LoginPage(shown.next, shown.account, _NO_ROLE), 403)
        return await self._entrance.begin(request, found, None, shown.next)

    async def choose_password(self, request: Request, next: str = "/") -> Response:  # noqa: A002
        """The page on which a password that was made for somebody gives way to their own."""
        await self._entrance.at(request, Step.PASSWORD)
        return self._renderer.page(request, "login_password.html", next=local_path(next), fault="")

    async def change_password(self, request: Request) -> Response:
        """Their own password."""
        sent = await self._entrance.sent_at(request, Step.PASSWORD)
        if not sent.account.must_change:  # its person has chosen one meanwhile: who stands here knows the one before
            return await self._entrance.begin_anew(request, sent.back)
        try:
            changed = await self._changed(
                request, sent.account, sent.fields.get("password", ""), sent.fields.get("again", "")
            )
        except PasswordRefused as refused:
            return self._renderer.page(request, "login_password.html", 422, next=sent.back, fault=str(refused))
        return await self._entrance.go_on(request, changed, Step.PASSWORD, sent.back)

    async def sign_out(self, request: Request) -> Response:
        """The end of the session."""
        await sent_form(self._entrance.authentication, request, most=MOST_BYTES)
        return await self._entrance.leave(request)

    async def _knows(self, account: Account | None, password: str) -> bool:
        """Whether it is the password of an account that is open; of one that is not it takes as long to say no."""
        kept = account.password if account is not None and account.closed_at is None else ""
        return await self._hashing.fits(password, kept)

    async def _changed(self, request: Request, account: Account, password: str, again: str) -> Account:
        require_password(password, account.id)
        if password != again:
            raise PasswordRefused("两次输入的密码不一样")
        if await self._hashing.fits(password, account.password):
            raise PasswordRefused("新密码不能和发给您的密码相同")
        hashed = await self._hashing.hash(password)
        try:
            return await self._entrance.set_password(request, account, hashed)
        except AccountRefused as refused:
            raise PasswordRefused(refused.words) from None

    def _slowed(self, shown: LoginPage, seconds: int) -> Response:
        fault = f"失败次数过多，请在 {seconds} 秒后再试"
        answer = self._answer(LoginPage(shown.next, shown.account, fault), 429)
        answer.headers["Retry-After"] = str(seconds)
        return answer

    def _answer(self, shown: LoginPage, status: int = 200) -> HTMLResponse:
        return self._renderer.anonymous("login.html", status, login=shown)
