"""Which areas' reports are kept, and what their months came to: bounded, the one asked for longest ago goes first.

A review is shown again only where the store and what is known of progress stand where they stood when it was made.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

import sqlalchemy as sa

from services.intake.queries.kept.area_month import AreaMonth
from services.intake.queries.kept.reports import KeptReports
from services.intake.queries.month_track import Said, heard
from shared.log import Marks
from shared.periods import Month
from shared.store import Head

MOST_REPORTS = 24_000
"""How many reports are kept of all areas together: some 50 MB. A province's sixty months of 180 units are 11,000; of an
area with more, only what its months came to is kept."""

MOST_AREAS = 16
MOST_MONTHS = 3
"""Of how many months of an area the histories are kept: mostly one is reviewed, and the ones beside it looked at."""

MOST_REVIEWS = 24

R = TypeVar("R")


class Stand(NamedTuple):
    """Where everything stands that a month's review is made of."""

    head: Head
    progress: Marks


class KeptArea(Generic[R]):
    """One area: whoever reads or changes what is kept of it holds ``lock``."""

    def __init__(self, reports: KeptReports) -> None:
        self.lock = threading.Lock()
        self.reports = reports
        self.months: dict[Month, AreaMonth] = {}
        self.said: dict[int, Said] = {}
        self._reviews: dict[Month, tuple[Stand, R]] = {}

    def review(self, period: Month, stand: Stand) -> R | None:
        """What a month came to, if everything stands where it stood."""
        kept = self._reviews.get(period)
        return kept[1] if kept is not None and kept[0] == stand else None

    def keep(self, period: Month, stand: Stand, review: R) -> None:
        """Keep what a month comes to."""
        _bounded(self._reviews, period, (stand, review), MOST_REVIEWS)

    def month(self, period: Month, make: Callable[[], AreaMonth]) -> AreaMonth:
        """A month's histories: those that are kept, or ones that are taken up now."""
        kept = self.months.get(period)
        if kept is None:
            kept = make()
            kept.begin(self.reports)
        _bounded(self.months, period, kept, MOST_MONTHS)
        return kept

    def bring_up(self, connection: sa.Connection, months: range) -> None:
        """Let what is kept be as everything stands now, over these months at least; broken off, nothing is kept."""
        try:
            self._follow(connection, months)
        except BaseException:
            self._forget()
            raise

    def _follow(self, connection: sa.Connection, months: range) -> None:
        changed = self.reports.bring_up(connection, months)
        if changed is None:
            self.months.clear()
            self.said.clear()
            return
        for each in self.months.values():
            each.change(self.reports, changed)
        for _, month in changed.first:
            for later in heard(month):
                self.said.pop(later, None)

    def _forget(self) -> None:
        self.reports.clear()
        self.months.clear()
        self.said.clear()

    def let_go(self) -> None:
        """Keep no reports any more, only what their months came to."""
        with self.lock:
            self._forget()


class KeptAreas(Generic[R]):
    """The areas that were asked for lately."""

    def __init__(self, make: Callable[[str], KeptReports], most_reports: int = MOST_REPORTS) -> None:
        self._make = make
        self._most_reports = most_reports
        self._areas: dict[str, KeptArea[R]] = {}
        self._lock = threading.Lock()

    def of(self, area: str) -> KeptArea[R]:
        """What is kept of an area."""
        with self._lock:
            kept = self._areas.get(area)
            _bounded(self._areas, area, kept or KeptArea(self._make(area)), MOST_AREAS)
            return self._areas[area]

    def bound(self) -> None:
        """Let the reports go of those areas that are too many, the one asked for longest ago first."""
        with self._lock:
            areas = list(self._areas.values())
        kept = 0
        for area in reversed(areas):
            kept += area.reports.size
            if kept > self._most_reports:
                kept -= area.reports.size
                area.let_go()


K = TypeVar("K")
V = TypeVar("V")


def _bounded(kept: dict[K, V], key: K, value: V, most: int) -> None:
    """Put ``value`` in as the newest, and let the oldest go."""
    kept.pop(key, None)
    kept[key] = value
    if len(kept) > most:
        del kept[next(iter(kept))]
