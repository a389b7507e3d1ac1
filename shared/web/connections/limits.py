"""How much of a connection a client may take, and how long it may take over what it sends. Pure: instants, in seconds
of a clock that only goes on, are passed in."""

from __future__ import annotations

from typing import Literal, NamedTuple

Part = Literal["", "head", "body"]
"""What of a request is awaited: nothing while it is answered, or between two."""


class ConnectionLimits(NamedTuple):
    """Connections at once, bytes of a request's head, seconds for a head; and of a body: how many seconds it may fall
    behind a rate in bytes a second."""

    connections: int
    head_bytes: int
    head_seconds: float
    body_seconds: float
    body_rate: int


class Awaited:
    """What of a request is awaited, and until when.

    A head has its time, however it drips. A body has so many seconds, and each byte that comes gives back what it may
    take at the least rate; while the server itself does not read, no time passes.
    """

    def __init__(self, limits: ConnectionLimits) -> None:
        self._limits = limits
        self._left: float | None = None
        self.part: Part = ""
        self.due: float | None = None
        """When patience ends; None while nothing is awaited, or nothing is read."""

    def begin(self, part: Part, now: float) -> None:
        """From now on ``part`` is awaited."""
        self.part = part
        self._left = None
        seconds = {"": None, "head": self._limits.head_seconds, "body": self._limits.body_seconds}[part]
        self.due = None if seconds is None else now + seconds

    def came(self, size: int, now: float) -> None:
        """So many bytes of the body have come."""
        most = self._limits.body_seconds
        if self._left is not None:
            self._left = min(most, self._left + size / self._limits.body_rate)
        elif self.due is not None:
            self.due = min(now + most, self.due + size / self._limits.body_rate)

    def rest(self, now: float) -> None:
        """The server does not read for a while."""
        if self.part == "body" and self.due is not None:
            self._left, self.due = max(0.0, self.due - now), None

    def go_on(self, now: float) -> None:
        """It reads again."""
        if self._left is not None:
            self.due, self._left = now + self._left, None
