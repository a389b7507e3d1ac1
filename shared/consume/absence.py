"""How long a reader's log has not answered: a short absence is waited for, a long one is told of."""

from __future__ import annotations

import time
from collections.abc import Callable

from shared.log import LogAway

AWAY_SECONDS = 30.0
"""A log that is away for longer is told of: by then a broker that was started anew would have answered."""


class Absence:
    """Written by the reader's loop, asked by the health check."""

    def __init__(self, patience_seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience_seconds
        self._monotonic = monotonic
        self._since: float | None = None
        self._why = ""

    def gone(self, why: str) -> None:
        """It did not answer just now."""
        if self._since is None:
            self._since = self._monotonic()
        self._why = why

    def back(self) -> None:
        """It answered."""
        self._since = None

    def check(self) -> None:
        """For the health check.

        Raises:
            LogAway: it has not answered for longer than is waited for.
        """
        since = self._since
        if since is not None and (seconds := self._monotonic() - since) > self._patience:
            raise LogAway(f"away for {seconds:.0f} s: {self._why}")
