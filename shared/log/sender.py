"""Sends messages to Kafka and waits until all of its copies have them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from kafka import KafkaProducer
from kafka.errors import (
    AuthorizationError,
    InvalidRecordError,
    InvalidTimestampError,
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    PolicyViolationError,
    RecordListTooLargeError,
    UnsupportedCompressionTypeError,
    UnsupportedForMessageFormatError,
)
from kafka.partitioner.default import murmur2

from shared.log.cloudevents import CONTENT_TYPE
from shared.log.connection import MOST_REQUEST_BYTES, KafkaUser, open_client
from shared.log.port import LogAway
from shared.settings import Settings

_BATCH_BYTES = 256_000
_DELIVERY_MS = 30_000
_REQUEST_MS = 10_000
_CLOSE_SECONDS = 15.0
_HEADERS = [("content-type", CONTENT_TYPE.encode())]
_REFUSALS = (
    AuthorizationError,
    InvalidRecordError,
    InvalidTimestampError,
    InvalidTopicError,
    MessageSizeTooLargeError,
    PolicyViolationError,
    RecordListTooLargeError,
    UnsupportedCompressionTypeError,
    UnsupportedForMessageFormatError,
)
"""What Kafka answers to a message that it will not take, however often it is sent as things are."""


class CannotSend(Exception):
    """Kafka answers, and refuses the message of the event at ``position``: somebody has to put something right."""

    def __init__(self, position: int, why: KafkaError) -> None:
        super().__init__(f"cannot send position {position}: {type(why).__name__}: {why}")
        self.position = position


class TopicSender:
    """An idempotent producer whose sendings are waited for together.

    Raises:
        LogAway: Kafka does not answer, or did not acknowledge. The sender is of no more use then:
            what was sent after the failure may be in the topic, and is sent again by the next one.
        CannotSend: Kafka refuses a message; the first one of those that were waited for. Of no more use either.
    """

    def __init__(self, settings: Settings) -> None:
        try:
            self._producer: Any = open_client(
                KafkaProducer,
                settings,
                KafkaUser.RELAY,
                allow_auto_create_topics=False,
                metrics_enabled=False,
                enable_idempotence=True,
                max_request_size=MOST_REQUEST_BYTES,
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
        self._sent: list[tuple[int, Any]] = []

    def send(self, topic: str, partition: int, key: str, value: bytes, position: int) -> None:
        """Hand over the message of the event at ``position``; :meth:`finish` tells whether it arrived."""
        with _named(position):
            future = self._producer.send(topic, value, key.encode(), headers=_HEADERS, partition=partition)
        self._sent.append((position, future))

    def finish(self) -> dict[str, dict[int, list[int]]]:
        """Wait until everything handed over is acknowledged; by topic and partition the offsets it was given.

        Each message is waited for, not the producer's ``flush``: in kafka-python 3.0.12 that gives up where a batch
        is too large for the topic and is sent again in parts.
        """
        sent, self._sent = self._sent, []
        deadline = time.monotonic() + _DELIVERY_MS / 1_000
        errors = [(position, error) for position, future in sent if (error := _error_of(future, deadline)) is not None]
        for position, error in errors:
            if isinstance(error, _REFUSALS):  # what Kafka says of a message comes before what became of its neighbours
                raise CannotSend(position, error) from error
        for _, error in errors:
            raise LogAway(f"{type(error).__name__}: {error}") from error
        offsets: dict[str, dict[int, list[int]]] = {}
        for _, future in sent:
            stands = future.value
            offsets.setdefault(stands.topic, {}).setdefault(stands.partition, []).append(stands.offset)
        return offsets

    def close(self) -> None:
        """Let go at once: what was not acknowledged is never sent again by this sender.

        In kafka-python 3.0.12 ``close(0)`` raises where a message is on its way, before it has closed anything;
        the thread goes on, and delivers when Kafka is back. So its thread is ended first, as ``close`` would have
        done next: it gives up what waits, and closes its connections.
        """
        thread = self._producer._sender
        thread.force_close()
        thread.join(_CLOSE_SECONDS)
        if thread.is_alive():
            structlog.get_logger().error("the producer's thread does not end", seconds=_CLOSE_SECONDS)
            return
        self._producer.close(0)


def _error_of(future: Any, deadline: float) -> KafkaError | None:
    """Why a message was not acknowledged by then; None when it was."""
    try:
        future.get(max(0.0, deadline - time.monotonic()))
    except KafkaError as error:
        return error
    return None


@contextmanager
def _named(position: int) -> Iterator[None]:
    """Tells a message that is refused from a Kafka that is away."""
    try:
        yield
    except _REFUSALS as error:
        raise CannotSend(position, error) from error
    except (KafkaError, ValueError) as error:  # ValueError: there is no such partition
        raise LogAway(f"{type(error).__name__}: {error}") from error


def partition_of(key: str, partitions: int) -> int:
    """Where Kafka's own clients put a key: others may produce for the same regions side by side."""
    return int(murmur2(key.encode()) & 0x7FFFFFFF) % partitions
