"""How long to wait before the next attempt. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Doubling pauses with jitter, and an end: after ``attempts`` the message is a dead letter.

    As set, that is after some three days: a mail server may be down from Friday to Monday.
    """

    first_seconds: int = 5
    most_seconds: int = 1_800
    attempts: int = 200

    def exhausted(self, attempts: int) -> bool:
        """Whether a message that failed ``attempts`` times is given up."""
        return attempts >= self.attempts

    def microseconds(self, attempts: int, draw: int, at_least_seconds: int | None = None) -> int:
        """The pause after the ``attempts``-th failure (from 1).

        ``draw`` is a random number of 0…999: the pause lies between half of the doubled time and
        all of it, so that what failed together does not come back together. ``at_least_seconds``
        is what the channel asked for.
        """
        full = min(self.first_seconds << min(attempts - 1, 30), self.most_seconds)
        pause = full * (1_000 + draw) * 500
        return max(pause, (at_least_seconds or 0) * 1_000_000)
