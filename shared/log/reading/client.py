"""A client that reads a topic, and what it says where it cannot, in the log's own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafka import KafkaConsumer
from kafka.errors import KafkaError, LogTruncationError, OffsetOutOfRangeError

from shared.log.connection import KafkaUser, open_client
from shared.log.port import LogAway, LogBroken
from shared.settings import Settings

_FETCH_BYTES = 128_000
"""Of one partition at a time, compressed: some thousand reports."""
_METADATA_MS = 10_000
"""A topic that is there again is found so soon."""


class NoLongerThere(LogBroken):
    """Kafka does not hold what stands at the offset asked for, in ``partitions``."""

    def __init__(self, topic: str, partitions: frozenset[int], detail: str) -> None:
        super().__init__(f"{topic} no longer holds what was read before: {detail}")
        self.partitions = partitions


def connect(settings: Settings, topic: str, reader: str, group: str | None) -> Any:
    """A client of the group, or of none.

    Raises:
        LogAway: Kafka does not answer.
    """
    session = int(settings.kafka_session_seconds * 1_000)
    return ask(
        topic,
        lambda: open_client(
            KafkaConsumer,
            settings,
            KafkaUser.READER,
            group_id=group and f"{settings.kafka_prefix}.{group}",
            client_id=f"xushi-{reader}",
            allow_auto_create_topics=False,
            metrics_enabled=False,
            enable_auto_commit=False,
            auto_offset_reset="none",
            session_timeout_ms=session,
            heartbeat_interval_ms=session // 4,
            metadata_max_age_ms=_METADATA_MS,
            max_partition_fetch_bytes=_FETCH_BYTES,
        ),
    )


def ask(topic: str, question: Callable[[], Any]) -> Any:
    """What ``question`` answers.

    Raises:
        LogAway: Kafka does not answer.
        NoLongerThere: it does not hold what was asked for.
    """
    try:
        return question()
    except OffsetOutOfRangeError as error:
        raise NoLongerThere(topic, _partitions(error.args[0] if error.args else ()), str(error)) from error
    except LogTruncationError as error:
        raise NoLongerThere(topic, _partitions(error.divergent_offsets), str(error)) from error
    except KafkaError as error:
        raise LogAway(f"{type(error).__name__}: {error}") from error


def _partitions(places: Any) -> frozenset[int]:
    return frozenset(place.partition for place in places)
