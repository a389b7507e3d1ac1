"""What every log must do for its readers, whichever engine carries the topic."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from shared.log import DirectLog, LogReader, MemoryLog
from tests.builders import a_new, a_report, a_store


class Topic:
    """A log under test with a way to produce into it."""

    def __init__(self, kind: str, where: Path | str) -> None:
        self._database, self._store = a_store(where)
        self._memory = MemoryLog("reports") if kind == "memory" else None
        self.reader: LogReader = self._memory or DirectLog("reports", self._database, self._store)

    def produce(self, count: int) -> None:
        with self._database.write() as connection:
            recorded = self._store.append(connection, [a_new(a_report(), f"s{number}") for number in range(count)])
        if self._memory is not None:
            self._memory.extend(recorded)

    def close(self) -> None:
        self._database.dispose()


@pytest.fixture(params=["sqlite", "postgresql", "memory"])
def topic(request, tmp_path):
    where = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else tmp_path
    made = Topic(request.param, where)
    yield made
    made.close()


def test_an_empty_topic_has_nothing_and_stands_at_zero(topic):
    assert (topic.reader.topic, topic.reader.head(), topic.reader.read(0, 10)) == ("reports", 0, [])


def test_events_come_in_position_order_after_a_position_up_to_a_limit(topic):
    topic.produce(5)
    assert [event.position for event in topic.reader.read(1, 3)] == [2, 3, 4]
    assert topic.reader.head() == 5
    assert topic.reader.read(5, 3) == []


def test_reading_again_gives_the_same_events(topic):
    topic.produce(3)
    assert topic.reader.read(0, 10) == topic.reader.read(0, 10)


def test_waiting_returns_at_once_when_there_is_more(topic):
    topic.produce(1)
    assert topic.reader.wait(0, 5)


def test_waiting_ends_when_the_time_is_over(topic):
    topic.produce(1)
    assert not topic.reader.wait(1, 0.01)


def test_a_waiting_reader_wakes_when_something_is_produced(topic):
    answers: list[bool] = []
    waiter = threading.Thread(target=lambda: answers.append(topic.reader.wait(0, 30)))
    waiter.start()
    time.sleep(0.05)
    topic.produce(1)
    waiter.join(10)
    assert answers == [True]


def test_a_direct_log_sees_what_another_process_wrote(database_url):
    writer, store = a_store(database_url)
    reader_database, reader_store = type(writer)(writer.url), store
    log = DirectLog("reports", reader_database, reader_store, poll_seconds=0.01)
    threading.Timer(0.05, lambda: _produce(writer, store)).start()
    assert log.wait(0, 10)
    writer.dispose()
    reader_database.dispose()


def _produce(database, store) -> None:
    with database.write() as connection:
        store.append(connection, [a_new(a_report(), "a")])


def test_a_memory_log_refuses_a_gap(tmp_path):
    topic = Topic("memory", tmp_path)
    topic.produce(2)
    events = topic.reader.read(0, 2)
    with pytest.raises(ValueError, match="follow"):
        MemoryLog("reports", events[1:])
    topic.close()
