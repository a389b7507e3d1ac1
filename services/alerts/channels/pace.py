"""How many messages a robot is sent in a minute: a sliding window, so that no minute holds more."""

from __future__ import annotations

from collections import deque


class Window:
    """At most ``most`` messages in any ``seconds``.

    What was sent before the process began is not known: it counts as if ``most - spare`` messages
    had gone out at the beginning, so that a restart never goes over a service's own limit.
    """

    def __init__(self, most: int, seconds: float, *, began: float, spare: int = 2) -> None:
        self._most = most
        self._seconds = seconds
        self._sent: deque[float] = deque([began] * (most - spare))

    def wait(self, now: float) -> float:
        """How many seconds until another message may go; 0 when one may go now."""
        while self._sent and self._sent[0] + self._seconds <= now:
            self._sent.popleft()
        return 0.0 if len(self._sent) < self._most else self._sent[0] + self._seconds - now

    def take(self, now: float) -> None:
        """A message goes out."""
        self._sent.append(now)
