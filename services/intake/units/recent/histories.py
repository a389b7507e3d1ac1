"""What each unit reported lately, in memory: bounded, filled from the read model, kept up by commits.

Another instance of the service may commit as well. What it has stored is noticed at the next commit
of this one, which forgets those regions (services.intake.reports.commit.other_instances); a command
that was held against such an entry is not stored but looked at again. So nothing is stored that was
held against an entry that others had made old, and nothing is refused before the entry is read anew.

An entry of five years of twenty lines takes some 40 KB as it is read, packed (services.intake.units.kept_months), and
30 more once its unit has reported a month: 3,000 units 210 MB. Months that are reported since take 4 KB each, until
the entry is read anew.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from services.intake.units.history import WINDOW_MONTHS, UnitHistory
from services.intake.units.recent.together import HistoryAsked, Load, Remembered, Together
from shared.events import ReportLine
from shared.periods import Month

FRESH_SECONDS = 600.0
"""After this long an entry is read anew."""

Seen = tuple[int, int]
"""What tells whether anything became of a region meanwhile."""


class Pasts(Protocol):
    """What becomes of regions' histories where regions change. A region that never does has one past, of stage 0."""

    def stage(self, region: str, period: Month) -> int:
        """Which of a region's pasts a month is held against."""

    def linked(self, region: str) -> tuple[str, ...]:
        """Whose pasts hang on a region's reports, its own among them: they are read anew. None of a lasting one."""


class LastingRegions:
    """No region changes."""

    def stage(self, region: str, period: Month) -> int:
        return 0

    def linked(self, region: str) -> tuple[str, ...]:
        return ()


class Histories:
    """At most one entry a region, of at most ``history.MOST_MONTHS`` months.

    Used by the event loop; only ``forget`` is called by the committing thread, and ``read_ahead`` by one of its own.
    """

    def __init__(self, load: Load, seconds: Callable[[], float] = time.monotonic, pasts: Pasts | None = None) -> None:
        self._together = Together(load)
        self._pasts = pasts or LastingRegions()
        self._seconds = seconds
        self._entries: dict[tuple[str, int], tuple[float, UnitHistory]] = {}
        self._changes: dict[str, int] = {}
        self._cleared = 0
        self._lock = threading.Lock()

    def ready(self, region: str, period: Month, seconds: float = 0.0) -> UnitHistory | None:
        """The region's history, if what ``period`` is held against is in memory, and is so for that long yet."""
        entry = self._entries.get((region, self._pasts.stage(region, period)))
        if entry is None or self._seconds() + seconds >= entry[0] or not entry[1].covers(period.ordinal):
            return None
        return entry[1]

    async def load(self, region: str, period: Month) -> UnitHistory:
        """The region's history, read from the database. ``region`` must be one of the catalogue."""
        asked, seen = _asked(region, period), self._seen(region)
        found = await self._together.read(asked)
        self._keep(asked, found, seen)
        return found.history

    def read_ahead(self, regions: Iterable[str], period: Month) -> None:
        """Read the regions' histories for a month in one query, in the thread of the caller, and keep them."""
        asked = [_asked(region, period) for region in regions]
        seen = [self._seen(each.region) for each in asked]  # before they are read
        for each, found, then in zip(asked, self._together.at_once(asked), seen, strict=True):
            self._keep(each, found, then)

    def put(self, region: str, period: Month, lines: tuple[ReportLine, ...]) -> None:
        """A report was committed."""
        entry = self._changed(region)
        if entry is not None:
            entry[1].put(period.ordinal, lines)

    def drop(self, region: str, period: Month) -> None:
        """A report was returned or withdrawn."""
        entry = self._changed(region)
        if entry is not None:
            entry[1].drop(period.ordinal)

    def forget(self, regions: Iterable[str]) -> None:
        """Something was committed for these regions that is not known here: they are read again when needed."""
        with self._lock:
            for region in regions:
                for each in (region, *self._pasts.linked(region)):
                    self._forget(each)

    def clear(self) -> None:
        """Forget everything: it is read again when needed."""
        with self._lock:
            self._cleared += 1
            self._entries.clear()

    def _changed(self, region: str) -> tuple[float, UnitHistory] | None:
        with self._lock:
            linked = self._pasts.linked(region)
            for each in linked:
                self._forget(each)
            self._changes[region] = self._changes.get(region, 0) + 1
            return None if linked else self._entries.get((region, 0))

    def _forget(self, region: str) -> None:
        self._changes[region] = self._changes.get(region, 0) + 1
        if self._pasts.linked(region):
            for key in [each for each in self._entries if each[0] == region]:
                del self._entries[key]
        else:
            self._entries.pop((region, 0), None)

    def _keep(self, asked: HistoryAsked, found: Remembered, seen: Seen) -> None:
        """Keep what was read, unless something became of the region since ``seen``."""
        with self._lock:
            if found.whole and self._seen(asked.region) == seen:
                stage = self._pasts.stage(asked.region, asked.until)
                self._entries[asked.region, stage] = (self._seconds() + FRESH_SECONDS, found.history)

    def _seen(self, region: str) -> Seen:
        return self._cleared, self._changes.get(region, 0)


def _asked(region: str, period: Month) -> HistoryAsked:
    return HistoryAsked(region, period.shift(-WINDOW_MONTHS), period)
