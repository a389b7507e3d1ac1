"""The second factor in a sign-in: shown by whoever has one, set up by whoever has to have one and has none."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from services.intake.people.enrolling import Enrolled, Enrolling
from services.intake.people.entrance import AtStep, Entrance
from services.intake.people.steps import Step
from services.intake.people.writing import PeopleRenderer
from services.intake.security_log.events import SignInFailed
from services.intake.sign_in.factors import Factors, NotFirst
from services.intake.sign_in.passkeys.ceremony import PasskeyRefused
from services.intake.sign_in.sealing import SealBroken
from shared.security.attempts import Counted, Patience
from shared.security.sessions import cookie_digest, local_path
from shared.security.signed_in import cookie_of

SHOWN = Patience(free=5)
"""Of one account: whoever types codes knows its password already, and a code has six digits."""

_WRONG = "验证码不对，或已经用过：请输入手机上正在显示的 6 位数字"
_UNREADABLE = "本系统读不出您手机验证码的密钥，请用恢复码或通行密钥，并告知系统管理员"
_ENROL = "/login/enrol"


class SecondStep:
    """The routes ``/login/factor`` and ``/login/enrol``. ``seconds`` counts seconds."""

    def __init__(
        self,
        entrance: Entrance,
        factors: Factors,
        renderer: PeopleRenderer,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._entrance = entrance
        self._factors = factors
        self._renderer = renderer
        self._enrolling = Enrolling(factors, renderer, first=True)
        self._seconds = seconds
        self._failed = Counted(SHOWN)

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter(include_in_schema=False)
        routes.get("/login/factor")(self.ask)
        routes.post("/login/factor")(self.show)
        routes.get(_ENROL)(self.choose)
        routes.post(_ENROL)(self.enrol)
        return routes

    async def ask(self, request: Request, next: str = "/") -> Response:  # noqa: A002 - the address's own name
        """The page that asks for the second factor."""
        account = await self._entrance.at(request, Step.FACTOR)
        return await self._ask(request, account.id, local_path(next))

    async def show(self, request: Request) -> Response:
        """A code, a recovery code, or a passkey."""
        sent = await self._entrance.sent_at(request, Step.FACTOR)
        if sent.fields.get("how") == "passkey":
            return await self._ask_for_passkey(request, sent)
        now, account = self._seconds(), sent.account.id
        if waits := self._failed.wait(account, now):
            return await self._ask(request, account, sent.back, f"失败次数过多，请在 {math.ceil(waits)} 秒后再试", 429)
        self._failed.fail(account, now)
        fault, what = await self._fault(sent)
        if fault:
            await self._entrance.note(request, SignInFailed(account=account, what=what), account)
            return await self._ask(request, account, sent.back, fault, 401)
        self._failed.forgive(account, self._seconds())
        return await self._entrance.go_on(request, sent.account, Step.FACTOR, sent.back)

    async def choose(self, request: Request, next: str = "/") -> Response:  # noqa: A002
        """The page that asks which factor is to be set up."""
        account = await self._entrance.at(request, Step.ENROL)
        if (await run_in_threadpool(self._factors.held, account.id)).any:
            return await self._entrance.begin_anew(request, local_path(next))
        return self._enrolling.choice(request, _ENROL, local_path(next))

    async def enrol(self, request: Request) -> Response:
        """One of the steps of setting it up."""
        sent = await self._entrance.sent_at(request, Step.ENROL)
        account, session = sent.account, cookie_digest(cookie_of(request))
        if sent.fields.get("how") == "done":
            return await self._enrolled(request, sent, session)
        try:
            found = await self._enrolling.take(request, account, sent.fields, _ENROL, sent.back)
        except NotFirst:
            return await self._entrance.begin_anew(request, sent.back)
        if not isinstance(found, Enrolled):
            return found
        await self._entrance.note_factor(request, account.id, found.kind)
        return self._enrolling.codes(request, found, _ENROL, sent.back, self._factors.set_up_by(account.id, session))

    async def _enrolled(self, request: Request, sent: AtStep, session: str) -> Response:
        """On, for the session that has set the factor up. Another one that stands here knows no more than the
        password: it was too late to be ended, and begins anew."""
        held = await run_in_threadpool(self._factors.held, sent.account.id)
        if not held.any:
            return self._enrolling.choice(request, _ENROL, sent.back, "请先设置一种验证方式", 422)
        if not self._factors.was_set_up_by(sent.account.id, session, sent.fields.get("ticket", "")):
            return await self._entrance.begin_anew(request, sent.back)
        return await self._entrance.go_on(request, sent.account, Step.ENROL, sent.back)

    async def _ask(self, request: Request, account: str, back: str, fault: str = "", status: int = 200) -> Response:
        held = await run_in_threadpool(self._factors.held, account)
        return self._renderer.page(
            request,
            "login_factor.html",
            status,
            next=back,
            fault=fault,
            phone=held.codes_since is not None,
            recovery=held.recovery_left,
            passkeys=bool(held.passkeys) and self._factors.makes_passkeys,
        )

    async def _ask_for_passkey(self, request: Request, sent: AtStep) -> Response:
        try:
            question = await run_in_threadpool(self._factors.ask_to_use, sent.account.id)
        except PasskeyRefused as refused:
            return await self._ask(request, sent.account.id, sent.back, str(refused), 422)
        return self._renderer.page(
            request,
            "passkey_use.html",
            address="/login/factor",
            next=sent.back,
            ticket=question.ticket,
            options=question.options,
            other="/login/factor",
        )

    async def _fault(self, sent: AtStep) -> tuple[str, str]:
        """Why what was shown does not count (empty: it does), and what it was, as the security log has it."""
        account, fields = sent.account.id, sent.fields
        if fields.get("how") == "passkey-answer":
            try:
                await run_in_threadpool(self._factors.used, fields.get("ticket", ""), fields.get("answer", ""), account)
            except PasskeyRefused as refused:
                return str(refused), "passkey-copied" if refused.account else "passkey"
            return "", ""
        try:
            shown = await run_in_threadpool(self._factors.show, account, fields.get("code", ""))
        except SealBroken as error:
            structlog.get_logger().error("factor cannot be read", account=account, error=str(error))
            return _UNREADABLE, "code"
        return "" if shown is not None else _WRONG, "code"
