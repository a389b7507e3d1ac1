"""Partitions that a reader stands still in, because the topic is not the one that it read: each is looked at again,
ever less often, while the others go on. No I/O."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shared.log.port import LogBroken

_FIRST_SECONDS = 1.0
_LONGEST_SECONDS = 30.0
_LOOK_SECONDS = 3.0
"""What is wrong shows so soon after a partition is looked at again."""


class _Stands(NamedTuple):
    """Why, until when (on the monotonic clock), after which pause; ``looked_at``: it is being looked at so long."""

    error: LogBroken
    until: float
    pause: float
    looked_at: bool = False


class Standstill:
    """Which partitions stand still."""

    def __init__(self) -> None:
        self._stands: dict[int, _Stands] = {}
        self._untold = False

    def put(self, partitions: Iterable[int], error: LogBroken, now: float) -> None:
        """Let partitions stand still from ``now`` on."""
        for partition in partitions:
            before = self._stands.get(partition)
            self._untold |= before is None
            pause = min(before.pause * 2, _LONGEST_SECONDS) if before else _FIRST_SECONDS
            self._stands[partition] = _Stands(error, now + pause, pause)

    def due(self, now: float) -> list[int]:
        """The partitions that are to be looked at again. One in which nothing wrong was seen since stands no longer."""
        over = [number for number, each in self._stands.items() if each.until <= now]
        found = [number for number in over if not self._stands[number].looked_at]
        for number in over:
            stands = self._stands.pop(number)
            if number in found:
                self._stands[number] = stands._replace(until=now + _LOOK_SECONDS, looked_at=True)
        return found

    def goes_on(self, partition: int) -> None:
        """Something of it was applied: all is well again."""
        self._stands.pop(partition, None)

    def forget(self) -> None:
        """Other partitions are this reader's now."""
        self._stands.clear()
        self._untold = False

    @property
    def paused(self) -> set[int]:
        """Those that nothing is read of at present."""
        return {number for number, each in self._stands.items() if not each.looked_at}

    def tell(self, *, idle: bool) -> None:
        """Say that a partition stands still: once at once, and then whenever there is nothing else to do.

        Raises:
            LogBroken: one does.
        """
        if self._stands and (idle or self._untold):
            self._untold = False
            raise next(iter(self._stands.values())).error
