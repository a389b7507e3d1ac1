"""Whether Kafka answers, and whether every partition of the topics has its leader and its copies.

How far readers are behind is asked of the databases (see reader_watch.ReaderWatch), which know it without Kafka.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import structlog
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from shared.log.connection import KafkaUser, open_client, topic_name
from shared.log.topics import TOPICS
from shared.observe import Metrics
from shared.settings import Settings

SWEEP_SECONDS = 15.0
_REQUEST_MS = 5_000
_NO_LEADER = -1


class PartitionCounts(NamedTuple):
    """Partitions that lack a copy, and that nobody leads: these can be neither written nor read."""

    under_replicated: int
    leaderless: int


def counts_of(described: Iterable[Mapping[str, Any]]) -> PartitionCounts:
    """What a description of topics comes to. A topic that is not there is the relay's to tell of."""
    partitions = [each for topic in described if not topic["error_code"] for each in topic["partitions"]]
    return PartitionCounts(
        sum(len(each["isr_nodes"]) < len(each["replica_nodes"]) for each in partitions),
        sum(each["leader_id"] == _NO_LEADER for each in partitions),
    )


class KafkaWatch:
    """Asks as the relays' user, over a connection that it keeps while Kafka answers."""

    def __init__(
        self, settings: Settings, metrics: Metrics, open_admin: Callable[[Settings], Any] | None = None
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._open = open_admin or _open
        self._names = [topic_name(settings, topic) for topic in TOPICS]
        self._up = metrics.kafka_up.labels(settings.kafka_prefix)
        self._admin: Any = None
        self._logger = structlog.get_logger()

    def sweep(self) -> None:
        """Ask once."""
        try:
            if self._admin is None:
                self._admin = self._open(self._settings)
            found = counts_of(self._admin.describe_topics(self._names))
        except (KafkaError, OSError) as error:
            self._logger.warning("Kafka does not answer", error=f"{type(error).__name__}: {error}")
            self._up.set(0)
            self.close()
            return
        self._up.set(1)
        self._metrics.kafka_partitions.labels("under_replicated").set(found.under_replicated)
        self._metrics.kafka_partitions.labels("leaderless").set(found.leaderless)

    def close(self) -> None:
        """Give the connection back; nothing is known of the partitions any more."""
        self._metrics.kafka_partitions.clear()
        admin, self._admin = self._admin, None
        if admin is not None:
            with suppress(KafkaError, OSError):
                admin.close()


def _open(settings: Settings) -> Any:
    return open_client(KafkaAdminClient, settings, KafkaUser.RELAY, request_timeout_ms=_REQUEST_MS)
