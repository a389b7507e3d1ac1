"""Signing in at the office's identity provider, and out there too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

import msgspec
import sqlalchemy as sa
import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from services.intake.accounts import repository
from services.intake.accounts.account import Account
from services.intake.accounts.directory import DIRECTORY, DirectoryMap, DirectoryRefused, as_decided
from services.intake.people.entrance import PROVIDER_COOKIE, Entrance, network_of_request, redirect
from services.intake.people.login import LoginPage
from services.intake.people.steps import Step
from services.intake.people.writing import PeopleRenderer
from services.intake.security_log.events import FactorAdded
from services.intake.sessions.rules import LONGEST
from services.intake.sign_in import tickets
from services.intake.sign_in.oidc.flow import SignInFlow, VouchedFor, new_flow
from services.intake.sign_in.oidc.links import link, linked_account
from services.intake.sign_in.oidc.matching import Candidate, Matched, account_of
from services.intake.sign_in.oidc.refusals import ProviderRefused
from services.intake.sign_in.sealing import Seal
from shared.security.sessions import local_path
from shared.security.wrong_keys import client_address
from shared.web.problems import Problem

FLOW_COOKIE = "xushi_provider"
_LONGEST_BACK = 500
_NO_ROLE = "这个账号还没有角色，请联系系统管理员"


class IdentityProvider(Protocol):
    """A provider of either kind (contract suite: tests/contract/sign_in)."""

    async def leave_for(self, flow: SignInFlow) -> str: ...

    async def come_back(self, flow: SignInFlow, query: Mapping[str, str]) -> VouchedFor: ...

    async def logout_at(self, id_token: str, back: str) -> str: ...


class SignedInThere(msgspec.Struct, frozen=True):
    """Somebody has signed in at the provider: what it is shown at the logout."""

    id_token: str


class OfficeProvider(msgspec.Struct, frozen=True):
    """The provider, what it is called, which of its claims is held against what of an account, and which roles follow
    from which of its claims (None: roles are given here)."""

    provider: IdentityProvider
    label: str
    claim: str
    matched: Matched
    public_url: str
    directory: DirectoryMap | None = None


class ProviderDoor:
    """The routes ``/login/provider``, ``/login/provider/back`` and ``/logout/provider``."""

    def __init__(self, entrance: Entrance, office: OfficeProvider | None, seal: Seal, renderer: PeopleRenderer) -> None:
        """``office``: None where there is no provider."""
        self._entrance = entrance
        self._configured = office
        self._seal = seal
        self._renderer = renderer

    def router(self) -> APIRouter:
        """The routes."""
        routes = APIRouter(include_in_schema=False)
        routes.get("/login/provider")(self.leave)
        routes.get("/login/provider/back")(self.come_back)
        routes.get("/logout/provider")(self.left)
        return routes

    async def leave(self, next: str = "/") -> Response:  # noqa: A002 - the address's own name
        """To the provider's page; what is to come back with the browser stays in its cookie, sealed."""
        back = local_path(next)
        flow = new_flow(back if len(back) <= _LONGEST_BACK else "/")
        try:
            address = await self._office.provider.leave_for(flow)
        except ProviderRefused as refused:
            return self._refused(refused, flow.back)
        ticket = tickets.ticket_for(self._seal, flow, self._entrance.clock.now())
        response = redirect(address)
        self._set(response, FLOW_COOKIE, ticket, tickets.GOOD_FOR, "/login/provider")
        return response

    async def come_back(self, request: Request) -> Response:
        """From the provider's page: on with the sign-in of whom it vouches for."""
        now, ticket = self._entrance.clock.now(), request.cookies.get(FLOW_COOKIE, "")
        flow = tickets.look(self._seal, SignInFlow, ticket, now)
        provider = self._office.provider
        try:
            if flow is None:
                raise ProviderRefused("state", "no cookie of an attempt")
            identity = await provider.come_back(flow, dict(request.query_params))
            account = await run_in_threadpool(self._account, identity, ticket, network_of_request(request))
        except ProviderRefused as refused:
            address = client_address(request)
            told = {"code": refused.code, "detail": refused.detail, "address": address}
            structlog.get_logger().warning("sign-in failed", by="provider", **told)
            await self._entrance.note_failure(request, "provider")
            return self._refused(refused, flow.back if flow is not None else "/")
        self._entrance.sessions.forget()  # those in a role that was taken are over
        if not account.grants:
            return self._login(flow.back, _NO_ROLE, 403)
        response = await self._entrance.begin(request, account, Step.ENROL, flow.back)
        self._set(response, FLOW_COOKIE, "", timedelta(0), "/login/provider")
        there = tickets.ticket_for(self._seal, SignedInThere(identity.id_token), now, LONGEST)
        if len(there) <= tickets.LONGEST:
            self._set(response, PROVIDER_COOKIE, there, LONGEST, "/logout")
        return response

    async def left(self, request: Request) -> Response:
        """Who has signed out here may sign out at the provider too."""
        there = tickets.look(
            self._seal, SignedInThere, request.cookies.get(PROVIDER_COOKIE, ""), self._entrance.clock.now()
        )
        office = self._office
        back = f"{office.public_url}/login"
        try:
            address = await office.provider.logout_at(there.id_token if there is not None else "", back)
        except ProviderRefused:
            address = ""
        response = self._renderer.anonymous("logout_provider.html", label=office.label, address=address)
        self._set(response, PROVIDER_COOKIE, "", timedelta(0), "/logout")
        return response

    @property
    def _office(self) -> OfficeProvider:
        if self._configured is None:
            raise Problem(404, "no-provider", "本系统没有接入统一身份认证")
        return self._configured

    def _account(self, identity: VouchedFor, ticket: str, network: str) -> Account:
        now = self._entrance.clock.now()
        with self._entrance.database.write() as connection:
            if not tickets.use(connection, ticket, now):
                raise ProviderRefused("state", "used already")
            linked = linked_account(connection, identity)
            open_ones = {each.id: each for each in repository.everybody(connection) if each.closed_at is None}
            candidates = [Candidate(each.id, each.telephone) for each in open_ones.values()]
            found = account_of(identity, linked, self._office.claim, self._office.matched, candidates)
            if linked is None:
                link(connection, identity, found, now)
                self._entrance.log.add(connection, FactorAdded(account=found, kind="provider", network=network), found)
            return self._with_roles(connection, open_ones[found], identity, network)

    def _with_roles(self, connection: sa.Connection, account: Account, identity: VouchedFor, network: str) -> Account:
        """The account with the roles that the directory gives it; as it is, where roles are given here."""
        if (directory := self._office.directory) is None:
            return account
        try:
            roles = directory.roles_of(identity.claims)
        except DirectoryRefused as refused:
            raise ProviderRefused("too-many-roles", str(refused)) from None
        held = repository.find(connection, account.id, lock=True)
        assert held is not None, "an account is never taken away"
        decided, events = as_decided(held, roles, network)
        if events:
            repository.change(connection, decided)
            for event in events:
                self._entrance.log.add(connection, event, DIRECTORY)
        return decided

    def _refused(self, refused: ProviderRefused, back: str) -> Response:
        return self._login(back, refused.words(self._office.label), 401)

    def _login(self, back: str, fault: str, status: int) -> Response:
        return self._renderer.anonymous("login.html", status, login=LoginPage(back, "", fault))

    def _set(self, response: Response, name: str, value: str, good_for: timedelta, path: str) -> None:
        seconds, secure = int(good_for.total_seconds()), self._entrance.secure
        response.set_cookie(name, value, seconds, path=path, secure=secure, httponly=True, samesite="lax")
