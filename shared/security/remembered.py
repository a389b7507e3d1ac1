"""What was found of a cookie, for the second in which it need not be asked for again."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from shared.security.sessions import Session, cookie_digest, is_cookie

REMEMBERED_SECONDS = 1.0
"""So much later at the latest the end of a session is known everywhere."""

_MOST = 10_000


class RememberedSessions:
    """Sessions by digest of their cookie, and which cookies have none. ``seconds`` counts seconds."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic, most: int = _MOST) -> None:
        self._seconds = seconds
        self._most = most
        self._found: OrderedDict[str, tuple[float, Session | None]] = OrderedDict()

    async def find(self, cookie: str, ask: Callable[[], Awaitable[Session | None]]) -> Session | None:
        """The session of a cookie: what was found within the second, else what ``ask`` finds, which is good for a
        second from when it was asked. Of what cannot be a cookie nothing is asked."""
        if not is_cookie(cookie):
            return None
        digest, now, remembered = cookie_digest(cookie), self._seconds(), self._found
        known = remembered.get(digest)
        if known is not None and now - known[0] < REMEMBERED_SECONDS:
            return known[1]
        found = await ask()
        remembered.pop(digest, None)
        remembered[digest] = (now, found)
        if len(remembered) > self._most:
            remembered.popitem(last=False)
        return found

    def forget(self) -> None:
        """Ask anew for everybody: something has ended here. What is being asked meanwhile may be from before the end,
        and is not remembered. May be called in any thread."""
        self._found = OrderedDict()
