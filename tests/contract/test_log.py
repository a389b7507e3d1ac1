"""What every log must do for its readers, whichever engine carries the topic."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.database.engine import Database
from shared.log import START, DirectLog, LogBroken, LogReader, Mark, Marks, MemoryLog
from shared.log.kafka import KafkaLog
from shared.log.relay import Relay
from shared.log.topics import create_topics
from shared.observe import Metrics
from shared.store import EventStore, Recorded, relay_table
from tests.builders import a_new, a_report, a_store, kafka_settings
from tests.waiting import until


class Topic:
    """A log under test with a way to produce into it."""

    def __init__(self, kind: str, where: Path | str) -> None:
        self._database, self._store = a_store(where)
        self._memory = MemoryLog("reports", partitions=3 if kind == "partitions" else 1)
        self.reader: LogReader = (
            DirectLog("reports", self._database, self._store) if kind in ("sqlite", "postgresql") else self._memory
        )

    def produce(self, count: int) -> None:
        with self._database.write() as connection:
            recorded = self._store.append(connection, [a_new(a_report(), f"s{number}") for number in range(count)])
        self._memory.extend(recorded)

    def close(self) -> None:
        self.reader.close()
        self._database.dispose()


class KafkaTopic:
    """A topic in Kafka, fed from a store by the relay."""

    def __init__(self, folder: Path, servers: str) -> None:
        settings = kafka_settings(servers)
        create_topics(settings)
        self._database, self._store = a_store(folder)
        with self._database.write() as connection:
            relay_table(sa.MetaData()).create(connection)
        self._relay = Relay("reports", "intake", self._database, self._store, settings, Metrics())
        self.reader: LogReader = KafkaLog("reports", "reader", settings, Metrics())

    def produce(self, count: int) -> None:
        events = [a_new(a_report(region=f"50010{number}"), f"s{number}") for number in range(count)]
        with self._database.write() as connection:
            self._store.append(connection, events)
        self._relay.step()

    def close(self) -> None:
        self.reader.close()
        self._relay.close()
        self._database.dispose()


AnyTopic = Topic | KafkaTopic


@pytest.fixture(params=["sqlite", "postgresql", "memory", "partitions", "kafka"])
def topic(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyTopic]:
    made: AnyTopic
    if request.param == "kafka":
        made = KafkaTopic(tmp_path, request.getfixturevalue("kafka").address)
    else:
        where = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else tmp_path
        made = Topic(request.param, where)
    yield made
    made.close()


def read_all(reader: LogReader, limit: int, marks: Marks | None = None) -> tuple[list[Recorded], Marks]:
    """Everything after ``marks``, in batches of ``limit``, and the marks at the end."""
    events: list[Recorded] = []
    now = dict(marks or {})
    while reader.wait(now, 2.0 if isinstance(reader, KafkaLog) and not events else 0.1):
        for partition, found in reader.read(now, limit).items():
            events += found.events
            now[partition] = found.mark(now.get(partition, START))
    return events, now


def positions(events: Iterable[Recorded]) -> list[int]:
    return [event.position for event in events]


def test_an_empty_topic_has_nothing_and_no_lag(topic: AnyTopic) -> None:
    assert (topic.reader.topic, topic.reader.lag({}), topic.reader.read({}, 10)) == ("reports", 0, {})


def test_the_end_of_an_empty_topic_is_known_once_it_was_asked_for(topic: AnyTopic) -> None:
    def asked() -> bool:
        topic.reader.wait({}, 0.5)  # as a consumer does between two readings: a member of a group joins while it waits
        return topic.reader.read({}, 10) == {} and topic.reader.knows_lag()

    assert until(asked)


def test_every_event_comes_once_however_small_the_batches(topic: AnyTopic) -> None:
    topic.produce(7)
    assert sorted(positions(read_all(topic.reader, 2)[0])) == [1, 2, 3, 4, 5, 6, 7]


def test_a_read_gives_no_more_than_its_limit_and_no_empty_slice(topic: AnyTopic) -> None:
    topic.produce(7)
    topic.reader.wait({}, 5)
    slices = topic.reader.read({}, 3)
    assert 0 < sum(len(each.events) for each in slices.values()) <= 3
    assert all(each.events for each in slices.values())


def test_positions_ascend_within_a_partition(topic: AnyTopic) -> None:
    topic.produce(7)
    topic.reader.wait({}, 5)
    for found in topic.reader.read({}, 7).values():
        assert positions(found.events) == sorted(positions(found.events))


def test_reading_again_from_the_same_marks_gives_the_same_events(topic: AnyTopic) -> None:
    topic.produce(3)
    assert sorted(positions(read_all(topic.reader, 10)[0])) == sorted(positions(read_all(topic.reader, 10)[0]))


def test_an_event_comes_out_as_it_went_in(topic: AnyTopic) -> None:
    topic.produce(2)
    events = read_all(topic.reader, 10)[0]
    assert all(event.computed_hash() == event.hash for event in events)


def test_the_marks_count_what_was_applied_and_the_lag_is_the_rest(topic: AnyTopic) -> None:
    topic.produce(4)
    _, marks = read_all(topic.reader, 10)
    assert sum(mark.events for mark in marks.values()) == 4
    assert topic.reader.lag(marks) == 0
    topic.produce(2)
    reader = topic.reader
    assert until(lambda: reader.wait(marks, 0.1) and bool(reader.read(marks, 10)) and reader.lag(marks) == 2)


def test_a_replay_gives_what_stands_between_two_marks(topic: AnyTopic) -> None:
    topic.produce(3)
    _, middle = read_all(topic.reader, 10)
    topic.produce(4)
    _, end = read_all(topic.reader, 10, middle)
    topic.produce(1)
    pages = list(topic.reader.replay(middle, end))
    assert sorted(position for page in pages for position in positions(page)) == [4, 5, 6, 7]


def test_a_replay_beyond_the_end_is_refused(topic: AnyTopic) -> None:
    topic.produce(2)
    _, end = read_all(topic.reader, 10)
    partition, mark = next(iter(end.items()))
    beyond = {**end, partition: Mark(mark.position + 9, mark.offset + 9, mark.events + 9)}
    with pytest.raises(LogBroken, match="ends at"):
        list(topic.reader.replay({}, beyond))


def test_waiting_ends_when_the_time_is_over(topic: AnyTopic) -> None:
    topic.produce(1)
    assert not topic.reader.wait(read_all(topic.reader, 10)[1], 0.01)


def test_a_waiting_reader_wakes_when_something_is_produced(topic: AnyTopic) -> None:
    answers: list[bool] = []
    waiter = threading.Thread(target=lambda: answers.append(topic.reader.wait({}, 30)))
    waiter.start()
    time.sleep(0.05)
    topic.produce(1)
    waiter.join(10)
    assert answers == [True]


def test_a_direct_log_sees_what_another_process_wrote(database_url: str) -> None:
    writer, store = a_store(database_url)
    reader_database, reader_store = type(writer)(writer.url), store
    log = DirectLog("reports", reader_database, reader_store, poll_seconds=0.01)
    threading.Timer(0.05, lambda: _produce(writer, store)).start()
    assert log.wait({}, 10)
    writer.dispose()
    reader_database.dispose()


def _produce(database: Database, store: EventStore) -> None:
    with database.write() as connection:
        store.append(connection, [a_new(a_report(), "a")])


def test_a_memory_log_refuses_a_gap(tmp_path: Path) -> None:
    topic = Topic("memory", tmp_path)
    topic.produce(2)
    events = topic.reader.read({}, 2)[0].events
    with pytest.raises(ValueError, match="follow"):
        MemoryLog("reports", events[1:])
    topic.close()
