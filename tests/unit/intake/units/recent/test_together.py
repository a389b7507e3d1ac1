"""Who asks while a query runs is read together with the others who do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from services.intake.units.history import MOST_MONTHS
from services.intake.units.recent.together import HistoryAsked, Months, Together, remembered
from shared.events import ReportLine
from shared.periods import Month

FIRST, UNTIL = Month(2020, 1), Month(2025, 1)
LINES = (ReportLine("urban_new_employment", 1),)


def asked(region: str) -> HistoryAsked:
    return HistoryAsked(region, FIRST, UNTIL)


class Database:
    """Answers when it is let; each region has so many months as its name says."""

    def __init__(self) -> None:
        self.queries: list[list[str]] = []
        self.begun, self.answers = threading.Semaphore(0), threading.Semaphore(0)
        self.broken = False

    def load(self, together: Sequence[HistoryAsked]) -> list[Months]:
        self.queries.append([each.region for each in together])
        self.begun.release()
        self.answers.acquire()
        if self.broken:
            raise OSError("the database is away")
        return [[(FIRST.shift(step), LINES) for step in range(int(each.region))] for each in together]


async def three_after_one(database: Database, most: int) -> list[object]:
    """One asks, and while its query runs three others do."""
    together = Together(database.load, most)
    tasks = [asyncio.create_task(together.read(asked("1")))]
    await asyncio.to_thread(database.begun.acquire)
    tasks += [asyncio.create_task(together.read(asked(str(each)))) for each in (2, 3, 4)]
    await asyncio.sleep(0)
    tasks[2].cancel()
    for _ in range(3):
        database.answers.release()
    return list(await asyncio.gather(*tasks, return_exceptions=True))


@pytest.mark.parametrize(("most", "queries"), [(64, [["1"], ["2", "3", "4"]]), (2, [["1"], ["2", "3"], ["4"]])])
def test_who_asks_while_a_query_runs_goes_into_the_next(most: int, queries: list[list[str]]) -> None:
    database = Database()
    found = asyncio.run(three_after_one(database, most))
    assert database.queries == queries
    counts = [None if isinstance(each, BaseException) else each.history for each in found]  # type: ignore[attr-defined]
    assert counts[2] is None, "nobody waits for it any more, and the others have theirs"
    for months, history in ((1, counts[0]), (2, counts[1]), (4, counts[3])):
        assert history is not None
        assert bool(history.lines(FIRST.ordinal + months - 1))
        assert not history.lines(FIRST.ordinal + months)


def test_a_query_that_fails_fails_for_all_in_it_and_the_next_is_tried() -> None:
    database = Database()
    database.broken = True
    found = asyncio.run(three_after_one(database, 64))
    assert [type(each) for each in found] == [OSError, OSError, asyncio.CancelledError, OSError]
    assert len(database.queries) == 2


def test_of_more_months_than_are_kept_only_those_up_to_the_one_asked_for_are_held_against_it() -> None:
    months = [(FIRST.shift(step), LINES) for step in range(MOST_MONTHS + 1)]
    found = remembered(HistoryAsked("1", FIRST, FIRST.shift(10)), months)
    assert not found.whole
    assert found.history.lines(FIRST.ordinal + 10) == LINES
    assert found.history.lines(FIRST.ordinal + 11) == ()
    assert remembered(asked("1"), months[1:]).whole
