"""Messages that nobody should have put into a topic, and how they get there: past the relay, by Kafka's own client."""

from __future__ import annotations

import hashlib
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any, NamedTuple

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.errors import KafkaError, TopicAlreadyExistsError

from tests.end_to_end.kills.faults.aside import Stranger

_SECONDS = 60.0
_TRIES = 200
_GLANCE_SECONDS = 0.1
_POLL_MS = 5_000
_DATA = b'"data":{'
_NUMBER = re.compile(rb'(":\[?)(\d+)')


class Genuine(NamedTuple):
    """A message as it stands in a topic."""

    partition: int
    key: bytes
    value: bytes


def altered(value: bytes) -> bytes | None:
    """The message with another number in what it tells, and everything else as it was, its hash too; None where it
    tells no number."""
    envelope, data, told = value.partition(_DATA)
    changed, count = _NUMBER.subn(lambda found: found[1] + str(int(found[2]) + 999_000).encode(), told, count=1)
    return envelope + data + changed if count else None


class Hand:
    """Writes into the topics with the given prefix at a Kafka."""

    def __init__(self, servers: str, prefix: str, partitions: int) -> None:
        self._servers = servers
        self._prefix = prefix
        self._partitions = partitions
        self._put: set[tuple[str, int, int]] = set()

    def foreign(self, topic: str, chance: random.Random) -> Stranger:
        """Put in what is no JSON."""
        text = f"hello, {chance.getrandbits(64):x}".encode()
        return self._write(topic, chance.randrange(self._partitions), b"stranger", text, "no-event")

    def repeat(self, topic: str, chance: random.Random) -> None:
        """Put a genuine message into its partition once more."""
        found = self._genuine(topic, chance, lambda value: True)
        self._write(topic, found.partition, found.key, found.value, "")

    def alter(self, topic: str, chance: random.Random) -> Stranger:
        """Put in a genuine message with another number and the old hash."""
        found = self._genuine(topic, chance, lambda value: altered(value) is not None)
        return self._write(topic, found.partition, found.key, altered(found.value) or b"", "altered")

    def delete(self, topic: str, *, again: bool) -> None:
        """Delete a topic, and where ``again`` make an empty one in its place, unless the relay is quicker."""
        with closing(KafkaAdminClient(bootstrap_servers=self._servers)) as admin:
            admin.delete_topics([self._name(topic)])
            if again:
                self._make(admin, topic)
        self._put = {place for place in self._put if place[0] != topic}

    def _make(self, admin: Any, topic: str) -> None:
        deadline = time.monotonic() + _SECONDS
        while self._name(topic) in admin.list_topics() and time.monotonic() < deadline:
            time.sleep(_GLANCE_SECONDS)
        with suppress(TopicAlreadyExistsError):
            admin.create_topics([NewTopic(self._name(topic), self._partitions, 1)])

    def _write(self, topic: str, partition: int, key: bytes, value: bytes, reason: str) -> Stranger:
        producer = KafkaProducer(bootstrap_servers=self._servers, acks="all", allow_auto_create_topics=False)
        with closing(producer):
            told = producer.send(self._name(topic), value, key, partition=partition).get(_SECONDS)
        self._put.add((topic, told.partition, told.offset))
        return Stranger(topic, told.partition, told.offset, reason, hashlib.sha256(value).hexdigest())

    def _genuine(self, topic: str, chance: random.Random, fits: Callable[[bytes], bool]) -> Genuine:
        """One of the relay's messages that ``fits``.

        Raises:
            TimeoutError: there is none in a minute.
        """
        deadline = time.monotonic() + _SECONDS
        with closing(self._reader()) as consumer:
            while time.monotonic() < deadline:
                with suppress(KafkaError):  # the topic may just have been deleted
                    for found in self._some(consumer, topic, chance):
                        if fits(found.value):
                            return found
                time.sleep(_GLANCE_SECONDS)
        raise TimeoutError(f"no message in {topic} to take")

    def _reader(self) -> Any:
        return KafkaConsumer(bootstrap_servers=self._servers, enable_auto_commit=False, allow_auto_create_topics=False)

    def _some(self, consumer: Any, topic: str, chance: random.Random) -> Iterator[Genuine]:
        """Genuine messages from a random place of a random partition on."""
        place = TopicPartition(self._name(topic), chance.randrange(self._partitions))
        consumer.assign([place])
        first, end = consumer.beginning_offsets([place])[place], consumer.end_offsets([place])[place]
        if first == end:
            return
        consumer.seek(place, chance.randrange(first, end))
        for each in consumer.poll(_POLL_MS, max_records=_TRIES).get(place, ()):
            if (topic, each.partition, each.offset) not in self._put:
                yield Genuine(each.partition, each.key, each.value)

    def _name(self, topic: str) -> str:
        return f"{self._prefix}.{topic}"
