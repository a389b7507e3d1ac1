"""How long a judge waits for what comes close behind: not at all once all is quiet, and never long.

Reports come one batch after another; each of them moves the same targets. So what they change is judged once, when
nothing has come for ``QUIET_SECONDS``, or ``MOST_SECONDS`` after the first of it: everything is judged within a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from shared.log.signal import Signal

QUIET_SECONDS = 0.04
MOST_SECONDS = 0.5


class LullWait:
    """Waits while the ``signal`` goes on telling of commits. Whoever :meth:`hurry` s ends that until all is done."""

    def __init__(self, signal: Signal, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._signal = signal
        self._monotonic = monotonic
        self._hurried = threading.Event()

    def wait(self, stop: threading.Event) -> None:
        """Return when it is quiet, or late enough, or somebody is in a hurry."""
        deadline = self._monotonic() + MOST_SECONDS
        seen = self._signal.seen()
        while not stop.is_set() and self._monotonic() < deadline and not self._hurried.wait(QUIET_SECONDS):
            if (now := self._signal.seen()) == seen:
                return
            seen = now

    def hurry(self) -> None:
        """Wait for nothing until :meth:`done`."""
        self._hurried.set()

    def done(self) -> None:
        """All is done: the next one waits again."""
        self._hurried.clear()
