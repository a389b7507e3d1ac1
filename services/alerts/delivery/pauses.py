"""Recipients to whom nothing goes for a while, by the pace of their channel. In real time.

A pace is that of a service outside, which counts real seconds: a clock that stands, or jumps over days, as in a
demonstration, would hold a message for ever, or not at all. So it is kept here and not in the queue; after a restart
the channel tells it again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from services.alerts.channels.port import Hold

Recipient = tuple[str, str]
"""A channel, and whom it reaches."""


@dataclass(slots=True)
class Pauses:
    """What :class:`Hold` asked for. ``elapsed`` are real seconds that never run backwards."""

    elapsed: Callable[[], float] = time.monotonic
    _until: dict[Recipient, tuple[float, bool]] = field(default_factory=dict)

    def keep(self, recipient: Recipient, hold: Hold) -> None:
        """Nothing goes to the recipient for as long as ``hold`` says."""
        self._until[recipient] = (self.elapsed() + hold.seconds, bool(hold.reason))

    def paused(self) -> frozenset[Recipient]:
        """To whom nothing goes now."""
        now = self.elapsed()
        for recipient in [each for each, (until, _) in self._until.items() if until <= now]:
            del self._until[recipient]
        return frozenset(self._until)

    def refused(self) -> frozenset[Recipient]:
        """Those of them whose service asked to be left alone: nobody knows whether it will take more then."""
        return frozenset(each for each in self.paused() if self._until[each][1])

    def seconds(self) -> float | None:
        """How long until something may go again; None when nothing is paused."""
        now = self.elapsed()
        return max(min(until for until, _ in self._until.values()) - now, 0.0) if self._until else None
