"""What the producer leaves behind, and what Kafka refuses. Over a real Kafka."""

from __future__ import annotations

import threading
from pathlib import Path
from random import Random

import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from shared.log import LogAway
from shared.log.connection import topic_name
from shared.log.sender import CannotSend, TopicSender
from shared.log.topics import create_topics
from shared.settings import Settings
from shared.store import MOST_EVENT_BYTES
from tests.builders import kafka_settings
from tests.kafka import NoKafka, Server


def ends(settings: Settings) -> list[int]:
    """How many messages stand in each partition of ``reports``."""
    consumer = KafkaConsumer(bootstrap_servers=settings.kafka_servers)
    places = [TopicPartition(topic_name(settings, "reports"), number) for number in range(3)]
    found = consumer.end_offsets(places)
    consumer.close()
    return [found[place] for place in places]


@pytest.fixture
def settings(kafka: Server) -> Settings:
    made = kafka_settings(kafka.address)
    create_topics(made)
    return made


def limit(settings: Settings, most: int) -> None:
    """Let ``reports`` take no message larger than ``most`` bytes."""
    admin = KafkaAdminClient(bootstrap_servers=settings.kafka_servers)
    name = topic_name(settings, "reports")
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, {"max.message.bytes": str(most)})])
    admin.close()


def noise(count: int) -> bytes:
    """Bytes that cannot be made shorter."""
    return Random(count).randbytes(count)


def test_a_sender_that_was_let_go_leaves_no_thread_and_delivers_nothing_when_kafka_is_back(
    settings: Settings, kafka: Server
) -> None:
    name, before = topic_name(settings, "reports"), set(threading.enumerate())
    sender = TopicSender(settings)
    sender.send(name, 0, "500101", b"one", 1)
    sender.finish()
    try:
        kafka.kill()
    except NoKafka as reason:
        pytest.skip(str(reason))
    sender.send(name, 0, "500101", b"two", 2)
    sender.send(name, 1, "500102", b"three", 3)
    sender.close()
    assert set(threading.enumerate()) <= before
    kafka.start()
    other = TopicSender(settings)
    other.send(name, 2, "500103", b"four", 4)
    other.finish()
    other.close()
    assert ends(settings) == [1, 0, 1]


def test_a_message_of_the_largest_event_is_taken_and_a_larger_one_is_refused_by_its_position(
    settings: Settings,
) -> None:
    name = topic_name(settings, "reports")
    sender = TopicSender(settings)
    sender.send(name, 0, "500101", noise(MOST_EVENT_BYTES + 20_000), 7)
    sender.finish()
    with pytest.raises(CannotSend, match="position 8: MessageSizeTooLargeError"):
        sender.send(name, 0, "500101", noise(2_000_000), 8)
    sender.close()
    assert ends(settings) == [1, 0, 0]


def test_what_the_topic_refuses_is_named_by_its_position(settings: Settings) -> None:
    name = topic_name(settings, "reports")
    limit(settings, 5_000)
    sender = TopicSender(settings)
    sender.send(name, 0, "500101", b"small", 1)
    sender.send(name, 1, "500102", noise(9_000), 2)
    with pytest.raises(CannotSend, match="position 2: MessageSizeTooLargeError"):
        sender.finish()
    sender.close()


def test_a_topic_that_is_not_there_is_away_and_nothing_is_refused(kafka: Server, tmp_path: Path) -> None:
    settings = kafka_settings(kafka.address)
    create_topics(settings)
    sender = TopicSender(settings)
    with pytest.raises(LogAway, match="Unrecognized partition 9"):
        sender.send(topic_name(settings, "reports"), 9, "500101", b"one", 1)
    sender.close()
