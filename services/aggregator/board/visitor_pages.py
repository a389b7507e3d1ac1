"""Whole pages, kept for those who have not signed in.

Traded: memory (16 MB) for not reading and filling the same page again for every visitor while nothing has changed. A
page is shown again only under the very address it was made for, where the database is as it was before it was made and
still was afterwards, on the same day, within a minute: it says itself when it was made. What is public and cannot be
made yet (services.aggregator.past.latest) is not kept: the page after it may say more. Nothing is shown to, or kept of,
a request that brings a cookie or a key, whoever it is; nor of one that asks for the past.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from services.aggregator.board.while_unwritten import PublicStand
from shared.periods import Clock
from shared.points import PARAMETER
from shared.web.exporting.address import ADDRESS

MOST_CHARACTERS = 8_000_000
"""Of all kept pages together: two bytes each, as they are mostly Chinese."""

LASTS = timedelta(minutes=1)

_PERSONAL = ("cookie", "authorization")
_Address = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _KeptPage:
    """A page, where the database stood, and when it was made."""

    html: str
    stand: Hashable
    made_at: datetime

    def shows(self, stand: Hashable, now: datetime) -> bool:
        """Whether it still is what is asked for."""
        return self.stand == stand and timedelta() <= now - self.made_at < LASTS


class VisitorPages:
    """Answers with kept pages, for any number of threads."""

    def __init__(self, public: PublicStand, clock: Clock, most: int = MOST_CHARACTERS) -> None:
        self._public = public
        self._clock = clock
        self._most = most
        self._kept: dict[_Address, _KeptPage] = {}
        self._characters = 0
        self._lock = threading.Lock()

    def page(self, request: Request, make: Callable[[], str]) -> str:
        """The page that a request asks for: as it is kept, or made now. What ``make`` raises is kept of nobody."""
        if any(name in request.headers for name in _PERSONAL) or PARAMETER in request.query_params:
            return make()
        address = (request.url.path, request.url.query, ADDRESS.get())
        stand, now = self._public.stand(), self._clock.now()
        kept = self._kept.get(address)
        if kept is not None and kept.shows(stand, now):
            return kept.html
        html = make()
        if self._public.stands(stand):
            self._keep(address, _KeptPage(html, stand, now))
        return html

    def _keep(self, address: _Address, page: _KeptPage) -> None:
        """Put the page in the place of the one that was kept, and let the oldest go where there are too many."""
        with self._lock:
            self._forget(address)
            if len(page.html) > self._most:
                return
            while self._characters + len(page.html) > self._most:
                self._forget(next(iter(self._kept)))
            self._kept[address] = page
            self._characters += len(page.html)

    def _forget(self, address: _Address) -> None:
        gone = self._kept.pop(address, None)
        self._characters -= 0 if gone is None else len(gone.html)
