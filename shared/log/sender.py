"""Sends messages to Kafka and waits until all of its copies have them."""

from __future__ import annotations

from typing import Any

import structlog
from kafka import KafkaProducer
from kafka.errors import KafkaError
from kafka.partitioner.default import murmur2

from shared.log.cloudevents import CONTENT_TYPE
from shared.log.connection import client_options
from shared.log.port import LogAway
from shared.settings import Settings

_BATCH_BYTES = 256_000
_DELIVERY_MS = 30_000
_REQUEST_MS = 10_000
_HEADERS = [("content-type", CONTENT_TYPE.encode())]


class TopicSender:
    """An idempotent producer whose sendings are waited for together.

    Raises:
        LogAway: Kafka does not answer, or did not acknowledge. The sender is of no more use then:
            what was sent after the failure may be in the topic, and is sent again by the next one.
    """

    def __init__(self, settings: Settings) -> None:
        try:
            self._producer: Any = KafkaProducer(
                **client_options(settings),
                allow_auto_create_topics=False,
                metrics_enabled=False,
                enable_idempotence=True,
                acks="all",
                compression_type="zstd",
                batch_size=_BATCH_BYTES,
                linger_ms=0,
                delivery_timeout_ms=_DELIVERY_MS,
                request_timeout_ms=_REQUEST_MS,
                max_block_ms=_REQUEST_MS,
            )
        except KafkaError as error:
            raise LogAway(f"{type(error).__name__}: {error}") from error
        self._futures: list[Any] = []

    def send(self, topic: str, partition: int, key: str, value: bytes) -> None:
        """Hand over one message; :meth:`finish` tells whether it arrived."""
        try:
            future = self._producer.send(topic, value, key.encode(), headers=_HEADERS, partition=partition)
        except (KafkaError, ValueError) as error:  # ValueError: there is no such partition
            raise LogAway(f"{type(error).__name__}: {error}") from error
        self._futures.append(future)

    def finish(self) -> None:
        """Wait until everything handed over is acknowledged."""
        futures, self._futures = self._futures, []
        try:
            self._producer.flush(_DELIVERY_MS / 1_000)
            for future in futures:
                future.get(0)
        except KafkaError as error:
            raise LogAway(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Let go without waiting for what was not acknowledged."""
        try:
            self._producer.close(0)
        except KafkaError as error:
            structlog.get_logger().warning("producer closed with messages unsent", error=repr(error))


def partition_of(key: str, partitions: int) -> int:
    """Where Kafka's own clients put a key: others may produce for the same regions side by side."""
    return int(murmur2(key.encode()) & 0x7FFFFFFF) % partitions
