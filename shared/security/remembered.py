"""What was found of a cookie, for the second in which it need not be asked for again."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from shared.security.sessions import Session

REMEMBERED_SECONDS = 1.0
"""So much later at the latest the end of a session is known everywhere."""

_MOST = 10_000


class RememberedSessions:
    """Sessions by digest of their cookie, and which cookies have none. ``seconds`` counts seconds."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic, most: int = _MOST) -> None:
        self._seconds = seconds
        self._most = most
        self._found: OrderedDict[str, tuple[float, Session | None]] = OrderedDict()

    def now(self) -> float:
        """When an asking begins: what comes of it is good for a second from then on."""
        return self._seconds()

    def known(self, digest: str) -> bool:
        """Whether it was asked for within the second."""
        found = self._found.get(digest)
        return found is not None and self._seconds() - found[0] < REMEMBERED_SECONDS

    def session(self, digest: str) -> Session | None:
        """What was found."""
        return self._found[digest][1]

    def keep(self, digest: str, asked: float, session: Session | None) -> None:
        """Remember what an asking that began at ``asked`` has found."""
        self._found.pop(digest, None)
        self._found[digest] = (asked, session)
        if len(self._found) > self._most:
            self._found.popitem(last=False)

    def forget(self) -> None:
        """Ask anew for everybody: something has ended here."""
        self._found.clear()
