"""Wakes readers of the same process at once when a writer has committed."""

from __future__ import annotations

import threading


class Signal:
    """A counter that readers wait to see change."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._count = 0

    def notify(self) -> None:
        """Something was committed."""
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    def seen(self) -> int:
        """The present count, to be passed to :meth:`wait`."""
        with self._condition:
            return self._count

    def wait(self, seen: int, timeout: float) -> bool:
        """True when the count left ``seen`` before ``timeout`` seconds were over."""
        with self._condition:
            return self._condition.wait_for(lambda: self._count != seen, timeout)
