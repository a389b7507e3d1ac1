"""What the steps of a sign-in share: who stands at which, what comes next, and the cookies that say so."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol
from urllib.parse import quote

import msgspec
import sqlalchemy as sa
import structlog
from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from services.intake.accounts import repository
from services.intake.accounts.account import Account, AccountRefused, HeldRole, with_password
from services.intake.accounts.attempts import NETWORK
from services.intake.accounts.browsers import BROWSER_COOKIE, KNOWN_FOR, known_browser
from services.intake.people.steps import Step, next_step
from services.intake.security_log.events import (
    FactorAdded,
    PasswordChanged,
    SecurityEvent,
    SignedIn,
    SignedOut,
    SignInFailed,
)
from services.intake.security_log.log import SecurityLog
from services.intake.sessions import repository as sessions
from services.intake.sessions.own import OwnSessions
from services.intake.sessions.rules import FRESH, KNOWN, LONGEST
from shared.database.engine import Database
from shared.periods import Clock
from shared.security.attempts import Counted, network_of
from shared.security.authentication import Authentication, SignIn
from shared.security.sessions import COOKIE, cookie_digest, fits, local_path
from shared.security.signed_in import cookie_of, session_of
from shared.security.wrong_keys import client_address
from shared.web.forms import read_form
from shared.web.problems import Problem

PROVIDER_COOKIE = "xushi_provider_session"
"""The cookie of whoever has signed in at an identity provider, for the way out."""

MOST_BYTES = 10_000
"""Of a form of these pages."""


class SecondFactors(Protocol):
    """What is known of an account's second factor."""

    def has(self, connection: sa.Connection, account: str) -> bool:
        """Whether the account has one."""
        ...

    @property
    def required(self) -> bool:
        """Whether everybody has to have one."""
        ...


class AtStep(NamedTuple):
    """Who stands at a step, and the fields of the form that they sent."""

    account: Account
    fields: dict[str, str]

    @property
    def back(self) -> str:
        """Where they go in the end."""
        return local_path(self.fields.get("next", "/"))


