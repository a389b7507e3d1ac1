"""The present as it is public: the tables themselves where all is public as it stands, else a state made of them.

While reports come in, every one of them would make another state, and a state takes its time. So under load the last
one is read a while longer: what everybody sees is then a little older, and nothing else. A state of another history
is not: what was public there need not be public here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from services.aggregator.figures.rollup_paths import Routes
from services.aggregator.model import RegionMonth
from services.aggregator.past.state import PastState, alike_before
from services.aggregator.reports import history as unit_history
from services.aggregator.reports.history import Extent
from services.aggregator.veil import repository as veil_repository
from services.aggregator.veil.months import VeiledMonth
from shared.catalogue import Catalogue
from shared.codec import Codec
from shared.database.engine import Database
from shared.periods import Clock, today_in_china
from shared.points import Point

SHARE = 5
"""Of the time that passes, at most one part in so many goes into making states, once the credit is used up."""

MOST_CREDIT = 10.0
"""Seconds that may go into making states at once: who looks after a single report sees what it did."""

_Key = tuple[Extent, date]


@dataclass(slots=True)
class Credit:
    """How much time may be spent. Pure: the time is passed in."""

    seconds: float
    at: float

    def affords(self, now: float) -> bool:
        """Whether more may be spent now."""
        self.seconds = min(MOST_CREDIT, self.seconds + (now - self.at) / SHARE)
        self.at = now
        return self.seconds > 0


@dataclass(frozen=True, slots=True)
class _Made:
    """What was public at a key; without ``state`` all as it stood."""

    key: _Key
    state: PastState | None


class LatestPublic:
    """Tells what of the present is public. For any number of threads."""

    def __init__(self, database: Database, catalogue: Catalogue, codec: Codec, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._codec = codec
        self._clock = clock
        self._routes = Routes(catalogue)
        self._made: _Made | None = None
        self._making = threading.Lock()
        self._credit = Credit(MOST_CREDIT, time.monotonic())
        self._spent = 0.0  # of what the standing state took, as far as it is off the credit

    def seen(self, present: sa.Connection) -> PastState | None:
        """The state that is public; None: the tables as ``present`` sees them, in the transaction it is in."""
        key = unit_history.extent(present), today_in_china(self._clock)
        made = self._made
        if made is not None and made.key == key:
            return made.state
        old = None if made is None or made.state is None or not made.state.stands_in(present) else made.state
        if not self._making.acquire(blocking=old is None):
            return old  # somebody makes another
        try:
            return self._newer(present, key)
        finally:
            self._making.release()

    def made(self, present: sa.Connection) -> bool:
        """Whether what is public at ``present`` is what is read, and no older state while another is made."""
        self.seen(present)
        made = self._made
        return made is not None and made.key == (unit_history.extent(present), today_in_china(self._clock))

    def _newer(self, present: sa.Connection, key: _Key) -> PastState | None:
        made = self._made
        if made is not None and made.state is not None:
            self._credit.seconds -= made.state.seconds - self._spent
            self._spent = made.state.seconds
            if made.key == key or (not self._credit.affords(time.monotonic()) and made.state.stands_in(present)):
                return made.state
        elif made is not None and made.key == key:
            return None
        point = Point(key[0].last, self._clock.now())
        veiled = veil_repository.load_veiled(present, present, self._routes, self._codec, point.position)
        state = self._state(point, veiled, present) if veiled else None
        self._made, self._spent = _Made(key, state), 0.0
        return state

    def _state(self, point: Point, veiled: Mapping[RegionMonth, VeiledMonth], present: sa.Connection) -> PastState:
        known = self._catalogue.known_on(point.day)
        alike = alike_before(self._catalogue, known, point.day)
        return PastState(point, self._database, known, alike, self._codec, veiled, present)
