"""Several aggregators over one PostgreSQL, each with some of the partitions: what they make together is
what one alone makes, whoever judges, dies or goes on with what it has lost.

XUSHI_LONG_TESTS=1 runs the long form.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from services.aggregator import reader_position
from services.aggregator.figures import repository
from services.aggregator.model import FigureKey, ProgressKey
from services.aggregator.progress.repository import load_range
from services.aggregator.rebuild.compare import compare
from services.aggregator.rebuild.rebuild import swap_in
from services.aggregator.rebuild.rebuilder import rebuild
from shared.consume import Fenced
from shared.events import Assessment, Event, FigureChanged, ProgressAssessed, ReportLine
from shared.log import MemoryLog
from shared.periods import Month
from shared.store import Recorded, verify
from tests.builders import a_clock
from tests.contract.aggregators.instances import (
    GLANCE_SECONDS,
    PARTITIONS,
    PLACES,
    Aggregator,
    applied,
    deadlocks,
    no_event_stored,
    running,
    settle,
    three_over,
    throw_out,
)
from tests.end_to_end.test_totals_properties import histories, plain_totals, told_part, told_totals
from tests.unit.aggregator import report_builders as make
from tests.unit.aggregator.progress_world import CITY, FLOW, PLAN, RATE, STOCK, UNITS, a_catalogue
from tests.unit.aggregator.report_builders import CODEC, World, recorded, the_catalogue

LONG = os.environ.get("XUSHI_LONG_TESTS") == "1"
EVENTS = 6_000 if LONG else 150
PERIODS = ("2021-01", "2021-02", "2021-03")


def changes(count: int, chance: random.Random) -> list[Recorded]:
    """Reports of the districts of one city, over and over for the same few months."""
    events = []
    for _ in range(count):
        unit, period = chance.choice(UNITS), chance.choice(PERIODS)
        lines = (
            ReportLine(STOCK, chance.randrange(150, 260)),
            ReportLine(FLOW, chance.randrange(50, 150), basis=chance.choice(("month", "year_to_date"))),
            ReportLine(RATE, chance.randrange(80, 100), 100),
        )
        kinds: list[Callable[[], Event]] = [
            partial(make.submitted, unit, period, *lines),
            partial(make.accepted, unit, period),
            partial(make.returned, unit, period),
        ]
        events.append(chance.choices(kinds, (6, 2, 1))[0]())
    return recorded(events)


@pytest.fixture
def events() -> list[Recorded]:
    return changes(EVENTS, random.Random(20_210_101))


@pytest.fixture
def alone(tmp_path: Path, events: list[Recorded]) -> Iterator[Aggregator]:
    """One aggregator, in SQLite, that has applied everything, and judged it at once."""
    address, log = f"sqlite:///{tmp_path / 'alone.sqlite'}", MemoryLog("reports", events)
    instance = Aggregator("alone", address, log, 50, at_once=True)
    instance.create()
    instance.consumer.catch_up()
    yield instance
    instance.database.dispose()


@pytest.fixture
def three(postgresql_url: str, events: list[Recorded]) -> Iterator[list[Aggregator]]:
    """The three, when everything was reported before they begin."""
    with three_over(postgresql_url, MemoryLog("reports", events, partitions=PARTITIONS)) as found:
        yield found


def test_the_districts_stand_in_different_partitions() -> None:
    assert len(set(PLACES.values())) == len(UNITS)


def test_two_that_change_two_districts_of_one_parent_at_once_make_what_one_makes(
    alone: Aggregator, three: list[Aggregator], events: list[Recorded]
) -> None:
    with running(three[:2]):
        settle(three[0], EVENTS)
    check(alone, three[0], events)
    assert deadlocks(three[0]) == 0


def test_partitions_that_change_hands_lose_nothing_and_count_nothing_twice(
    alone: Aggregator, three: list[Aggregator], events: list[Recorded]
) -> None:
    chance = random.Random(5)
    with running(three):
        while applied(three[0]) < EVENTS * 9 // 10:
            owner = {partition: chance.choice(three) for partition in range(PARTITIONS)}
            for instance in three:  # not at the same moment: for a while one is worked on by two, or by nobody
                instance.log.assigned = frozenset(part for part, who in owner.items() if who is instance)
                time.sleep(GLANCE_SECONDS)
        settle(three[0], EVENTS)
    check(alone, three[0], events)
    assert deadlocks(three[0]) == 0


def test_one_that_goes_on_with_partitions_it_has_lost_changes_nothing(
    alone: Aggregator, three: list[Aggregator], events: list[Recorded]
) -> None:
    three[2].log.assigned = frozenset(range(PARTITIONS))
    with running(three):
        settle(three[0], EVENTS)
    check(alone, three[0], events)
    assert deadlocks(three[0]) == 0


def test_one_that_is_thrown_out_of_the_database_in_a_transaction_does_its_work_again(
    alone: Aggregator, postgresql_url: str, events: list[Recorded]
) -> None:
    log = MemoryLog("reports", partitions=PARTITIONS)
    with three_over(postgresql_url, log) as three:
        with running(three[:2]):
            for share in range(1, 6):
                with no_event_stored(three[2]):  # what is begun of these reports cannot be ended yet
                    log.extend(events[log.head() : EVENTS * share // 5])
                    throw_out(three[share % 2])
                settle(three[0], log.head())
        check(alone, three[0], events)


def test_figures_that_are_swapped_in_while_others_work_are_right(
    alone: Aggregator, three: list[Aggregator], events: list[Recorded]
) -> None:
    with running(three[:2]):
        for share in (0, 1, 2, 3):
            settle(three[0], EVENTS * share // 5)
            report = swap_in(three[2].database, three[0].log, a_catalogue())
            assert report.differences == ()
            with three[2].database.write() as connection:
                reader_position.lock(connection)
                three[2].store.append(connection, three[2].progress.sweep(connection, a_clock().now().date()))
        settle(three[0], EVENTS)
    check(alone, three[0], events)
    assert deadlocks(three[0]) == 0


def check(alone: Aggregator, together: Aggregator, events: Sequence[Recorded]) -> None:
    """What stands in the tables, and what was told of it, is what one aggregator makes."""
    assert figures(together) == figures(alone)
    assert assessments(together) == assessments(alone)
    assert assessments(together)
    with together.database.read() as connection:
        log = MemoryLog("reports", events)
        assert compare(connection, rebuild(log, log.end(), a_catalogue(), codec=CODEC)) == []
        assert verify(together.store, connection).whole
    told = together.told()
    check_figures_told(told, figures(together))
    check_assessments_told(told, assessments(together))
    versions = [_data_version(event) for event in told]
    assert versions == sorted(versions)


def figures(instance: Aggregator) -> dict[FigureKey, tuple[int, ...]]:
    with instance.database.read() as connection:
        return {key: tuple(sums) for key, sums in repository.all_figures(connection) if any(sums)}


def assessments(instance: Aggregator) -> Mapping[ProgressKey, Assessment]:
    """What stands, without the data version: that depends on what was applied together."""
    with instance.database.read() as connection:
        found = load_range(connection, PLAN, Month.parse(PERIODS[0]), Month.parse(PERIODS[-1]))
    return {key: msgspec.structs.replace(each, data_version=0) for key, each in found.items()}


def check_figures_told(told: Iterable[Event], standing: Mapping[FigureKey, tuple[int, ...]]) -> None:
    """The last event about each figure tells it as it stands."""
    last: dict[FigureKey, tuple[int, ...]] = {}
    for event in told:
        if isinstance(event, FigureChanged) and event.region == CITY:
            for line in event.lines:
                last[FigureKey(CITY, line.indicator, event.period)] = (line.value, line.reported, line.accepted_value)
    assert {key: sums for key, sums in last.items() if any(sums)} == {
        key: (sums[0], sums[2], sums[3]) for key, sums in standing.items()
    }


def check_assessments_told(told: Iterable[Event], standing: Mapping[ProgressKey, Assessment]) -> None:
    """The last event about each target and month decides what stands."""
    last = {
        ProgressKey(event.plan, event.row, Month.parse(event.period)): (event.assessment.level, event.assessment.reason)
        for event in told
        if isinstance(event, ProgressAssessed) and event.period in PERIODS
    }
    assert last == {key: (each.level, each.reason) for key, each in standing.items()}


def _data_version(event: Event) -> int:
    if isinstance(event, FigureChanged):
        return event.data_version
    assert isinstance(event, ProgressAssessed)
    return event.assessment.data_version


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("several"))


steps = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4)), min_size=1)


@settings(max_examples=100 if LONG else 40, deadline=None, phases=[Phase.generate])
@given(
    events=histories(),
    partitions=st.integers(1, 4),
    assigned=st.lists(st.sets(st.integers(0, 3)), min_size=3, max_size=3),
    turns=steps,
)
def test_any_split_and_any_order_of_turns_makes_the_totals_of_one(
    world: World, events: list[Event], partitions: int, assigned: list[set[int]], turns: list[tuple[int, int]]
) -> None:
    """Partitions may have nobody, or several: what nobody had is applied at the end."""
    world.clear()
    log = MemoryLog("reports", recorded(events), partitions=partitions)
    logs = [log.beside(mine & set(range(partitions))) for mine in assigned]
    for number, batch in turns:
        with suppress(Fenced):
            world.consumer(logs[number], batch).step()
    world.consumer(log, 3).catch_up()
    with world.database.read() as connection:
        live = {key: tuple(sums) for key, sums in repository.all_figures(connection) if any(sums)}
        differences = compare(connection, rebuild(log, log.end(), the_catalogue(), codec=CODEC))
    assert live == plain_totals(events)
    assert differences == []
    assert told_totals(world) == told_part(plain_totals(events))
