from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from services.aggregator.judging import judge as judging
from services.aggregator.model import WaitingMonth
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.progress.repository import load_range
from shared.events import Assessment, Event
from shared.observe import CheckFailed
from shared.periods import Month
from shared.store import NewEvent
from tests.unit.aggregator.judging.worlds import LaterWorld
from tests.unit.aggregator.pasts import an_as_of
from tests.unit.aggregator.progress_world import PLAN, UNITS, World
from tests.unit.aggregator.test_any_order import a_month, a_plan, an_amendment, mixed

LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
MONTHS = ("2020-12", "2021-01", "2021-02", "2021-03", "2022-01")


@pytest.fixture
def world(tmp_path: Path) -> LaterWorld:
    return LaterWorld(tmp_path)


def test_what_is_applied_waits_and_is_judged_once_whatever_came_meanwhile(world: LaterWorld) -> None:
    assert world.submit("2021-01", 250) == [] and world.stored() == {}
    world.submit("2021-02", 260)
    world.accept("2021-01")
    waiting = world.judged()
    assert (waiting.position, waiting.waiting) == (0, 6)  # two months of three rows, the first since the first report
    before = world.head()
    assert world.judge.catch_up() == 6
    assert [(each.row, each.period) for each in world.assessed(before)] == [
        (row, month) for month in ("2021-01", "2021-02") for row in (1, 2, 3)
    ]
    assert {each.assessment.data_version for each in world.assessed(before)} == {9}
    assert (world.judged().position, world.judged().waiting) == (9, 0)


def test_nothing_is_judged_where_nothing_waits(world: LaterWorld) -> None:
    assert world.judge.catch_up() == 0 and world.head() == 0


