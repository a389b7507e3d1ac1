"""The topics in Kafka: how many partitions, how many copies, how long they keep what."""

from __future__ import annotations

from collections.abc import Mapping

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from shared.log.connection import client_options, topic_name
from shared.log.port import LogAway, LogBroken
from shared.settings import Settings

TRUTH = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1", "compression.type": "producer"}
"""Kept for ever: a reader can start from position 0 whenever it likes."""

CURRENT = {"cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.1", "compression.type": "producer"}
"""The newest message of each key is kept."""

CURRENT_FIGURES = "current-figures"

TOPICS: Mapping[str, Mapping[str, str]] = {
    "reports": TRUTH,
    "figures": TRUTH,
    "alerts": TRUTH,
    CURRENT_FIGURES: CURRENT,
}


def create_topics(settings: Settings) -> list[str]:
    """Create the topics that are not there yet; their names. Safe when run twice at once.

    Raises:
        LogAway: Kafka does not answer.
        LogBroken: a topic is there with another number of partitions. Changing it would tear one
            region's events apart; a new prefix and a rebuild is the way.
    """
    try:
        admin = KafkaAdminClient(**client_options(settings))
    except KafkaError as error:
        raise LogAway(f"Kafka does not answer at {settings.kafka_servers}: {error}") from error
    try:
        return [topic for topic in TOPICS if _create(admin, settings, topic)]
    finally:
        admin.close()


def _create(admin: KafkaAdminClient, settings: Settings, topic: str) -> bool:
    name = topic_name(settings, topic)
    wanted = {
        "num_partitions": settings.kafka_partitions,
        "replication_factor": settings.kafka_copies,
        "configs": dict(TOPICS[topic]),
    }
    try:
        admin.create_topics({name: wanted}, wait_for_metadata=True)
    except TopicAlreadyExistsError:
        found = len(admin.describe_topics([name])[0]["partitions"])
        if found != settings.kafka_partitions:
            raise LogBroken(f"{name} has {found} partitions, not {settings.kafka_partitions}") from None
        return False
    except KafkaError as error:
        raise LogAway(f"{name} cannot be created: {error}") from error
    return True
