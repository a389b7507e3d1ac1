"""The topics in Kafka: how many partitions, how many copies, how long they keep what, how large a message may be."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from shared.log.connection import MOST_REQUEST_BYTES, KafkaUser, open_client, topic_name
from shared.log.port import LogAway, LogBroken
from shared.settings import Settings

_LIMITS = {"max.message.bytes": str(MOST_REQUEST_BYTES), "compression.type": "producer"}

TRUTH = {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"} | _LIMITS
"""Kept for ever: a reader can start from position 0 whenever it likes."""

CURRENT = {"cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.1"} | _LIMITS
"""The newest message of each key is kept."""

_DELETE_SECONDS = 60.0
_GLANCE_SECONDS = 0.1

CURRENT_FIGURES = "current-figures"

TOPICS: Mapping[str, Mapping[str, str]] = {
    "reports": TRUTH,
    "figures": TRUTH,
    "alerts": TRUTH,
    CURRENT_FIGURES: CURRENT,
}


class Readied(NamedTuple):
    """What :func:`ready_topics` has done: the topics it created, and by topic the settings it put right."""

    created: tuple[str, ...]
    mended: Mapping[str, Mapping[str, str]]


def create_topics(settings: Settings) -> list[str]:
    """As :func:`ready_topics`; the names of the topics that were not there."""
    return list(ready_topics(settings).created)


def ready_topics(settings: Settings, topics: Sequence[str] = tuple(TOPICS)) -> Readied:
    """Create the topics that are not there yet, and put right what those that are there keep and take. When it
    returns, every partition has a leader. Safe when run several times at once.

    Raises:
        LogAway: Kafka does not answer, or has no leaders for the partitions yet.
        LogBroken: a topic is there with another number of partitions. Changing it would tear one
            region's events apart; the topics have to be made anew.
    """
    with administration(settings) as admin:
        created = tuple(topic for topic in topics if _create(admin, settings, topic))
        admin.wait_for_topics([topic_name(settings, topic) for topic in topics])
        for topic in topics:
            _check_partitions(admin, settings, topic)
        mended = {topic: _mend(admin, settings, topic) for topic in topics}
    return Readied(created, {topic: changes for topic, changes in mended.items() if changes})


def delete_topics(settings: Settings) -> None:
    """Delete all topics, and wait until they are gone, or others have taken their names.

    Raises:
        LogAway: Kafka does not answer, or they do not go in their time.
    """
    names = [topic_name(settings, topic) for topic in TOPICS]
    with administration(settings) as admin:
        before = _ids(admin, names)
        if before:
            admin.delete_topics(list(before))
        deadline = time.monotonic() + _DELETE_SECONDS
        while before.items() & _ids(admin, names).items():
            if time.monotonic() > deadline:
                raise LogAway(f"the topics are not deleted within {_DELETE_SECONDS:.0f} s")
            time.sleep(_GLANCE_SECONDS)


def _ids(admin: Any, names: Sequence[str]) -> dict[str, str]:
    """The ids of the topics that are there, by name."""
    return {
        each["name"]: str(each["topic_id"]) for each in admin.describe_topics(list(names)) if not each["error_code"]
    }


@contextmanager
def administration(settings: Settings) -> Iterator[Any]:
    """A client that manages topics, its errors in this log's words.

    Raises:
        LogAway: Kafka does not answer, or refuses.
    """
    try:
        admin = open_client(KafkaAdminClient, settings, KafkaUser.ADMIN)
    except KafkaError as error:
        raise LogAway(f"Kafka does not answer at {settings.kafka_servers}: {error}") from error
    try:
        yield admin
    except KafkaError as error:
        raise LogAway(f"{type(error).__name__}: {error}") from error
    finally:
        admin.close()


def _create(admin: Any, settings: Settings, topic: str) -> bool:
    wanted = {
        "num_partitions": settings.kafka_partitions,
        "replication_factor": settings.kafka_copies,
        "configs": dict(TOPICS[topic]),
    }
    try:
        admin.create_topics({topic_name(settings, topic): wanted})
    except TopicAlreadyExistsError:
        return False
    return True


def _check_partitions(admin: Any, settings: Settings, topic: str) -> None:
    name = topic_name(settings, topic)
    found = len(admin.describe_topics([name])[0]["partitions"])
    if found != settings.kafka_partitions:
        raise LogBroken(f"{name} has {found} partitions, not {settings.kafka_partitions}")


def _mend(admin: Any, settings: Settings, topic: str) -> dict[str, str]:
    """Put a topic's settings right; those that were not."""
    name = topic_name(settings, topic)
    described = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)], config_filter="all")
    found = described["topic"][name]
    wrong = {key: value for key, value in TOPICS[topic].items() if found[key]["value"] != value}
    if wrong:
        answer = admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, wrong)], incremental=True)
        if (said := answer["topic"][name]) != "OK":
            raise LogAway(f"{name} cannot be put right: {said}")
    return wrong
