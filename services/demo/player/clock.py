"""The demonstration's clock: it stands in the simulated years, then it is the present."""

from __future__ import annotations

from datetime import datetime

from shared.periods import SettableClock, SystemClock


class PlayClock(SettableClock):
    """A settable clock until :meth:`release`, the machine's clock afterwards."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._released = False

    def now(self) -> datetime:
        """The simulated instant, or the present once released."""
        return SystemClock().now() if self._released else super().now()

    def release(self) -> None:
        """The play is over: from now on it is the present."""
        self._released = True
