"""Work in steps: between two of them it asks whether anybody still waits for it. Pure but for the clock.

A thread cannot be ended from outside. So what may take long (a workbook, a long body) calls :func:`step` as it goes
on; where a piece of work was begun with :func:`under`, the step ends it once its time is over or it is called off.
Everywhere else a step does nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class WorkEnded(BaseException):
    """Nobody waits for this work any longer. No Exception: what takes whatever goes wrong for a damaged file lets this
    through."""


class Work:
    """One piece of work: how long it may go on, and whether it was called off."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = clock() + seconds
        self._off = False

    @property
    def over(self) -> bool:
        """Whether it is to end."""
        return self._off or self._clock() >= self._until

    def call_off(self) -> None:
        """End it at its next step. May be called from another thread."""
        self._off = True


_work: ContextVar[Work | None] = ContextVar("work", default=None)


def under(work: Work, do: Callable[[], Result]) -> Result:
    """What ``do`` makes, as this piece of work.

    Raises:
        WorkEnded: it was over before ``do`` had come to its end.
    """
    begun = _work.set(work)
    try:
        step()  # it may be over before its turn has come
        return do()
    finally:
        _work.reset(begun)


def step() -> None:
    """One more step.

    Raises:
        WorkEnded: the work is over.
    """
    work = _work.get()
    if work is not None and work.over:
        raise WorkEnded


def stepping(items: Iterable[Item], every: int = 256) -> Iterator[Item]:
    """The items, with a step before each ``every`` of them.

    Raises:
        WorkEnded: as :func:`step`.
    """
    for number, item in enumerate(items):
        if number % every == 0:
            step()
        yield item
