"""Setting up a second factor: a phone that makes codes, or a passkey. The same at a first sign-in and later."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from fastapi import Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from services.intake.accounts.account import Account
from services.intake.people.writing import PeopleRenderer
from services.intake.sign_in.factors import Factors, Question
from services.intake.sign_in.passkeys.ceremony import PasskeyRefused
from services.intake.sign_in.totp import enrolment

_ISSUER = "序时"
_WRONG_CODE = "验证码不对，或已超时：请核对手机时间，输入正在显示的 6 位数字"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A factor was set up: ``kind`` is ``totp`` or ``passkey``; ``codes`` are recovery codes, shown once. ``codes`` as
    kind: only new ones were made."""

    kind: str
    codes: list[str] = field(default_factory=list)


class Enrolling:
    """The pages and what is sent from them; ``address`` is where they are sent to. ``first``: only an account's first
    factor is set up here; where there is one by now, NotFirst is raised."""

    def __init__(self, factors: Factors, renderer: PeopleRenderer, *, first: bool) -> None:
        self._factors = factors
        self._renderer = renderer
        self._first = first

    async def take(
        self, request: Request, account: Account, fields: dict[str, str], address: str, back: str
    ) -> Enrolled | Response:
        """What somebody sent from one of the pages: the next page, or that they have set up a factor."""
        ticket = fields.get("ticket", "")
        match fields.get("how", ""):
            case "phone":
                ticket = await run_in_threadpool(self._factors.propose_secret, account.id)
                return await self._phone(request, account, ticket, address, back)
            case "phone-code":
                confirm = partial(self._factors.confirm_secret, first=self._first)
                codes = await run_in_threadpool(confirm, account.id, ticket, fields.get("code", ""))
                if codes is None:
                    return await self._phone(request, account, ticket, address, back, _WRONG_CODE)
                return Enrolled("totp", codes)
            case "passkey":
                return await self._passkey(request, account, address, back)
            case "passkey-answer":
                return await self._made(request, account, fields, address, back)
        return self.choice(request, address, back)

    def choice(self, request: Request, address: str, back: str, fault: str = "", status: int = 200) -> Response:
        """The page that asks which kind it is to be."""
        return self._renderer.page(
            request,
            "factor_choice.html",
            status,
            address=address,
            next=back,
            fault=fault,
            passkeys=self._factors.makes_passkeys,
            required=self._factors.required,
        )

    def codes(self, request: Request, enrolled: Enrolled, address: str, back: str, ticket: str = "") -> Response:
        """The page with recovery codes, shown once; ``ticket`` comes back with what is sent from it."""
        return self._renderer.page(
            request,
            "factor_codes.html",
            codes=enrolled.codes,
            kind=enrolled.kind,
            ticket=ticket,
            address=address,
            next=back,
        )

    async def _phone(
        self, request: Request, account: Account, ticket: str, address: str, back: str, fault: str = ""
    ) -> Response:
        secret = self._factors.proposed_secret(account.id, ticket)
        if secret is None:
            return self.choice(request, address, back, "已超时，请重新开始", 422)
        return self._renderer.page(
            request,
            "factor_phone.html",
            422 if fault else 200,
            address=address,
            next=back,
            ticket=ticket,
            fault=fault,
            picture=enrolment.picture(enrolment.otpauth(secret, account.id, _ISSUER)),
            secret=enrolment.in_groups(secret),
        )

    async def _passkey(self, request: Request, account: Account, address: str, back: str) -> Response:
        try:
            question: Question = await run_in_threadpool(self._factors.ask_to_make, account.id, account.name)
        except PasskeyRefused as refused:
            return self.choice(request, address, back, str(refused), 422)
        return self._renderer.page(
            request, "passkey_make.html", address=address, next=back, ticket=question.ticket, options=question.options
        )

    async def _made(
        self, request: Request, account: Account, fields: dict[str, str], address: str, back: str
    ) -> Enrolled | Response:
        sent = (fields.get("ticket", ""), fields.get("answer", ""), fields.get("name", ""))
        try:
            made = partial(self._factors.made, first=self._first)
            return Enrolled("passkey", await run_in_threadpool(made, account.id, *sent))
        except PasskeyRefused as refused:
            return self.choice(request, address, back, str(refused), 422)
