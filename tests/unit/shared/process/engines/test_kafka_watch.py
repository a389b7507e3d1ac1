"""What Kafka's answer comes to."""

from __future__ import annotations

from typing import Any

import pytest
from kafka.errors import KafkaConnectionError, KafkaError

from shared.observe import Metrics
from shared.process.engines.kafka_watch import KafkaWatch, counts_of
from shared.settings import Settings


def topic(*partitions: tuple[int, int, int], error: int = 0) -> dict[str, Any]:
    """A topic's description; a partition is its leader, its copies and how many of them keep up."""
    return {
        "error_code": error,
        "partitions": [
            {"leader_id": leader, "replica_nodes": list(range(copies)), "isr_nodes": list(range(well))}
            for leader, copies, well in partitions
        ],
    }


def test_partitions_without_leader_and_with_a_copy_missing_are_counted() -> None:
    assert counts_of([topic((1, 3, 3), (2, 3, 2)), topic((-1, 3, 0))]) == (2, 1)


def test_a_topic_that_is_not_there_counts_nowhere() -> None:
    assert counts_of([topic((-1, 3, 0), error=3)]) == (0, 0)


class Admin:
    """Answers, or does not."""

    def __init__(self) -> None:
        self.error: KafkaError | None = None
        self.closed = 0

    def describe_topics(self, _names: list[str]) -> list[dict[str, Any]]:
        if self.error:
            raise self.error
        return [topic((1, 1, 1))]

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def admin() -> Admin:
    return Admin()


def test_a_connection_is_kept_while_kafka_answers_and_made_anew_afterwards(admin: Admin) -> None:
    opened: list[Settings] = []

    def open_admin(settings: Settings) -> Admin:
        opened.append(settings)
        return admin

    metrics = Metrics()
    watch = KafkaWatch(Settings(), metrics, open_admin)
    watch.sweep()
    watch.sweep()
    assert (len(opened), metrics.registry.get_sample_value("xushi_kafka_up", {"prefix": "xushi"})) == (1, 1)
    admin.error = KafkaConnectionError()
    watch.sweep()
    assert (admin.closed, metrics.registry.get_sample_value("xushi_kafka_up", {"prefix": "xushi"})) == (1, 0)
    assert metrics.registry.get_sample_value("xushi_kafka_partitions", {"state": "leaderless"}) is None
    admin.error = None
    watch.sweep()
    assert (len(opened), metrics.registry.get_sample_value("xushi_kafka_up", {"prefix": "xushi"})) == (2, 1)
