"""A log that does not hold what its reader has applied is refused by name: it came back older, or is another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from shared.database.engine import Database
from shared.log import START, DirectLog, LogDiffers, LogReader, Mark, Marks, MemoryLog
from shared.store import EventStore
from tests.builders import a_new, a_report, a_store

WRITTEN = [100, 200, 300, 400, 500]
"""What the log held when its reader had applied it all."""

MakeLog = Callable[[Sequence[int]], LogReader]
"""A log of reports of these values."""


class Logs:
    """Makes logs of one kind. Each has a store of its own, in which nothing else stands."""

    def __init__(self, kind: str, folder: Path, address: str) -> None:
        self._kind, self._folder, self._address = kind, folder, address
        self._databases: list[Database] = []

    def __call__(self, values: Sequence[int]) -> LogReader:
        made, store = self._empty_store()
        with made.write() as connection:
            store.append(connection, [a_new(a_report(value=value), f"s{value % 3}") for value in values])
        if self._kind in ("sqlite", "postgresql"):
            return DirectLog("reports", made, store)
        with made.read() as connection:
            events = store.read(connection, 0, len(values))
        return MemoryLog("reports", events, partitions=3 if self._kind == "partitions" else 1)

    def close(self) -> None:
        for database in self._databases:
            database.dispose()

    def _empty_store(self) -> tuple[Database, EventStore]:
        folder = self._folder / str(len(self._databases))
        folder.mkdir()
        if self._databases and self._address:  # one server: what stood there before goes
            with self._databases[-1].write() as connection:
                connection.exec_driver_sql("DROP TABLE events, event_head")
        database, store = a_store(self._address or folder)
        self._databases.append(database)
        return database, store


@pytest.fixture(params=["sqlite", "postgresql", "memory", "partitions"])
def logs(request: pytest.FixtureRequest, tmp_path: Path) -> MakeLog:
    address = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else ""
    made = Logs(request.param, tmp_path, address)
    request.addfinalizer(made.close)
    return made


def applied(log: LogReader) -> Marks:
    """The marks of a reader that has applied everything."""
    return {number: found.mark(START) for number, found in log.read({}, 100).items()}


def test_the_same_log_gone_on_is_read_on(logs: MakeLog) -> None:
    marks = applied(logs(WRITTEN))
    found = logs([*WRITTEN, 600, 700]).read(marks, 100)
    assert sorted(event.position for each in found.values() for event in each.events) == [6, 7]


def test_a_log_that_has_nothing_new_is_read_without_complaint(logs: MakeLog) -> None:
    marks = applied(logs(WRITTEN))
    assert logs(WRITTEN).read(marks, 100) == {}


def test_a_log_that_ends_before_its_reader_is_refused(logs: MakeLog) -> None:
    marks = applied(logs(WRITTEN))
    applied_up_to = "|".join(str(mark.position) for mark in marks.values())
    with pytest.raises(LogDiffers, match=f"up to position ({applied_up_to}): it ends at"):
        logs(WRITTEN[:3]).read(marks, 100)


def test_an_empty_log_is_refused_by_a_reader_that_has_applied_something(logs: MakeLog) -> None:
    marks = applied(logs(WRITTEN))
    with pytest.raises(LogDiffers, match="it ends at 0"):
        logs([]).read(marks, 100)


@pytest.mark.parametrize("more", [[], [600], [600, 700, 800]], ids=["as many", "one more", "three more"])
def test_a_log_that_came_back_older_and_went_on_otherwise_is_refused(logs: MakeLog, more: list[int]) -> None:
    marks = applied(logs(WRITTEN))
    with pytest.raises(LogDiffers, match="another event stands there"):
        logs([*WRITTEN[:3], 401, 501, *more]).read(marks, 100)


def test_a_replay_up_to_what_was_applied_is_refused_where_another_event_stands(logs: MakeLog) -> None:
    marks = applied(logs(WRITTEN))
    assert sum(len(page) for page in logs([*WRITTEN, 600]).replay({}, marks)) == 5
    with pytest.raises(LogDiffers, match="another event stands there"):
        list(logs([*WRITTEN[:3], 401, 501, 601]).replay({}, marks))


def test_a_mark_of_an_earlier_version_without_a_hash_is_taken_at_its_word(logs: MakeLog) -> None:
    marks = {number: mark._replace(hash="") for number, mark in applied(logs(WRITTEN)).items()}
    assert logs(WRITTEN).read(marks, 100) == {}


def test_a_mark_holds_the_hash_of_the_last_event_applied(logs: MakeLog) -> None:
    log = logs(WRITTEN)
    last = {number: found.events[-1] for number, found in log.read({}, 100).items()}
    for number, mark in applied(log).items():
        assert (mark.position, mark.hash) == (last[number].position, last[number].hash)
        assert isinstance(mark, Mark)
