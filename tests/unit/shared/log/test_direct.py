"""How often a reader of a store looks, and what makes it look."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.database.engine import Database
from shared.log import DirectLog, marks_at
from shared.log.signal import Signal
from shared.store import EventStore, VersionConflict
from tests.builders import a_new, a_report, a_store

FOREVER = 3_600.0


class Hours(Signal):
    """A signal on a clock of its own: who waits for it sleeps no time at all, and later it is later."""

    now = 0.0

    def wait(self, seen: int, timeout: float) -> bool:
        self.now += timeout
        return self.seen() != seen


class Counted:
    """A store, and how many questions its database was asked."""

    def __init__(self, folder: Path) -> None:
        self.database, self.store = a_store(folder)
        self.questions = 0
        self.database.dispose()  # so that every connection from now on tells
        sa.event.listen(self.database.engine, "connect", self._listen)

    def _listen(self, connection: sqlite3.Connection, _record: object) -> None:
        connection.set_trace_callback(self._count)

    def _count(self, statement: str) -> None:
        self.questions += statement.startswith("SELECT")


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[Counted]:
    made = Counted(tmp_path)
    yield made
    made.database.dispose()


def produce(database: Database, store: EventStore, stream: str) -> None:
    with database.write() as connection:
        store.append(connection, [a_new(a_report(), stream)])


def test_a_reader_to_whom_nobody_tells_anything_looks_once_a_second(
    counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = Hours()
    monkeypatch.setattr("shared.log.direct.Signal", lambda: hours)
    log = DirectLog("reports", counted.database, counted.store, monotonic=lambda: hours.now)
    assert log.read({}, 10) == {}
    counted.questions = 0
    assert not log.wait({}, 60.0)
    assert (hours.now, counted.questions) == (60.0, 60)


def test_a_reader_that_has_just_read_does_not_look_again_before_it_waits(
    counted: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    asleep: list[int] = []

    def sleep(_signal: Signal, _seen: int, _timeout: float) -> bool:
        asleep.append(counted.questions)
        return False

    monkeypatch.setattr(Signal, "wait", sleep)
    log = DirectLog("reports", counted.database, counted.store, monotonic=iter([0.0, 0.0, 1.0]).__next__)
    log.read({}, 10)
    counted.questions = 0
    assert not log.wait({}, 1.0)
    assert (asleep, counted.questions) == ([0], 1)


def test_what_was_written_between_the_reading_and_the_waiting_is_news(counted: Counted) -> None:
    log = DirectLog("reports", counted.database, counted.store, poll_seconds=FOREVER)
    log.read({}, 10)
    produce(counted.database, counted.store, "a")
    assert log.wait({}, FOREVER)


def test_a_writer_in_the_process_wakes_the_reader_whenever_it_would_have_looked(counted: Counted) -> None:
    log = DirectLog("reports", counted.database, counted.store, poll_seconds=FOREVER)
    answers: list[bool] = []
    waiter = threading.Thread(target=lambda: answers.append(log.wait({}, FOREVER)))
    waiter.start()
    produce(counted.database, counted.store, "a")
    waiter.join(30)
    assert answers == [True]


def test_a_commit_that_appends_nothing_wakes_no_reader(counted: Counted) -> None:
    log = DirectLog("reports", counted.database, counted.store, poll_seconds=FOREVER)
    told: list[str] = []
    counted.database.on_commit(lambda: told.append("commit"))
    counted.database.on_append(lambda: told.append("append"))
    log.read({}, 10)
    with counted.database.write() as connection:
        counted.store.touch(connection)
    with contextlib.suppress(VersionConflict), counted.database.write() as connection:
        counted.store.append(connection, [a_new(a_report(), "a")])
        counted.store.append(connection, [a_new(a_report(), "a", expected_version=7)])
    with counted.database.write() as connection:
        counted.store.touch(connection)
    assert told == ["commit", "commit"]
    assert not log.wait({}, 0.05)
    produce(counted.database, counted.store, "a")
    assert told == ["commit", "commit", "commit", "append"]
    assert log.wait({}, FOREVER)


def test_a_store_that_nobody_has_made_yet_is_empty_to_who_has_read_nothing_of_it(tmp_path: Path) -> None:
    database, store = Database(f"sqlite:///{tmp_path / 'none.sqlite'}"), a_store(tmp_path)[1]
    log = DirectLog("reports", database, store, poll_seconds=0.01)
    assert log.read({}, 10) == {}
    assert log.lag({}) == 0
    assert not log.wait({}, 0.02)
    with pytest.raises(sa.exc.OperationalError, match="no such table"):
        log.read(marks_at(3), 10)
    database.dispose()


def test_a_wait_that_is_woken_ends_and_so_does_one_that_has_not_begun(counted: Counted) -> None:
    log = DirectLog("reports", counted.database, counted.store, poll_seconds=FOREVER)
    log.wake()
    assert not log.wait({}, FOREVER)
    waiter = threading.Thread(target=log.wait, args=({}, FOREVER))
    waiter.start()
    log.wake()
    waiter.join(30)
    assert not waiter.is_alive()
