"""What each unit reported lately, in memory: bounded, filled from the read model, kept up by commits.

Another instance of the service may commit as well. What it has stored is noticed at the next commit
of this one, which forgets those regions (services.intake.reports.commit.other_instances); a command
that was held against such an entry is not stored but looked at again. So nothing is stored that was
held against an entry that others had made old, and nothing is refused before the entry is read anew.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from starlette.concurrency import run_in_threadpool

from services.intake.units.history import MOST_MONTHS, WINDOW_MONTHS, UnitHistory
from shared.events import ReportLine
from shared.periods import Month

FRESH_SECONDS = 600.0
"""After this long an entry is read anew."""

Load = Callable[[str, Month, Month], list[tuple[Month, tuple[ReportLine, ...]]]]
"""Reads what stands for a region from a month on, as it is held against by another. Called in a thread."""


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

    Used by the event loop; only ``forget`` is called by the committing thread.
    """

    def __init__(self, load: Load, seconds: Callable[[], float] = time.monotonic, pasts: Pasts | None = None) -> None:
        self._load = load
        self._pasts = pasts or LastingRegions()
        self._seconds = seconds
        self._entries: dict[tuple[str, int], tuple[float, UnitHistory]] = {}
        self._changes: dict[str, int] = {}
        self._cleared = 0
        self._lock = threading.Lock()

    def ready(self, region: str, period: Month) -> UnitHistory | None:
        """The region's history, if what ``period`` is held against is in memory."""
        entry = self._entries.get((region, self._pasts.stage(region, period)))
        if entry is None or self._seconds() >= entry[0] or not entry[1].covers(period.ordinal):
            return None
        return entry[1]

    async def load(self, region: str, period: Month) -> UnitHistory:
        """The region's history, read from the database. ``region`` must be one of the catalogue."""
        first = period.shift(-WINDOW_MONTHS)
        changes = self._seen(region)
        found = await run_in_threadpool(self._load, region, first, period)
        whole = len(found) <= MOST_MONTHS  # else an old month is asked for: good for this question only
        history = UnitHistory(first.ordinal)
        for month, lines in found:
            if whole or month <= period:
                history.put(month.ordinal, lines)
        with self._lock:
            if whole and self._seen(region) == changes:
                self._entries[region, self._pasts.stage(region, period)] = (self._seconds() + FRESH_SECONDS, history)
        return history

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

    def _seen(self, region: str) -> tuple[int, int]:
        """What tells whether anything became of a region meanwhile."""
        return self._cleared, self._changes.get(region, 0)
