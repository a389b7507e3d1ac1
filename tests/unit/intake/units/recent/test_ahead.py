"""Who owes the last month is in memory while it is due."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from services.intake.units.recent.ahead import AT_ONCE, ReadingAhead
from services.intake.units.recent.histories import FRESH_SECONDS, Histories
from services.intake.units.recent.together import HistoryAsked, Months
from services.intake.units.rulebook import Rulebook
from shared.catalogue import Catalogue
from shared.periods import Month, SettableClock
from tests.unit.intake.support import CITY, NOW, UNIT

MARCH = Month(2023, 3)
AFTERWARDS = datetime(2023, 4, 28, 2, 0, tzinfo=UTC)


class World:
    """Intake's memory on 3 April 2023, and what was read of the database for it."""

    def __init__(self, catalogue: Catalogue, now: datetime = NOW) -> None:
        self.queries: list[list[str]] = []
        self.seconds = 0.0
        self.stop = threading.Event()
        self.clock = SettableClock(now)
        self.histories = Histories(self.load, lambda: self.seconds)
        self.ahead = ReadingAhead(Rulebook(catalogue), self.histories, self.clock, lambda: 0.0)

    def load(self, asked: Sequence[HistoryAsked]) -> list[Months]:
        self.queries.append([each.region for each in asked])
        assert all(each.until == MARCH for each in asked)
        return [[] for _ in asked]


def test_everybody_who_owes_the_last_month_is_read_a_few_a_query(catalogue: Catalogue) -> None:
    world = World(catalogue)
    owing = [each for each in catalogue.regions if catalogue.owed(each, MARCH)]
    assert world.ahead.look(world.stop, always=False) == len(owing)
    assert [each for query in world.queries for each in query] == owing
    assert max(map(len, world.queries)) == AT_ONCE
    assert all(world.histories.ready(each, MARCH) is not None for each in (UNIT, CITY))
    assert world.ahead.look(world.stop, always=False) == 0, "they are there"


def test_who_has_reported_is_not_read_again_until_it_grows_old(catalogue: Catalogue) -> None:
    world = World(catalogue)
    world.ahead.look(world.stop, always=False)
    world.histories.forget([UNIT])
    assert world.ahead.look(world.stop, always=False) == 1
    assert world.queries[-1] == [UNIT]
    world.seconds = FRESH_SECONDS - 1
    assert world.ahead.look(world.stop, always=False) > 100


def test_once_the_month_is_over_only_a_start_reads(catalogue: Catalogue) -> None:
    world = World(catalogue, AFTERWARDS)
    assert world.ahead.look(world.stop, always=False) == 0
    assert not world.queries
    assert world.ahead.look(world.stop, always=True) > 100


def test_a_service_that_ends_does_not_wait_for_it(catalogue: Catalogue) -> None:
    world = World(catalogue)
    world.stop.set()
    world.ahead.run(world.stop)
    world.ahead.look(world.stop, always=True)
    assert not world.queries
