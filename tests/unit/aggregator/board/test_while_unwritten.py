"""What everybody may see is worked out once for as long as nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from services.aggregator.board.while_unwritten import PublicStand, WhileUnwritten
from shared.database.writes import Writes
from shared.periods import SettableClock
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.report_builders import World, a_line, the_catalogue

NOON = datetime(2023, 4, 3, 4, 0, tzinfo=UTC)


class Kept:
    """Numbers, each made once."""

    def __init__(self, world: World, most: int = 2) -> None:
        self.world, self.clock = world, SettableClock(NOON)
        self.past = an_as_of(world.database, the_catalogue(), self.clock, world.log)
        self.kept: WhileUnwritten[str, int] = WhileUnwritten(PublicStand(Writes(world.database), self.past), most)
        self._numbers = count(1)

    def of(self, key: str) -> int:
        return self.kept.of(key, lambda: next(self._numbers))

    def report(self, *units: str) -> None:
        self.world.report(*(make.submitted(unit, "2023-02", a_line("urban_new_employment", 5)) for unit in units))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    world = World(tmp_path)
    yield Kept(world)
    world.database.dispose()


def test_a_value_is_made_once_for_each_key_until_something_is_written(kept: Kept) -> None:
    assert [kept.of("a"), kept.of("b"), kept.of("a"), kept.of("b")] == [1, 2, 1, 2]
    kept.report("500103", "500104", "500106")
    assert [kept.of("a"), kept.of("a"), kept.of("b")] == [3, 3, 4]


def test_another_day_is_another_value(kept: Kept) -> None:
    assert kept.of("a") == kept.of("a") == 1
    kept.clock.set(NOON + timedelta(days=1))
    assert kept.of("a") == 2


def test_the_oldest_goes(kept: Kept) -> None:
    assert [kept.of(each) for each in "abcba"] == [1, 2, 3, 2, 4]


def test_what_is_written_while_a_value_is_made_is_in_the_next_one(kept: Kept) -> None:
    def reporting() -> int:
        kept.report("500103", "500104", "500106")
        return 0

    assert kept.kept.of("a", reporting) == 0
    assert kept.of("a") == 1


def test_a_value_of_an_older_state_than_what_is_public_is_not_kept(kept: Kept) -> None:
    kept.report("500103", "500104")
    with kept.past.read(None, (), whole=False):
        pass
    kept.past._latest._credit.seconds = -1_000.0
    kept.report("500106", "500107")
    assert [kept.of("a"), kept.of("a")] == [1, 2]


def test_what_cannot_be_made_is_not_kept(kept: Kept) -> None:
    def failing() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        kept.kept.of("a", failing)
    assert kept.of("a") == 1
