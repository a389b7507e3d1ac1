"""What may go wrong between a store and its readers in Kafka, and does no harm. Over a real Kafka."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from kafka.admin import KafkaAdminClient

from shared.database.engine import Database
from shared.log import LogAway, LogBroken, Mark, Marks
from shared.log.cloudevents import Predecessor, key_of
from shared.log.connection import topic_name
from shared.log.kafka import KafkaLog
from shared.log.sender import partition_of
from shared.log.topics import CURRENT_FIGURES, TOPICS, create_topics
from shared.observe import Metrics
from tests.builders import kafka_settings
from tests.contract.topics.copied import Copied, Reading, in_thread
from tests.kafka import NoKafka, Server


def kill_or_skip(kafka: Server) -> None:
    try:
        kafka.kill()
    except NoKafka as reason:
        pytest.skip(str(reason))


def test_every_event_comes_once_whatever_the_relay_repeats(copied: Copied, reading: Reading) -> None:
    copied.produce(10)
    copied.relay().step()
    copied.forget()
    copied.produce(5)
    copied.relay().step()
    assert reading.has(15)
    reading.read()
    assert sorted(reading.positions) == list(range(1, 16))


def test_what_is_repeated_behind_the_last_event_is_no_lag(copied: Copied, reading: Reading) -> None:
    events = copied.produce(10)
    copied.relay().step()
    assert reading.has(10)
    copied.send(events, {})
    assert reading.until(lambda: reading.log.lag({}) == 20)  # as seen by one who has applied nothing
    assert reading.until(lambda: reading.log.lag(reading.marks) == 0)
    assert sorted(reading.positions) == list(range(1, 11))


def test_what_nothing_is_known_of_is_no_topic_without_lag(copied: Copied, reading: Reading) -> None:
    copied.produce(10)
    copied.relay().step()
    assert (reading.log.lag({}), reading.log.knows_lag()) == (0, False), "it has not joined yet"
    assert reading.has(10) and reading.until(reading.log.knows_lag)
    reading.log.close()
    assert not reading.log.knows_lag(), "as one that has died"


def test_the_relay_goes_on_after_what_it_saved(copied: Copied, reading: Reading) -> None:
    copied.produce(3)
    assert copied.relay().step() == 3
    copied.produce(2)
    assert (copied.relay().step(), copied.relay().step()) == (2, 0)
    assert reading.has(5)


def test_events_that_came_before_their_turn_are_passed_over_until_it_comes(copied: Copied, reading: Reading) -> None:
    events = copied.produce(6)
    previous: dict[int, Predecessor] = {}
    for event in events[:3]:
        previous[partition_of(key_of(event), 3)] = Predecessor(event.position, event.hash)
    copied.send(events[3:], previous)  # the first page failed, the second one arrived
    for _ in range(5):
        reading.read()
    before = [position for position in reading.positions if position <= 3]
    copied.send(events, {})
    assert reading.has(6)
    assert before == []
    assert sorted(reading.positions) == [1, 2, 3, 4, 5, 6]


def test_an_event_that_never_comes_stops_the_reader_by_name(copied: Copied) -> None:
    events = [event for event in copied.produce(60) if partition_of(key_of(event), 3) == 0]
    copied.send([events[0]], {})
    copied.send(events[2:], {0: Predecessor(events[1].position, events[1].hash)})
    reading = Reading(copied.reader(patience_seconds=0.2))
    with pytest.raises(LogBroken, match="lacks an event"):
        reading.until(lambda: False, 10.0)
    assert reading.positions == [events[0].position]
    reading.log.close()


def test_a_reader_whose_topic_was_emptied_stops_by_name(copied: Copied, reading: Reading) -> None:
    copied.produce(2)
    copied.relay().step()
    reading.marks = {partition: Mark(900, 800, 800) for partition in range(3)}
    with pytest.raises(LogBroken, match="no longer holds"):
        reading.until(lambda: False, 10.0)


def test_what_was_not_applied_is_read_again(copied: Copied, reading: Reading) -> None:
    copied.produce(4)
    copied.relay().step()
    assert reading.has(4)
    reading.marks.clear()  # the transaction was rolled back
    assert reading.has(8)
    assert sorted(reading.positions) == [1, 1, 2, 2, 3, 3, 4, 4]


def test_two_readers_share_the_partitions_and_one_takes_over_what_the_other_leaves(copied: Copied) -> None:
    marks: dict[int, Mark] = {}  # in one database
    first, second = Reading(copied.reader(), marks), Reading(copied.reader(), marks)
    copied.produce(30)
    copied.relay().step()
    assert first.has(30)
    with in_thread(first.go_on):
        copied.produce(30)
        assert second.until(lambda: bool(second.log.lag({})))  # it has partitions
        copied.relay().step()
        second.until(lambda: len(set(first.positions) | set(second.positions)) == 60)
    first.log.close()
    copied.produce(30)
    copied.relay().step()
    second.until(lambda: len(set(first.positions) | set(second.positions)) == 90)
    assert set(first.positions) | set(second.positions) == set(range(1, 91))
    second.log.close()


def test_a_kafka_that_does_not_answer_is_away_not_broken(tmp_path: Path) -> None:
    settings = kafka_settings("127.0.0.1:1")
    log = KafkaLog("reports", "reader", settings, Metrics())
    with pytest.raises(LogAway):
        log.read({}, 10)
    with pytest.raises(LogAway):
        create_topics(settings)


def test_kafka_killed_under_the_relay_costs_nothing_but_time(copied: Copied, reading: Reading, kafka: Server) -> None:
    with in_thread(copied.relay().run):
        copied.produce(20)
        assert reading.has(20)
        kill_or_skip(kafka)
        copied.produce(20)
        kafka.start()
        assert reading.until(lambda: len(reading.positions) >= 40, 60.0)
    assert sorted(reading.positions) == list(range(1, 41))


def test_of_two_relays_one_copies_and_the_other_takes_over_when_its_session_ends(
    postgresql_url: str, kafka: Server
) -> None:
    copied = Copied(postgresql_url, kafka.address)
    other = Database(postgresql_url)
    first, second = copied.relay(), copied.relay(other)
    assert first.lease.held() and not second.lease.held()
    with copied.database.write() as connection:
        query = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        connection.execute(sa.text(query))
    deadline = time.monotonic() + 10
    while not second.lease.held() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert second.lease.held() and not first.lease.held()
    second.lease.release()
    assert first.lease.held()
    first.lease.release()
    other.dispose()
    copied.close()


def test_the_topics_keep_what_they_must(copied: Copied, kafka: Server) -> None:
    admin = KafkaAdminClient(bootstrap_servers=kafka.address)
    names = [topic_name(copied.settings, topic) for topic in TOPICS]
    partitions = {each["name"]: len(each["partitions"]) for each in admin.describe_topics(names)}
    admin.close()
    assert partitions == dict.fromkeys(names, 3)
    assert TOPICS["reports"]["retention.ms"] == "-1"
    assert TOPICS[CURRENT_FIGURES]["cleanup.policy"] == "compact"
    assert create_topics(copied.settings) == []


def test_another_number_of_partitions_is_refused(copied: Copied) -> None:
    with pytest.raises(LogBroken, match="has 3 partitions, not 4"):
        create_topics(copied.settings.model_copy(update={"kafka_partitions": 4}))


def end_of(marks: Marks) -> int:
    return sum(mark.events for mark in marks.values())


def test_a_replay_reads_every_partition_though_the_reader_has_none(copied: Copied, reading: Reading) -> None:
    copied.produce(25)
    copied.relay().step()
    assert reading.has(25)
    pages = list(copied.reader().replay({}, reading.marks))
    assert sorted(event.position for page in pages for event in page) == list(range(1, 26))
    assert end_of(reading.marks) == 25
