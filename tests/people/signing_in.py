"""How tests come by a session: of the whole system, or of an application that knows sessions from memory only."""

from __future__ import annotations

from services.intake.sessions.own import OwnSessions
from shared.periods import Clock
from shared.security.keys import Keyring, Principal
from shared.security.sessions import Session, new_cookie


class KnownSessions:
    """Sessions in memory, for an application without intake."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}

    def begin(self, principal: Principal, **more: str) -> str:
        """A session, and its cookie."""
        cookie = new_cookie()
        self._sessions[cookie] = Session(principal=principal, name=principal.id, **more)  # type: ignore[arg-type]
        return cookie

    async def find(self, cookie: str) -> Session | None:
        """The session of the cookie."""
        return self._sessions.get(cookie)

    async def close(self) -> None:
        """Nothing is held."""


def session_of_key(sessions: OwnSessions, keyring: Keyring, clock: Clock, secret: str) -> str:
    """The cookie of a session that whoever holds the key has begun."""
    found = keyring.find(secret, clock.now())
    assert found is not None
    return sessions.begin(found)
