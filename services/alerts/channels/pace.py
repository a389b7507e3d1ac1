"""How many messages a robot is sent in a second and in a minute: sliding windows, so that none holds more."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """A service takes ``allowed`` messages in any ``seconds``; we keep to ``kept``, which is less."""

    allowed: int
    kept: int
    seconds: float

    @property
    def spare(self) -> int:
        """How many may go at once when the process begins: no process is back within a second."""
        return self.allowed - self.kept if self.seconds > 1 else self.kept


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


class Pacer:
    """A robot's windows together, and the rest that its service asked for."""

    def __init__(self, paces: Iterable[Pace], *, began: float) -> None:
        self._windows = [Window(pace.kept, pace.seconds, began=began, spare=pace.spare) for pace in paces]
        self._resting_until = began

    def take(self, now: float) -> float:
        """Take a place for a message that goes out now; else how many seconds until there is one."""
        waiting = max([self._resting_until - now, *(window.wait(now) for window in self._windows)])
        if waiting > 0:
            return waiting
        for window in self._windows:
            window.take(now)
        return 0.0

    def rest(self, now: float, seconds: float) -> None:
        """The service is over its limit: nothing goes out for so long."""
        self._resting_until = max(self._resting_until, now + seconds)
