"""The page 我的账号: one's own password, and where one has signed in."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from services.intake.accounts.account import Account, AccountRefused
from services.intake.accounts.attempts import HERE
from services.intake.accounts.passwords import Hashing, PasswordRefused, require_password
from services.intake.people.entrance import MOST_BYTES, Entrance
from services.intake.people.writing import PeopleRenderer
from services.intake.security_log.events import SessionsEnded, SignInFailed
from services.intake.sessions import repository as sessions
from services.intake.sessions.rules import StoredSession, ending
from shared.security.attempts import Counted
from shared.security.authentication import SignIn
from shared.security.keys import Role
from shared.security.sent_forms import sent_form
from shared.security.sessions import cookie_digest
from shared.security.signed_in import cookie_of

_SEES: Mapping[Role, tuple[tuple[str, str], ...]] = MappingProxyType(
    {Role.OPS: (("/accounts", "账号"), ("/security", "安全记录")), Role.AUDITOR: (("/security", "安全记录"),)}
)
"""Where a role can go from here that the navigation does not lead to."""


class OwnPages:
    """The route ``/account`` and what can be sent from it."""

    def __init__(
        self,
        entrance: Entrance,
        renderer: PeopleRenderer,
        hashing: Hashing,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """``seconds`` counts seconds."""
        self._seconds = seconds
        self._failed = Counted(HERE)
        self._entrance = entrance
        self._renderer = renderer
        self._hashing = hashing

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter(include_in_schema=False)
        routes.get("/account")(self.account)
        routes.post("/account/password")(self.change_password)
        routes.post("/account/sessions")(self.end_others)
        return routes

    async def account(self, request: Request) -> Response:
        """Who one is here."""
        viewer = self._entrance.authentication.page(request)
        return await self._page(request, viewer.id)

    async def change_password(self, request: Request) -> Response:
        """Another password, by whoever knows the present one; every other session of theirs is over."""
        viewer, fields = await sent_form(self._entrance.authentication, request, most=MOST_BYTES)
        account = await self._person(viewer.id)
        try:
            await self._change(request, account, fields)
        except PasswordRefused as refused:
            return await self._page(request, viewer.id, 422, fault=str(refused))
        return await self._page(request, viewer.id, done="密码已改，其他地方的登录都已结束")

    async def end_others(self, request: Request) -> Response:
        """Every other session of theirs is over."""
        viewer, _ = await sent_form(self._entrance.authentication, request, most=MOST_BYTES)
        ended = await run_in_threadpool(self._end_others, request, viewer.id)
        await self._entrance.note(request, SessionsEnded(account=viewer.id, count=ended), viewer.id)
        return await self._page(request, viewer.id, done=f"结束了其他 {ended} 处登录")

    async def _change(self, request: Request, account: Account, fields: dict[str, str]) -> None:
        await self._require_present(request, account, fields.get("present", ""))
        password = fields.get("password", "")
        require_password(password, account.id)
        if password != fields.get("again", ""):
            raise PasswordRefused("两次输入的密码不一样")
        hashed = await self._hashing.hash(password)
        try:
            await self._entrance.set_password(request, account, hashed)
        except AccountRefused as refused:
            raise PasswordRefused(refused.words) from None

    async def _require_present(self, request: Request, account: Account, password: str) -> None:
        """Whoever sits before somebody's session does not guess their password here faster than at the door."""
        now = self._seconds()
        if waits := self._failed.wait(account.id, now):
            raise PasswordRefused(f"失败次数过多，请在 {math.ceil(waits)} 秒后再试")
        self._failed.fail(account.id, now)
        if not await self._hashing.fits(password, account.password):
            await self._entrance.note(request, SignInFailed(account=account.id, what="password"), account.id)
            raise PasswordRefused("现在的密码不对")
        self._failed.forgive(account.id, self._seconds())

    def _end_others(self, request: Request, account: str) -> int:
        with self._entrance.database.write() as connection:
            ended = sessions.end_all(
                connection, account, self._entrance.clock.now(), keep=cookie_digest(cookie_of(request))
            )
        self._entrance.sessions.forget()
        return ended

    async def _person(self, account: str) -> Account:
        found = await run_in_threadpool(self._entrance.account, account)
        if found is None:
            raise SignIn("/account")
        return found

    async def _page(
        self, request: Request, account: str, status: int = 200, *, fault: str = "", done: str = ""
    ) -> Response:
        person = await self._person(account)
        present = cookie_digest(cookie_of(request))
        mine = await run_in_threadpool(self._sessions, account)
        found = self._entrance.authentication.session(request)
        sees = _SEES.get(found.principal.role, ()) if found is not None else ()
        return self._renderer.page(
            request,
            "account.html",
            status,
            account=person,
            sessions=mine,
            present=present,
            sees=sees,
            fault=fault,
            done=done,
        )

    def _sessions(self, account: str) -> list[StoredSession]:
        now = self._entrance.clock.now()
        with self._entrance.database.read() as connection:
            return [each for each in sessions.of_account(connection, account) if ending(each, now) is None]
