"""Signing in by a passkey alone: it is something that one has, and asks for what one knows or is."""

from __future__ import annotations

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from services.intake.people.entrance import MOST_BYTES, Entrance
from services.intake.people.login import BY_PROVIDER, LoginPage
from services.intake.people.steps import Step
from services.intake.people.writing import PeopleRenderer
from services.intake.security_log.events import SignInFailed
from services.intake.sign_in.factors import Factors
from services.intake.sign_in.passkeys.ceremony import PasskeyRefused
from services.intake.sign_in.tickets import GOOD_FOR
from shared.security.sessions import local_path
from shared.security.wrong_keys import client_address
from shared.web.forms import read_form, sent_from_elsewhere
from shared.web.problems import Problem

TICKET_COOKIE = "xushi_passkey"
_ADDRESS = "/login/passkey"
_NO_ACCOUNT = "这把通行密钥的账号已停用，或没有角色，请联系系统管理员"


class PasskeyDoor:
    """The route ``/login/passkey``: asked once, answered once, both by forms. The question's ticket is in a cookie, so
    that no other site's answer signs anybody in."""

    def __init__(self, entrance: Entrance, factors: Factors, renderer: PeopleRenderer) -> None:
        self._entrance = entrance
        self._factors = factors
        self._renderer = renderer

    def router(self) -> APIRouter:
        """The route."""
        routes = APIRouter(include_in_schema=False)
        routes.post(_ADDRESS)(self.passkey)
        return routes

    async def passkey(self, request: Request) -> Response:
        """The question, or its answer."""
        fields = await read_form(request, MOST_BYTES)
        if sent_from_elsewhere(request):
            raise Problem(403, "form-elsewhere", "登录须在本系统的页面上进行")
        back = local_path(fields.get("next", "/"))
        try:
            if "answer" in fields:
                return await self._sign_in(request, fields["answer"], back)
            return await self._ask(back)
        except PasskeyRefused as refused:
            address = client_address(request)
            structlog.get_logger().warning("sign-in failed", by="passkey", code=refused.code, address=address)
            if refused.account:
                copied = SignInFailed(account=refused.account, what="passkey-copied")
                await self._entrance.note(request, copied, refused.account)
            else:
                await self._entrance.note_failure(request, "passkey")
            return self._refused(back, str(refused), 422 if refused.code == "no-party" else 401)

    async def _ask(self, back: str) -> Response:
        question = await run_in_threadpool(self._factors.ask_to_use)
        response = self._renderer.anonymous(
            "passkey_use.html",
            address=_ADDRESS,
            next=back,
            ticket="",
            options=question.options,
            other="/login",
        )
        self._set(response, question.ticket, int(GOOD_FOR.total_seconds()))
        return response

    async def _sign_in(self, request: Request, answer: str, back: str) -> Response:
        ticket = request.cookies.get(TICKET_COOKIE, "")
        name = await run_in_threadpool(self._factors.used, ticket, answer)
        account = await run_in_threadpool(self._entrance.account, name)
        if account is None or account.closed_at is not None or not account.grants:
            return self._refused(back, _NO_ACCOUNT, 403)
        if await self._entrance.refuses_own_ways(account):
            return self._refused(back, BY_PROVIDER, 403)
        response = await self._entrance.begin(request, account, Step.FACTOR, back)
        self._set(response, "", 0)
        return response

    def _refused(self, back: str, fault: str, status: int) -> Response:
        return self._renderer.anonymous("login.html", status, login=LoginPage(back, "", fault))

    def _set(self, response: Response, ticket: str, seconds: int) -> None:
        secure = self._entrance.secure
        response.set_cookie(
            TICKET_COOKIE, ticket, seconds, path=_ADDRESS, secure=secure, httponly=True, samesite="strict"
        )
