"""One's own second factors: what there is, one more, one fewer, new recovery codes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from services.intake.accounts.account import Account
from services.intake.people.enrolling import Enrolled, Enrolling
from services.intake.people.entrance import MOST_BYTES, Entrance
from services.intake.people.writing import PeopleRenderer
from services.intake.security_log.events import FactorAdded, FactorRemoved
from services.intake.sign_in.factors import Factors, LastFactor
from shared.security.authentication import SignIn
from shared.security.sent_forms import sent_form

_ADDRESS = "/account/factors"
_STALE = "登录已有一会儿。为防别人趁您离开时改动，请重新登录，随后在 15 分钟内办理"
_LAST = "这是唯一的验证方式，本系统要求每人至少有一种：请先另设一种，再删除它"


class OwnFactors:
    """The route ``/account/factors``."""

    def __init__(self, entrance: Entrance, factors: Factors, renderer: PeopleRenderer) -> None:
        self._entrance = entrance
        self._factors = factors
        self._renderer = renderer
        self._enrolling = Enrolling(factors, renderer, first=False)

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter(include_in_schema=False)
        routes.get(_ADDRESS)(self.factors)
        routes.post(_ADDRESS)(self.change)
        return routes

    async def factors(self, request: Request) -> Response:
        """What there is."""
        account = await self._person(self._entrance.authentication.page(request).id)
        return await self._page(request, account)

    async def change(self, request: Request) -> Response:
        """One more, one fewer, or new codes."""
        principal, fields = await sent_form(self._entrance.authentication, request, most=MOST_BYTES)
        account = await self._person(principal.id)
        how = fields.get("how", "")
        if how in ("", "done"):
            return await self._page(request, account)
        if not await self._entrance.has_just_signed_in(request):
            return await self._page(request, account, fault=_STALE, status=403, again=True)
        if how.startswith("remove"):
            return await self._remove(request, account, how, fields.get("passkey", ""))
        return await self._add(request, account, fields)

    async def _add(self, request: Request, account: Account, fields: dict[str, str]) -> Response:
        if fields.get("how") == "codes":
            codes = await run_in_threadpool(self._factors.new_codes, account.id)
            await self._entrance.note(request, FactorAdded(account=account.id, kind="recovery"), account.id)
            return self._enrolling.codes(request, Enrolled("codes", codes), _ADDRESS, _ADDRESS)
        found = await self._enrolling.take(request, account, fields, _ADDRESS, _ADDRESS)
        if not isinstance(found, Enrolled):
            return found
        await self._entrance.note_factor(request, account.id, found.kind)
        if found.codes:
            return self._enrolling.codes(request, found, _ADDRESS, _ADDRESS)
        return await self._page(request, account, told="已添加")

    async def _remove(self, request: Request, account: Account, how: str, passkey: str) -> Response:
        kind = "totp" if how == "remove-phone" else "passkey"
        try:
            if how == "remove-phone":
                removed = await run_in_threadpool(self._factors.remove_authenticator, account.id)
            else:
                removed = await run_in_threadpool(self._factors.remove_passkey, account.id, passkey) is not None
        except LastFactor:
            return await self._page(request, account, fault=_LAST, status=422)
        if removed:
            await self._entrance.note(request, FactorRemoved(account=account.id, kind=kind), account.id)
        return await self._page(request, account, told="已删除" if removed else "")

    async def _page(
        self,
        request: Request,
        account: Account,
        told: str = "",
        fault: str = "",
        status: int = 200,
        *,
        again: bool = False,
    ) -> Response:
        held = await run_in_threadpool(self._factors.held, account.id)
        return self._renderer.page(
            request,
            "account_factors.html",
            status,
            held=held,
            told=told,
            fault=fault,
            again=again,
            makes_passkeys=self._factors.makes_passkeys,
            required=self._factors.required,
        )

    async def _person(self, name: str) -> Account:
        account = await run_in_threadpool(self._entrance.account, name)
        if account is None:
            raise SignIn(_ADDRESS)
        return account
