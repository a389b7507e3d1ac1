"""Histories read before anybody asks for them: after a start, and while a month's reports are due.

Without it the first report of each unit waits for its five years to be read, and at a deadline that is all of them. It
works beside the requests, at most half of the time, a few units a query.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from services.intake.units.recent.histories import Histories
from services.intake.units.rulebook import Rulebook
from shared.periods import CHINA, Clock, Month

AFTER_START_SECONDS = 2.0
"""The process answers first."""

LOOK_SECONDS = 120.0
_FRESH_AT_LEAST = LOOK_SECONDS + 60.0
"""Who would have to be read anew before the next look is over is read now."""

AT_ONCE = 16
MOST_REGIONS = 4_000
"""More are not read ahead: their entries take 160 MB (services.intake.units.recent.histories)."""


class ReadingAhead:
    """Keeps the histories of who owes a report for the last month in memory while it is due; at the start of a service
    also where it is not."""

    def __init__(
        self,
        rulebook: Rulebook,
        histories: Histories,
        clock: Clock,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rulebook = rulebook
        self._histories = histories
        self._clock = clock
        self._seconds = seconds

    def run(self, stop: threading.Event) -> None:
        """Look again and again until ``stop`` is set."""
        stop.wait(AFTER_START_SECONDS)
        always = True
        while not stop.is_set():
            self.look(stop, always=always)
            always = False
            stop.wait(LOOK_SECONDS)

    def look(self, stop: threading.Event, *, always: bool) -> int:
        """Read what is wanted and not there; how many regions that were. ``always``: whether or not it is due."""
        today = self._clock.now().astimezone(CHINA).date()
        period = self._rulebook.catalogue.calendar.last_ended(today)
        wanted = self._wanted(period)
        if not always and all(self._rulebook.catalogue.calendar_of(each).due_day(period) < today for each in wanted):
            return 0
        for first in range(0, len(wanted), AT_ONCE):
            if stop.is_set():
                break
            begun = self._seconds()
            self._histories.read_ahead(wanted[first : first + AT_ONCE], period)
            stop.wait(self._seconds() - begun)
        return len(wanted)

    def _wanted(self, period: Month) -> list[str]:
        """Who owes a report for the month and is not in memory for long enough."""
        owing = (each for each in self._rulebook.catalogue.regions if self._rulebook.due(each, period))
        missing = [each for each in owing if self._histories.ready(each, period, _FRESH_AT_LEAST) is None]
        return missing[:MOST_REGIONS]
