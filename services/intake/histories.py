"""What each unit reported lately, in memory: bounded, filled from the read model, kept up by commits.

Used from the event loop only. Another instance of the service may commit as well; an entry is
therefore read again after a while. Until then a slip is judged by what this process has seen.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool

from services.intake.history import MOST_MONTHS, WINDOW_MONTHS, UnitHistory
from shared.events import ReportLine
from shared.periods import Month

FRESH_SECONDS = 600.0
"""After this long an entry is read anew."""

Load = Callable[[str, Month], list[tuple[Month, tuple[ReportLine, ...]]]]
"""Reads what stands for a region from a month on. Called in a thread."""


class Histories:
    """At most one entry a region, of at most ``history.MOST_MONTHS`` months."""

    def __init__(self, load: Load, seconds: Callable[[], float] = time.monotonic) -> None:
        self._load = load
        self._seconds = seconds
        self._entries: dict[str, tuple[float, UnitHistory]] = {}
        self._changes: dict[str, int] = {}

    def ready(self, region: str, period: Month) -> UnitHistory | None:
        """The region's history, if what ``period`` is held against is in memory."""
        entry = self._entries.get(region)
        if entry is None or self._seconds() >= entry[0] or not entry[1].covers(period.ordinal):
            return None
        return entry[1]

    async def load(self, region: str, period: Month) -> UnitHistory:
        """The region's history, read from the database. ``region`` must be one of the catalogue."""
        first = period.shift(-WINDOW_MONTHS)
        changes = self._changes.get(region, 0)
        found = await run_in_threadpool(self._load, region, first)
        whole = len(found) <= MOST_MONTHS  # else an old month is asked for: good for this question only
        history = UnitHistory(first.ordinal)
        for month, lines in found:
            if whole or month <= period:
                history.put(month.ordinal, lines)
        if whole and self._changes.get(region, 0) == changes:
            self._entries[region] = (self._seconds() + FRESH_SECONDS, history)
        return history

    def put(self, region: str, period: Month, lines: tuple[ReportLine, ...]) -> None:
        """A report was committed."""
        self._changes[region] = self._changes.get(region, 0) + 1
        entry = self._entries.get(region)
        if entry is not None:
            entry[1].put(period.ordinal, lines)

    def drop(self, region: str, period: Month) -> None:
        """A report was returned or withdrawn."""
        self._changes[region] = self._changes.get(region, 0) + 1
        entry = self._entries.get(region)
        if entry is not None:
            entry[1].drop(period.ordinal)

    def clear(self) -> None:
        """Forget everything: it is read again when needed."""
        self._entries.clear()
