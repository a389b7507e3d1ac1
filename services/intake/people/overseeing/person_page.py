"""The page of one person's account: what is said of them, their second factors, and what was lost taken away."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from services.intake.accounts.account import Account, AccountRefused, PersonWords
from services.intake.accounts.managing import Managing
from services.intake.people.entrance import MOST_BYTES, Entrance, network_of_request
from services.intake.people.overseeing.account_pages import words_of
from services.intake.people.resetting import reset_factors
from services.intake.people.writing import PeopleRenderer
from services.intake.sign_in.factors import Factors
from shared.security.keys import Role
from shared.security.sent_forms import sent_form
from shared.web.problems import Problem

_NOT_SURE = "请先勾选“已核实是本人”"
_PAGE = "/accounts/{account}"


class PersonPage:
    """The routes ``/accounts/{account}`` and ``/accounts/{account}/factors``."""

    def __init__(self, entrance: Entrance, renderer: PeopleRenderer, managing: Managing, factors: Factors) -> None:
        self._entrance = entrance
        self._renderer = renderer
        self._managing = managing
        self._factors = factors

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter(include_in_schema=False)
        routes.get(_PAGE)(self.person)
        routes.post(_PAGE)(self.describe)
        routes.post(f"{_PAGE}/factors")(self.reset_factors)
        return routes

    async def person(self, request: Request, account: str) -> Response:
        """The account."""
        self._entrance.authentication.page(request, Role.OPS)
        return await self._page(request, await self._require(account))

    async def describe(self, request: Request, account: str) -> Response:
        """Other words about the person."""
        viewer, fields = await sent_form(self._entrance.authentication, request, Role.OPS, most=MOST_BYTES)
        words = words_of(fields)
        managing, before = self._managing.acting(viewer.id, network_of_request(request)), await self._require(account)
        try:
            changed = await run_in_threadpool(managing.describe, account, lambda _: words)
        except AccountRefused as refused:
            return await self._page(request, before, 422, fault=refused.words, at=refused.field, words=words)
        self._entrance.sessions.forget()  # a session says the person's name
        told = "已修改" if changed.words != before.words else "和原来一样，没有改动"
        return await self._page(request, changed, told=told)

    async def reset_factors(self, request: Request, account: str) -> Response:
        """All second factors are taken away, and all sessions ended, once it is said that it is the person."""
        viewer, fields = await sent_form(self._entrance.authentication, request, Role.OPS, most=MOST_BYTES)
        found = await self._require(account)
        if fields.get("sure") != "1":
            return await self._page(request, found, 422, fault=_NOT_SURE, at="sure")
        parts = (self._entrance.database, self._factors, self._entrance.log)
        try:
            had = await run_in_threadpool(reset_factors, *parts, found.id, viewer.id, network_of_request(request))
        except AccountRefused as refused:
            return await self._page(request, found, 422, fault=refused.words, at="sure")
        self._entrance.sessions.forget()
        told = (
            "已作废其全部登录验证，并结束其所有登录；下次登录时重新设置"
            if had
            else "该账号没有设置过登录验证；其所有登录已结束"
        )
        return await self._page(request, found, told=told)

    async def _require(self, account: str) -> Account:
        try:
            return await run_in_threadpool(self._managing.one, account)
        except AccountRefused as refused:
            raise Problem(404, "account-unknown", refused.words) from None

    async def _page(
        self,
        request: Request,
        account: Account,
        status: int = 200,
        *,
        told: str = "",
        fault: str = "",
        at: str = "",
        words: PersonWords | None = None,
    ) -> Response:
        held = await run_in_threadpool(self._factors.held, account.id)
        decided = await self._entrance.refuses_own_ways(account)
        return self._renderer.page(
            request,
            "person.html",
            status,
            account=account,
            words=words or account.words,
            held=held,
            decided=decided,
            told=told,
            fault=fault,
            at=at,
        )