def test_a_judgement_that_is_not_kept_is_made_again(world: LaterWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    world.submit("2021-01", 250)
    before = world.head()

    def crashes(*_: object) -> list[object]:
        raise sa.exc.OperationalError("INSERT", None, Exception("gone"))

    with monkeypatch.context() as patched, pytest.raises(sa.exc.OperationalError):
        patched.setattr(world.store, "append", crashes)
        world.judge.catch_up()
    assert world.stored() == {} and world.judged().waiting == 3
    assert world.another_judge().catch_up() == 3
    assert len(world.assessed(before)) == 3


def test_work_is_bounded_and_a_targets_months_stay_together(world: LaterWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "AT_ONCE", 2)
    for month in ("2021-01", "2021-02"):
        world.submit(month, 250)
    before = world.head()
    assert [world.judge.step(6) for _ in range(4)] == [2, 2, 2, 0]
    assert [(each.row, each.period) for each in world.assessed(before)] == [
        (row, month) for row in (1, 2, 3) for month in ("2021-01", "2021-02")
    ]


def test_a_target_that_cannot_be_judged_keeps_no_other_from_it(
    world: LaterWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.submit("2021-01", 250)
    real = ProgressHandler.judge

    def refuses_row_2(
        self: ProgressHandler, connection: sa.Connection, waiting: Iterable[WaitingMonth], data_version: int
    ) -> list[NewEvent]:
        months = list(waiting)
        if any(each.row == 2 for each in months):
            raise ZeroDivisionError
        return real(self, connection, months, data_version)

    with monkeypatch.context() as patched:
        patched.setattr(ProgressHandler, "judge", refuses_row_2)
        assert world.judge.catch_up() == 2
        assert world.judged().waiting == 1
        with pytest.raises(CheckFailed, match="第 2 行"):
            world.judge.check()
    assert {key.row for key in world.stored()} == {1, 3}
    assert world.another_judge().catch_up() == 1
    assert {key.row for key in world.stored()} == {1, 2, 3}


def test_the_health_check_says_up_to_where_all_is_judged(world: LaterWorld) -> None:
    world.submit("2021-01", 250)
    assert world.judge.check() == "判断到位置 0，3 个指标月待判断"
    world.judge.catch_up()
    assert world.judge.check() == "判断到位置 3"


def test_a_judge_that_runs_judges_what_is_applied(world: LaterWorld) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=world.judge.run, args=(stop,))
    thread.start()
    try:
        world.submit("2021-01", 250)
        for _ in range(600):
            if not world.judged().waiting:
                break
            world.judge.hurry(0.1)
        assert world.judged().waiting == 0 and len(world.stored()) == 3
    finally:
        stop.set()
        world.judge.wake()
        thread.join(20)
    assert not thread.is_alive()


@settings(max_examples=60 if LONG else 4, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_any_batches_and_any_crash_between_applying_and_judging_come_to_what_is_judged_at_once(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    chance, catalogue = random.Random(seed), a_plan(seed)
    months = [a_month(chance, unit, period) for period in MONTHS for unit in UNITS]
    events = mixed(chance, [*months, [an_amendment(chance) for _ in range(3)]])
    at_once = World(tmp_path_factory.mktemp("at-once"), catalogue)
    later = LaterWorld(tmp_path_factory.mktemp("later"), catalogue)
    for world in (at_once, later):
        world.clock.set(world.clock.now().replace(year=2022, month=4))
    for batch in batches(chance, events):
        at_once.apply(*batch)
        later.apply(*batch)
        if chance.random() < 0.3:
            judge_with_crashes(later, chance)
    later.judge.catch_up()
    assert plain(later) == plain(at_once)
    assert told(later) == told(at_once)
    for world in (at_once, later):
        world.database.dispose()


@pytest.mark.parametrize("seed", range(12 if LONG else 2))
def test_as_of_a_point_nothing_older_than_it_is_said_though_it_is_not_judged_yet(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    world = LaterWorld(tmp_path)
    world.clock.set(world.clock.now().replace(year=2021, month=6))
    events = mixed(chance, [a_month(chance, unit, period) for period in MONTHS[1:4] for unit in UNITS])
    known: dict[int, dict[Any, Assessment]] = {}
    for batch in batches(chance, events):
        first = world.last() + 1
        world.apply(*batch)
        known |= {position: as_of(world, position) for position in range(first, world.last() + 1)}
        if chance.random() < 0.5:
            world.judge.catch_up()
            assert known[world.last()] == plain(world), "it is what the judgement says, before it is judged"
    world.judge.catch_up()
    assert {position: as_of(world, position) for position in known} == known


def batches(chance: random.Random, events: Sequence[Event]) -> list[list[Event]]:
    left, found = list(events), []
    while left:
        size = chance.randint(1, 8)
        found.append(left[:size])
        left = left[size:]
    return found


def judge_with_crashes(world: LaterWorld, chance: random.Random) -> None:
    """Judge as far as it comes: some transactions are lost at their end, and another process goes on."""
    real = world.store.append
    for _ in range(chance.randint(1, 3)):
        if chance.random() < 0.4:
            world.store.append = lost  # type: ignore[method-assign,assignment]
        try:
            world.judge.step(world.last())
        except sa.exc.OperationalError:
            world.judge = world.another_judge()
        finally:
            world.store.append = real  # type: ignore[method-assign]


def lost(*_: object) -> Any:
    raise sa.exc.OperationalError("INSERT", None, Exception("killed"))


def plain(world: World) -> dict[Any, Assessment]:
    """What stands, without the version of the figures that it was said at."""
    found = world.stored("2020-12", "2025-12")
    return {key: msgspec.structs.replace(each, data_version=0) for key, each in found.items()}


def told(world: World) -> dict[tuple[int, str], tuple[str, str]]:
    """What was told last of each row and month."""
    return {(each.row, each.period): (each.assessment.level, each.assessment.reason) for each in world.assessed()}


def as_of(world: LaterWorld, position: int) -> dict[Any, Assessment]:
    past = an_as_of(world.database, world.catalogue, world.clock)
    with past.read(past.point(str(position)), [PLAN], whole=True) as connection:
        found = load_range(connection, PLAN, Month(2020, 12), Month(2025, 12))
    return {key: msgspec.structs.replace(each, data_version=0) for key, each in found.items()}
