"""The topics that ``migrate`` makes and mends. Over a real Kafka."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from shared.log import LogBroken
from shared.log.connection import topic_name
from shared.log.topics import CURRENT_FIGURES, TOPICS, Readied, ready_topics
from tests.builders import kafka_settings
from tests.kafka import Server


def test_topics_that_exist_are_put_right(kafka: Server) -> None:
    settings = kafka_settings(kafka.address)
    assert ready_topics(settings) == Readied(tuple(TOPICS), {})
    wrong = {"retention.ms": "60000", "max.message.bytes": "1000", "cleanup.policy": "compact"}
    admin = KafkaAdminClient(bootstrap_servers=kafka.address)
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic_name(settings, "reports"), wrong)])
    admin.alter_configs(
        [ConfigResource(ConfigResourceType.TOPIC, topic_name(settings, CURRENT_FIGURES), {"cleanup.policy": "delete"})]
    )
    admin.close()
    assert ready_topics(settings).mended == {
        "reports": {name: TOPICS["reports"][name] for name in wrong},
        CURRENT_FIGURES: {"cleanup.policy": "compact"},
    }
    assert ready_topics(settings) == Readied((), {})


def test_topics_are_made_once_by_three_at_once_and_every_partition_has_a_leader(kafka: Server) -> None:
    settings = kafka_settings(kafka.address)
    with ThreadPoolExecutor(3) as three:
        done = list(three.map(ready_topics, [settings] * 3))
    assert sorted(topic for each in done for topic in each.created) == sorted(TOPICS)
    admin = KafkaAdminClient(bootstrap_servers=kafka.address)
    names = [topic_name(settings, topic) for topic in TOPICS]
    leaders = [part["leader_id"] for each in admin.describe_topics(names) for part in each["partitions"]]
    admin.close()
    assert len(leaders) == 12
    assert min(leaders) >= 0


def test_a_wrong_number_of_partitions_is_named(kafka: Server) -> None:
    settings = kafka_settings(kafka.address)
    ready_topics(settings)
    with pytest.raises(LogBroken, match="alerts has 3 partitions, not 4"):
        ready_topics(settings.model_copy(update={"kafka_partitions": 4}), ("alerts",))