@dataclass(frozen=True, slots=True)
class Entrance:
    """The parts. ``secure`` keeps cookies to https."""

    authentication: Authentication
    database: Database
    sessions: OwnSessions
    factors: SecondFactors
    log: SecurityLog
    clock: Clock
    secure: bool
    decided_elsewhere: Callable[[sa.Connection, str], bool] = lambda connection, account: False
    """Whether the office's directory decides which roles an account has: then it is let in by the provider only."""
    strangers: Counted = field(default_factory=lambda: Counted(NETWORK))

    def account(self, account: str) -> Account | None:
        """The account of that id."""
        with self.database.read() as connection:
            return repository.find(connection, account)

    async def refuses_own_ways(self, account: Account) -> bool:
        """Whether who has shown their password or passkey is to come by the provider instead: the directory, which may
        have taken a role away meanwhile, is asked at every sign-in."""
        return await run_in_threadpool(self._is_decided_elsewhere, account.id)

    def _is_decided_elsewhere(self, account: str) -> bool:
        with self.database.read() as connection:
            return self.decided_elsewhere(connection, account)

    async def begin(self, request: Request, account: Account, done: Step | None, back: str) -> Response:
        """A sign-in begins with ``done`` (None: with its password): on to what it lacks, or to ``back`` when it lacks
        nothing. Either way the browser gets a new cookie, and the one before opens nothing any more.

        Raises:
            SignIn: the account has another password by now than was shown, is closed, or has no role.
        """
        cookie, role, step = await run_in_threadpool(self._begun, request, account, done)
        if step is None:
            return await self._entered(request, account, role, back, cookie)
        return self._to(step, back, cookie)

    async def go_on(self, request: Request, account: Account, done: Step, back: str) -> Response:
        """The same, for whoever stood at ``done``.

        Raises:
            SignIn: their sign-in is over.
        """
        step = await run_in_threadpool(self._next, account, done)
        if step is None:
            return await self.enter(request, account, account.grants[0], back)
        cookie = await run_in_threadpool(self._gone_on, request, account, account.grants[0], step)
        return self._to(step, back, cookie)

    async def enter(self, request: Request, account: Account, role: HeldRole, back: str) -> Response:
        """Signed in, in that role.

        Raises:
            SignIn: what they go on with is over.
        """
        cookie = await run_in_threadpool(self._gone_on, request, account, role, None)
        return await self._entered(request, account, role, back, cookie)

    async def _entered(self, request: Request, account: Account, role: HeldRole, back: str, cookie: str) -> Response:
        await self.note(request, SignedIn(account=account.id, **msgspec.structs.asdict(role)), account.id)
        structlog.get_logger().info("signed in", actor=account.id)
        response = self._redirect(back, cookie)
        if account.password:
            known, seconds = known_browser(account, self.clock.now()), int(KNOWN_FOR.total_seconds())
            response.set_cookie(
                BROWSER_COOKIE, known, seconds, path="/login", secure=self.secure, httponly=True, samesite="lax"
            )
        return response

    async def at(self, request: Request, step: Step) -> Account:
        """Who stands at that step of their sign-in.

        Raises:
            SignIn: nobody does in this browser.
        """
        found = session_of(request)
        if found is None or found.step != step:
            raise SignIn("/")
        account = await run_in_threadpool(self.account, found.principal.id)
        if account is None:
            raise SignIn("/")
        return account

    async def sent_at(self, request: Request, step: Step) -> AtStep:
        """Who sent the form of that step, and its fields.

        Raises:
            SignIn: nobody stands there in this browser.
            Problem: 403 for a form that is not of this sign-in.
        """
        account = await self.at(request, step)
        fields = await read_form(request, MOST_BYTES)
        if not fits(cookie_of(request), fields.get("form_token", "")):
            raise Problem(403, "form-token", "页面已失效", detail="请返回上一页，刷新后重新提交")
        return AtStep(account, fields)

    async def has_just_signed_in(self, request: Request) -> bool:
        """Whether who looks has signed in a short while ago, and does not only sit before a session that goes on."""
        return await run_in_threadpool(self._is_fresh, cookie_digest(cookie_of(request)))

    def _is_fresh(self, digest: str) -> bool:
        with self.database.read() as connection:
            found = sessions.find(connection, digest)
        return found is not None and self.clock.now() - found.session.began_at < FRESH

    async def begin_anew(self, request: Request, back: str) -> Response:
        """A sign-in that has been overtaken is over; to the login page."""
        await run_in_threadpool(self.sessions.end, cookie_of(request))
        return SignIn(back).response()

    async def leave(self, request: Request) -> Response:
        """Signed out."""
        found = session_of(request)
        await run_in_threadpool(self.sessions.end, cookie_of(request))
        if found is not None:
            await self.note(request, SignedOut(account=found.principal.id), found.principal.id)
        response = self._redirect("/logout/provider" if request.cookies.get(PROVIDER_COOKIE) else "/", "")
        response.delete_cookie(COOKIE, path="/", secure=self.secure, httponly=True, samesite="lax")
        return response

    async def note_factor(self, request: Request, account: str, kind: str) -> None:
        """The account has one more second factor, set up by this request. Whoever stands half signed in with nothing
        but its password has to show it: they begin anew."""
        event = self._placed(request, FactorAdded(account=account, kind=kind))
        await run_in_threadpool(self._note_factor, event, cookie_digest(cookie_of(request)))

    async def note(self, request: Request, event: SecurityEvent, actor: str) -> None:
        """It has happened, from where the request came."""
        await run_in_threadpool(self._note, self._placed(request, event), actor)

    async def note_failure(self, request: Request, what: str) -> None:
        """Somebody who is not known has failed; from one network no more are written down than are borne there."""
        network, now = network_of_request(request), time.monotonic()
        if self.strangers.wait(network, now) == 0:
            self.strangers.fail(network, now)
            await self.note(request, SignInFailed(account="", what=what), "")

    def _note(self, event: SecurityEvent, actor: str) -> None:
        with self.database.write() as connection:
            self.log.add(connection, event, actor)

    def _note_factor(self, event: SecurityEvent, keep: str) -> None:
        with self.database.write() as connection:
            sessions.end_unfinished(connection, event.account, keep)
            self.log.add(connection, event, event.account)
        self.sessions.forget()

    def _placed(self, request: Request, event: SecurityEvent) -> SecurityEvent:
        return msgspec.structs.replace(event, network=network_of_request(request))

    async def set_password(self, request: Request, before: Account, hashed: str) -> Account:
        """The person's own password from now on, chosen by this request: every other session of theirs is over, and
        every other sign-in that is not finished.

        Raises:
            AccountRefused: the account is closed, or has another password by now than ``before``.
        """
        event = self._placed(request, PasswordChanged(account=before.id))
        changed = await run_in_threadpool(self._set_password, before, hashed, event, cookie_digest(cookie_of(request)))
        self.sessions.forget()
        return changed

    def _set_password(self, before: Account, hashed: str, event: SecurityEvent, keep: str) -> Account:
        with self.database.write() as connection:
            found = repository.find(connection, before.id, lock=True)
            if found is None or found.password != before.password:
                raise AccountRefused("password", "密码刚刚已在别处改过，请用新密码登录")
            changed = with_password(found, hashed, must_change=False)
            repository.change(connection, changed)
            sessions.end_all(connection, before.id, self.clock.now(), keep)
            self.log.add(connection, event, before.id)
        return changed

    def _next(self, account: Account, done: Step | None) -> Step | None:
        with self.database.read() as connection:
            return self._lacking(connection, account, done)

    def _lacking(self, connection: sa.Connection, account: Account, done: Step | None) -> Step | None:
        has_factor = self.factors.has(connection, account.id)
        return next_step(account, done, has_factor=has_factor, factor_required=self.factors.required)

    def _begun(self, request: Request, account: Account, done: Step | None) -> tuple[str, HeldRole, Step | None]:
        """The cookie of a session that begins, its role, and what its sign-in lacks: decided on what the account is
        now, while nobody changes it. A password that was changed while it was being checked opens nothing."""
        with self.database.write() as connection:
            found = repository.find(connection, account.id, lock=True)
            if found is None or found.closed_at is not None or found.password != account.password or not found.grants:
                raise SignIn("/")
            step, role = self._lacking(connection, found, done), found.grants[0]
            cookie = self.sessions.begin_in(
                connection,
                found.principal(role),
                step=step or "",
                network=network_of_request(request),
                instead_of=cookie_of(request),
            )
        self.sessions.forget()
        return cookie, role, step

    def _gone_on(self, request: Request, account: Account, role: HeldRole, step: Step | None) -> str:
        network = network_of_request(request)
        cookie = self.sessions.go_on(cookie_of(request), account.principal(role), step=step or "", network=network)
        if cookie is None:
            raise SignIn("/")
        return cookie

    def _to(self, step: Step, back: str, cookie: str) -> Response:
        return self._redirect(f"/login/{step}?next={quote(back, safe='')}", cookie)

    def _redirect(self, address: str, cookie: str) -> Response:
        response = redirect(address)
        if cookie:
            seconds = int((LONGEST + KNOWN).total_seconds())  # its end is the row's; a form may come later
            response.set_cookie(COOKIE, cookie, seconds, path="/", secure=self.secure, httponly=True, samesite="lax")
        return response


def network_of_request(request: Request) -> str:
    """Where a request came from, as sessions and the security log know it."""
    return network_of(client_address(request))


def redirect(address: str) -> Response:
    """303 to a page here or at the provider; what a header cannot hold (a region's name in an address) is written as
    addresses are."""
    return RedirectResponse(address, 303, {"Cache-Control": "no-store"})
