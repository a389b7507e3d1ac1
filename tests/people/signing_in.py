"""How tests come by a session: of the whole system, or of an application that knows sessions from memory only."""

from __future__ import annotations

from services.intake.accounts import repository
from services.intake.accounts.account import Account, HeldRole, give
from services.intake.main import Intake
from shared.security.keys import Principal
from shared.security.sessions import KeepsNoForms, Session, new_cookie


class KnownSessions(KeepsNoForms):
    """Sessions in memory, for an application without intake."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self.taken_along: list[str] = []

    def begin(self, principal: Principal, **more: str) -> str:
        """A session, and its cookie."""
        cookie = new_cookie()
        self._sessions[cookie] = Session(principal=principal, name=principal.id, **more)  # type: ignore[arg-type]
        return cookie

    async def find(self, cookie: str) -> Session | None:
        """The session of the cookie."""
        return self._sessions.get(cookie)

    async def took_along(self, cookie: str, what: str) -> None:
        """It is remembered."""
        self.taken_along.append(what)

    async def close(self) -> None:
        """Nothing is held."""


def session_for(intake: Intake, principal: Principal, name: str = "") -> str:
    """The cookie of a session of a person who has this role; their account is opened where there is none, for one of
    this ``name`` or of the account's."""
    role = HeldRole(principal.role, principal.region, principal.subject)
    with intake.database.write() as connection:
        found = repository.find(connection, principal.id)
        if found is None:
            opened = Account(id=principal.id, name=name or principal.id, opened_at=intake.runtime.people_clock.now())
            repository.add(connection, give(opened, role))
        elif role not in found.grants:
            repository.change(connection, give(found, role))
    return intake.sessions.begin(principal)


def session_of_key(intake: Intake, secret: str, name: str = "") -> str:
    """The same of a person who may do what the key may, and has its name."""
    found = intake.runtime.keyring.find(secret, intake.runtime.clock.now())
    assert found is not None
    return session_for(intake, found, name)
