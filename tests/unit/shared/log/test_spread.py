"""A store read in the partitions of its topic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.consume import last_position
from shared.database.engine import Database
from shared.log import START, LogBroken, LogDiffers, Marks
from shared.log.sender import partition_of
from shared.log.spread import SpreadLog
from shared.store import EventStore
from tests.builders import a_new, a_report, a_store

PARTITIONS = 3
REGIONS = ("500101", "500102", "500103", "500104", "500105", "500106", "500107")


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Database, EventStore, SpreadLog]]:
    database, store = a_store(tmp_path)
    with database.write() as connection:
        for region in REGIONS:
            store.append(connection, [a_new(a_report(region=region), f"report-{region}")])
    yield database, store, SpreadLog("reports", database, store, PARTITIONS)
    database.dispose()


Made = tuple[Database, EventStore, SpreadLog]


def read_all(log: SpreadLog, marks: Marks, limit: int) -> Marks:
    while found := log.read(marks, limit):
        assert sum(len(each.events) for each in found.values()) <= limit
        marks = {**marks, **{place: each.mark(marks.get(place, START)) for place, each in found.items()}}
    return marks


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_every_event_is_read_once_in_its_own_partition_and_counted_there(made: Made, limit: int) -> None:
    _, _, log = made
    marks = read_all(log, {}, limit)
    places = [partition_of(region, PARTITIONS) for region in REGIONS]
    assert {place: mark.events for place, mark in marks.items()} == {each: places.count(each) for each in places}
    assert {mark.offset - mark.events for mark in marks.values()} == {0}
    assert (last_position(marks), log.lag(marks), log.wait(marks, 0)) == (7, 0, False)


def test_marks_that_were_put_back_are_read_from_again(made: Made) -> None:
    _, _, log = made
    marks = read_all(log, {}, 2)
    some = dict(list(marks.items())[:1])
    assert read_all(log, some, 2) == marks


def test_a_replay_goes_up_to_each_mark(made: Made) -> None:
    _, _, log = made
    half = read_all(log, {}, 2)
    (first, *_) = half
    only = {first: half[first]}
    found = [event.position for page in log.replay({}, only) for event in page]
    assert found == [n for n, region in enumerate(REGIONS, 1) if partition_of(region, PARTITIONS) == first]


def test_another_event_at_a_mark_or_none_is_told(made: Made) -> None:
    _, _, log = made
    marks = read_all(log, {}, 100)
    (place, mark) = next(iter(marks.items()))
    with pytest.raises(LogDiffers, match="another event"):
        log.read({place: mark._replace(hash="f" * 64)}, 1)
    with pytest.raises(LogDiffers, match="does not hold that position"):
        list(log.replay({}, {place: mark._replace(position=99)}))


def test_marks_of_other_partitions_are_told(made: Made) -> None:
    database, store, log = made
    marks = read_all(log, {}, 100)
    with pytest.raises(LogBroken, match="XUSHI_KAFKA_PARTITIONS"):
        SpreadLog("reports", database, store, 1).read(marks, 1)
