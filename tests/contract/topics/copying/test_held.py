"""What the relay does where the topic is not as it left it. Over a real Kafka."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient

from shared.log import LogAway, LogBroken
from shared.log.cloudevents import decode
from shared.log.connection import topic_name
from shared.log.copying.held import TopicDiffers
from shared.log.relay import LOOK_SECONDS, Relay
from shared.log.sender import TopicSender
from shared.log.topics import TOPICS, create_topics
from shared.observe import CheckFailed, Metrics
from tests.builders import a_new, a_report
from tests.contract.topics.copied import Copied, in_thread, soon


def standing(copied: Copied) -> list[int]:
    """The positions that stand in the topic, in order, over all partitions; what stands there twice is here twice."""
    consumer = KafkaConsumer(bootstrap_servers=copied.settings.kafka_servers, auto_offset_reset="earliest")
    name = topic_name(copied.settings, "reports")
    places = [TopicPartition(name, partition) for partition in range(copied.settings.kafka_partitions)]
    consumer.assign(places)
    ends, found = consumer.end_offsets(places), []
    while any(consumer.position(place) < ends[place] for place in places):
        for records in consumer.poll(timeout_ms=1_000).values():
            found += [decode(record.value).event.position for record in records]
    consumer.close()
    return sorted(found)


def delete(copied: Copied, *topics: str) -> None:
    """Delete topics by hand, and wait until they are gone."""
    admin = KafkaAdminClient(bootstrap_servers=copied.settings.kafka_servers)
    names = {topic_name(copied.settings, topic) for topic in topics}
    admin.delete_topics(list(names))
    deadline = time.monotonic() + 20
    while names & set(admin.list_topics()) and time.monotonic() < deadline:
        time.sleep(0.05)
    admin.close()


def another_end(copied: Copied, keep: int, count: int) -> None:
    """Put the store back to ``keep`` events, as a backup or a standby does, and store ``count`` others."""
    events, head = copied.store.tables.events, copied.store.tables.head
    with copied.database.write() as connection:
        connection.execute(sa.delete(events).where(events.c.position > keep))
        hash_ = copied.store.hash_at(connection, keep)
        connection.execute(sa.update(head).values(position=keep, hash=hash_))
    with copied.database.write() as connection:
        others = [a_new(a_report(region=f"5001{number:02d}", value=9), f"other-{number}") for number in range(count)]
        copied.store.append(connection, others)


def settle(relay: Relay) -> None:
    """Step until nothing is left; Kafka may need a moment for a topic that was made anew."""
    deadline = time.monotonic() + 20
    while True:
        try:
            if relay.step() == 0 and relay.lag() == 0:
                return
        except LogAway:
            relay.close()
        assert time.monotonic() < deadline


def test_what_the_topic_holds_already_is_not_sent_twice(copied: Copied) -> None:
    copied.produce(10)
    copied.relay().step()
    copied.forget()
    copied.produce(5)
    assert copied.relay().step() == 15
    assert standing(copied) == list(range(1, 16))
    copied.produce(2)
    assert copied.relay().step() == 2
    assert standing(copied) == list(range(1, 18))


def test_foreign_messages_at_the_end_are_passed_over(copied: Copied) -> None:
    events = copied.produce(6)
    copied.relay().step()
    sender = TopicSender(copied.settings)
    for partition in range(3):
        sender.send(topic_name(copied.settings, "reports"), partition, "k", b"no event", 0)
    sender.finish()
    sender.close()
    copied.produce(3)
    relay = copied.relay()
    assert (relay.step(), relay.step()) == (3, 0)
    assert len(events) == 6


@pytest.mark.parametrize("others", [0, 2, 8])
def test_a_store_that_came_back_older_sends_nothing_and_is_named(copied: Copied, others: int) -> None:
    copied.produce(6)
    copied.relay().step()
    with copied.database.read() as connection:
        older = copied.relay()._marks.read(connection)
    copied.produce(4)
    copied.relay().step()
    another_end(copied, 6, others)
    copied.forget()
    with copied.database.write() as connection:  # the marks come back with the store
        copied.relay()._marks.save(connection, older)
    with pytest.raises(TopicDiffers, match=r"reports holds (another event at )?position"):
        copied.relay().step()
    assert standing(copied) == list(range(1, 11))


def test_a_store_that_changes_under_a_relay_at_work_is_named_and_told(copied: Copied) -> None:
    metrics = Metrics()
    relay = Relay("reports", "intake", copied.database, copied.store, copied.settings, metrics)
    copied.produce(6)
    with in_thread(relay.run):
        assert soon(lambda: relay.lag() == 0)
        another_end(copied, 4, 3)
        assert soon(lambda: metrics.registry.get_sample_value("xushi_relay_refuses", {"topic": "reports"}) == 1)
        with pytest.raises(CheckFailed, match="转发受阻：reports was sent position 6, and the store does not hold it"):
            relay.check()
    assert standing(copied) == list(range(1, 7))


Fault = Callable[[Copied], None]


def made_anew(copied: Copied) -> None:
    delete(copied, "reports")
    create_topics(copied.settings)


@pytest.mark.parametrize("fault", [lambda copied: delete(copied, *TOPICS), made_anew], ids=["deleted", "made anew"])
def test_a_topic_that_was_lost_is_filled_from_the_store(copied: Copied, fault: Fault) -> None:
    copied.produce(12)
    copied.relay().step()
    fault(copied)
    copied.produce(3)
    settle(copied.relay())
    assert standing(copied) == list(range(1, 16))


def test_a_topic_that_is_made_anew_under_a_relay_at_work_is_filled(copied: Copied) -> None:
    copied.produce(12)
    relay = copied.relay()
    with in_thread(relay.run):
        assert soon(lambda: relay.lag() == 0)
        made_anew(copied)
        copied.produce(1)
        assert soon(lambda: set(standing(copied)) == set(range(1, 14)))
        made_anew(copied)
        began = time.monotonic()
        assert soon(lambda: set(standing(copied)) == set(range(1, 14)))  # though nothing new was sent
        assert time.monotonic() - began < LOOK_SECONDS + 10


def test_a_topic_with_another_number_of_partitions_is_named(copied: Copied) -> None:
    copied.produce(2)
    copied.relay().step()
    delete(copied, *TOPICS)
    create_topics(copied.settings.model_copy(update={"kafka_partitions": 1}))
    with pytest.raises(LogBroken, match="reports has 1 partitions, not 3"):
        settle(copied.relay())
