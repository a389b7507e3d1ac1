"""Histories read from the database, many in one query: what is asked for while one runs goes into the next.

At a deadline after a restart hundreds of units are asked for at once. A query each, and a thread each, cost three times
as much as one query for sixty-four of them; a unit that is asked for alone waits for nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from services.intake.units.history import MOST_MONTHS, UnitHistory
from shared.events import ReportLine
from shared.periods import Month

MOST_TOGETHER = 64
"""Histories in one query: read and worked out in some tens of milliseconds."""

Months = Sequence[tuple[Month, tuple[ReportLine, ...]]]
"""What stands for a region's months, in their order."""


class HistoryAsked(NamedTuple):
    """A region's reports from a month on, as they are held against by the month ``until``."""

    region: str
    first: Month
    until: Month


Load = Callable[[Sequence[HistoryAsked]], Sequence[Months]]
"""Reads what stands, for each that is asked in its place. Called in a thread."""


class Remembered(NamedTuple):
    """A history as it was read. It is not ``whole`` where an old month was asked for: then it is good for that only."""

    history: UnitHistory
    whole: bool


def remembered(asked: HistoryAsked, months: Months) -> Remembered:
    """What was read as a history, for the month that it was asked for."""
    whole = len(months) <= MOST_MONTHS
    history = UnitHistory(asked.first.ordinal)
    for month, lines in months:
        if whole or month <= asked.until:
            history.put(month.ordinal, lines)
    history.pack()
    return Remembered(history, whole)


class Together:
    """Used by one event loop. Whoever asks waits for the query that is running, and then for one with all the others
    who have asked meanwhile, at most ``most`` of them."""

    def __init__(self, load: Load, most: int = MOST_TOGETHER) -> None:
        self._load = load
        self._most = most
        self._waiting: list[tuple[HistoryAsked, asyncio.Future[Remembered]]] = []
        self._reading: asyncio.Task[None] | None = None

    async def read(self, asked: HistoryAsked) -> Remembered:
        """The history, read after this was called.

        Raises:
            Exception: what the query failed with, for everybody who was in it.
        """
        answer: asyncio.Future[Remembered] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read_all())
        return await answer

    def at_once(self, asked: Sequence[HistoryAsked]) -> list[Remembered]:
        """The histories in one query, in the thread of the caller."""
        return [remembered(*each) for each in zip(asked, self._load(asked), strict=True)]

    async def _read_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            try:
                found = await run_in_threadpool(self.at_once, [asked for asked, _ in batch])
            except Exception as error:
                for _, answer in batch:
                    if not answer.done():  # else nobody waits for it any more
                        answer.set_exception(error)
                continue
            for (_, answer), each in zip(batch, found, strict=True):
                if not answer.done():
                    answer.set_result(each)
