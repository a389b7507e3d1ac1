"""Sessions as intake itself begins, finds and ends them: in its database, remembered for a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeGuard

import sqlalchemy as sa
import structlog
from starlette.concurrency import run_in_threadpool

from services.intake.sessions import kept_forms, repository
from services.intake.sessions.rules import StoredSession, ending, is_known, is_to_be_noted
from shared.catalogue import Catalogue
from shared.database.engine import Database
from shared.periods import Clock
from shared.security.keys import Principal
from shared.security.remembered import RememberedSessions
from shared.security.sessions import Session, SessionsAway, cookie_digest, is_cookie, new_cookie
from shared.web.kept_forms.form import KeptForm


class OwnSessions:
    """What every request to intake is looked up in. What ends here is forgotten here at once."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        clock: Clock,
        exports: Callable[[sa.Connection, str, str, str], None],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """``exports`` writes down that an account has taken an address' file along, from which network."""
        self._exports = exports
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._remembered = RememberedSessions(seconds)

    async def find(self, cookie: str) -> Session | None:
        """As :class:`shared.security.sessions.SessionLookup`; the session counts as used now."""
        return await self._remembered.find(cookie, lambda: run_in_threadpool(self._look, cookie_digest(cookie)))

    async def took_along(self, cookie: str, what: str) -> None:
        """As :class:`shared.security.sessions.SessionLookup`."""
        await run_in_threadpool(self._took_along, cookie_digest(cookie), what)

    async def knows(self, cookie: str) -> bool:
        """As :class:`shared.security.sessions.SessionLookup`."""
        return is_cookie(cookie) and await run_in_threadpool(self._known, cookie_digest(cookie))

    async def keep(self, cookie: str, form: KeptForm) -> str:
        """As :class:`shared.security.sessions.SessionLookup`."""
        return await run_in_threadpool(self._keep, cookie, form)

    async def kept(self, cookie: str, wanted: str) -> KeptForm | None:
        """As :class:`shared.security.sessions.SessionLookup`."""
        found = await self.find(cookie)
        if found is None or found.step:
            return None
        return await run_in_threadpool(self._kept, found.principal.id, wanted)

    async def close(self) -> None:
        """The database is closed by who opened it."""

    def begin(self, principal: Principal, *, step: str = "", network: str = "", instead_of: str = "") -> str:
        """A new session, and its cookie. It takes the place of the one with the cookie ``instead_of``."""
        with self._database.write() as connection:
            cookie = self.begin_in(connection, principal, step=step, network=network, instead_of=instead_of)
        self._remembered.forget()
        return cookie

    def begin_in(
        self, connection: sa.Connection, principal: Principal, *, step: str, network: str, instead_of: str
    ) -> str:
        """The same inside the caller's transaction; after it the caller calls :meth:`forget`."""
        cookie, now = new_cookie(), self._clock.now()
        if instead_of:
            repository.end(connection, cookie_digest(instead_of))
        repository.add(connection, StoredSession(cookie_digest(cookie), principal, step, now, now, network))
        return cookie

    def go_on(self, before: str, principal: Principal, *, step: str = "", network: str = "") -> str | None:
        """The session of the cookie ``before`` goes on with another, in that role or at that step of its sign-in; None
        when it is over, also when that was not known yet here. Whoever only changes the role gains no time by it."""
        cookie, now = new_cookie(), self._clock.now()
        with self._database.write() as connection:
            found = repository.find(connection, cookie_digest(before))
            if found is None or not repository.end(connection, cookie_digest(before)):
                return None
            if ending(found.session, now) is not None:  # its row stays for a day
                return None
            began = now if found.session.step else found.session.began_at
            repository.add(connection, StoredSession(cookie_digest(cookie), principal, step, began, now, network))
        self._remembered.forget()
        return cookie

    def end(self, cookie: str) -> None:
        """The session of a cookie is over."""
        with self._database.write() as connection:
            repository.end(connection, cookie_digest(cookie))
        self._remembered.forget()

    def forget(self) -> None:
        """Something else has ended sessions in the database."""
        self._remembered.forget()

    def sweep(self) -> None:
        """Take away what is over."""
        with self._database.write() as connection:
            repository.sweep(connection, self._clock.now())
            kept_forms.sweep(connection, self._clock.now())

    def _known(self, digest: str) -> bool:
        try:
            with self._database.read() as connection:
                return self._is_known(repository.find(connection, digest))
        except sa.exc.OperationalError as error:
            raise SessionsAway from error

    def _is_known(self, found: repository.SessionOf | None) -> TypeGuard[repository.SessionOf]:
        return found is not None and found.held and is_known(found.session, self._clock.now())

    def _keep(self, cookie: str, form: KeptForm) -> str:
        now = self._clock.now()
        try:
            with self._database.write() as connection:
                found = repository.find(connection, cookie_digest(cookie)) if is_cookie(cookie) else None
                if not self._is_known(found):
                    return ""
                return kept_forms.keep(connection, found.session.principal.id, form, now)
        except sa.exc.OperationalError as error:
            raise SessionsAway from error

    def _kept(self, account: str, wanted: str) -> KeptForm | None:
        try:
            with self._database.read() as connection:
                return kept_forms.find(connection, account, wanted, self._clock.now())
        except sa.exc.OperationalError as error:
            raise SessionsAway from error

    def _look(self, digest: str) -> Session | None:
        now = self._clock.now()
        try:
            with self._database.read() as connection:
                found = repository.find(connection, digest)
        except sa.exc.OperationalError as error:
            raise SessionsAway from error
        if found is None or not _holds(found, now):
            return None
        if is_to_be_noted(found.session, now):
            self._note(digest, now)
        return self._shown(found)

    def _took_along(self, digest: str, what: str) -> None:
        try:
            with self._database.write() as connection:
                found = repository.find(connection, digest)
                if found is None or not _holds(found, self._clock.now()):
                    raise SessionsAway
                self._exports(connection, found.session.principal.id, what, found.session.network)
        except sa.exc.OperationalError as error:
            raise SessionsAway from error

    def _note(self, digest: str, now: datetime) -> None:
        """The session is used. Where that cannot be written down, on a full disk or beside a writer that does not end,
        it is as good as before."""
        try:
            with self._database.write() as connection:
                repository.note(connection, digest, now)
        except sa.exc.OperationalError as error:
            structlog.get_logger().warning("use of a session not written down", error=str(error.orig))

    def _shown(self, found: repository.SessionOf) -> Session:
        principal = found.session.principal
        region = self._catalogue.regions.get(principal.region)
        return Session(
            principal=principal,
            name=found.name,
            place=region.name if region is not None else principal.region,
            several=found.roles > 1,
            step=found.session.step,
        )


def _holds(found: repository.SessionOf, now: datetime) -> bool:
    return found.held and ending(found.session, now) is None
