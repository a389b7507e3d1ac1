"""What a topic holds of a store: read where the relay left off, and held against the store before anything is sent.

Only what is an event of the store's service, whole by its hash, counts; whatever else stands in the topic is passed
over. Where the marks' event no longer stands in its place, another topic has taken this one's name, or a broker has
lost its folder: the partition is then read from its beginning, to see how far it goes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import AuthorizationError, KafkaError

from shared.log.cloudevents import Message, NotAnEvent, decode
from shared.log.connection import KafkaUser, open_client, topic_name
from shared.log.copying.marks import NOTHING_SENT, Sent, SentMarks
from shared.log.port import LogAway, LogBroken
from shared.log.topics import CURRENT_FIGURES, ready_topics
from shared.settings import Settings
from shared.store import Recorded

_PAGE = 2_000
_POLL_MS = 500
_PATIENCE_SECONDS = 30.0
_ASK_MS = 10_000

HashesAt = Callable[[Iterable[int]], Mapping[int, str]]
"""The hashes that stand in the store at these positions; one where nothing stands is left out."""


class TopicDiffers(LogBroken):
    """The topic holds an event that the store does not: the store came back older, or is another one."""


class _Standing(NamedTuple):
    """A message that is an event of the service, and the offset behind it."""

    message: Message
    after: int


class _Walk:
    """Through one partition, from the mark's event on where that stands in its place, else from the beginning."""

    def __init__(self, mark: Sent, begin: int, end: int) -> None:
        self._awaited = mark if begin < mark.offset <= end else None
        self.start = begin if self._awaited is None else mark.offset - 1
        self.end = end
        self.last = self._awaited or NOTHING_SENT
        self.astray = False
        """Whether another message stands where the mark's event should."""

    def take(self, standing: Sequence[_Standing]) -> None:
        """Go on over messages, of which each continues the last one or repeats what came before."""
        if self._awaited is not None:
            first = standing[0].message.event if standing and standing[0].after == self._awaited.offset else None
            self.astray = first is None or (first.position, first.hash) != self._awaited[:2]
            self._awaited = None
        for (event, before, _, _), after in () if self.astray else standing:
            if before.position == self.last.position < event.position:
                self.last = Sent(event.position, event.hash, after)


class HeldTopic:
    """A topic in Kafka, with a client that is kept from look to look. A topic that is not there is made."""

    def __init__(self, topic: str, service: str, settings: Settings) -> None:
        self._topic = topic
        self._service = service
        self._settings = settings
        self._name = topic_name(settings, topic)
        self._beside = [CURRENT_FIGURES] if topic == "figures" else []
        self._consumer: Any = None

    def compare(self, marks: SentMarks, hashes_at: HashesAt) -> dict[int, Sent]:
        """By partition how far the topic goes without a gap: at the mark or behind it where all is well.

        Raises:
            LogAway: Kafka does not answer.
            LogBroken: the topic has another number of partitions.
            TopicDiffers: it holds what the store does not.
        """
        places = self._places()
        begins = self._ask(lambda: self._consumer.beginning_offsets(places, timeout_ms=_ASK_MS))
        ends = self._ask(lambda: self._consumer.end_offsets(places, timeout_ms=_ASK_MS))
        walks = {place: _Walk(marks.get(place.partition, NOTHING_SENT), begins[place], ends[place]) for place in places}
        self._go(walks, hashes_at)
        again = {place: _Walk(NOTHING_SENT, begins[place], ends[place]) for place, walk in walks.items() if walk.astray}
        self._go(again, hashes_at)
        return {place.partition: walk.last for place, walk in (walks | again).items()}

    def lacks_what_is_beside(self) -> bool:
        """Whether the topic of the newest figures is empty: asked where figures were sent.

        Raises:
            LogAway: Kafka does not answer.
        """
        if not self._beside:
            return False
        names = [topic_name(self._settings, topic) for topic in self._beside]
        places = [TopicPartition(name, number) for name in names for number in range(self._settings.kafka_partitions)]
        return not any(self._ask(lambda: self._consumer.end_offsets(places, timeout_ms=_ASK_MS)).values())

    def close(self) -> None:
        """Let go of the client; the next look makes a new one."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            consumer.close(autocommit=False)

    def _places(self) -> list[Any]:
        wanted = [self._topic, *self._beside]
        if self._consumer is None:
            self._consumer = self._ask(lambda: _client(self._settings))
            found = [self._partitions(topic) for topic in wanted]
            if not all(found):
                self._make(wanted)
        count = self._settings.kafka_partitions
        found = [self._partitions(topic) for topic in wanted]
        for topic, number in zip(wanted, found, strict=True):
            if number != count:
                self.close()
                raise LogBroken(f"{topic_name(self._settings, topic)} has {number} partitions, not {count}")
        return [TopicPartition(self._name, number) for number in range(count)]

    def _make(self, topics: Sequence[str]) -> None:
        try:
            ready_topics(self._settings, topics)
        except LogAway as error:
            if isinstance(error.__cause__, AuthorizationError):
                raise LogBroken(f"there is no topic {self._name}, and the relay may not make it") from error
            raise

    def _partitions(self, topic: str) -> int:
        name = topic_name(self._settings, topic)
        return len(self._ask(lambda: self._consumer.partitions_for_topic(name)) or ())

    def _go(self, walks: Mapping[Any, _Walk], hashes_at: HashesAt) -> None:
        left = {place for place, walk in walks.items() if walk.start < walk.end}
        if not left:
            return
        self._consumer.assign(list(left))
        for place in left:
            self._consumer.seek(place, walks[place].start)
        for place, records in self._records(left):
            walk = walks[place]
            standing = list(self._standing(records))
            _hold_against(self._topic, standing, hashes_at)
            walk.take(standing)
            if walk.astray or records[-1].offset + 1 >= walk.end:
                self._consumer.pause(place)
                left.discard(place)
        self._consumer.unsubscribe()

    def _records(self, left: set[Any]) -> Iterator[tuple[Any, Sequence[Any]]]:
        """What comes, until nothing is left to wait for."""
        heard = time.monotonic()
        while left:
            polled = self._ask(lambda: self._consumer.poll(timeout_ms=_POLL_MS, max_records=_PAGE))
            yield from ((place, records) for place, records in polled.items() if place in left)
            if polled:
                heard = time.monotonic()
            elif time.monotonic() - heard > _PATIENCE_SECONDS:
                raise LogAway(f"{self._name} gave nothing for {_PATIENCE_SECONDS:.0f} s, before its end")

    def _standing(self, records: Iterable[Any]) -> Iterator[_Standing]:
        for record in records:
            try:
                message = decode(record.value or b"")
            except NotAnEvent:
                continue
            if message.service == self._service and message.event.computed_hash() == message.event.hash:
                yield _Standing(message, record.offset + 1)

    def _ask(self, question: Callable[[], Any]) -> Any:
        try:
            return question()
        except KafkaError as error:
            raise LogAway(f"{type(error).__name__}: {error}") from error


def _hold_against(topic: str, standing: Sequence[_Standing], hashes_at: HashesAt) -> None:
    if not standing:
        return
    hashes = hashes_at({each.message.event.position for each in standing})
    for each in standing:
        _check(topic, each.message.event, hashes.get(each.message.event.position))


def _check(topic: str, event: Recorded, stands: str | None) -> None:
    if stands is None:
        raise TopicDiffers(f"{topic} holds position {event.position}, and the store holds nothing there")
    if stands != event.hash:
        raise TopicDiffers(f"{topic} holds another event at position {event.position} than the store")


def _client(settings: Settings) -> Any:
    return open_client(
        KafkaConsumer,
        settings,
        KafkaUser.RELAY,
        client_id="xushi-relay",
        group_id=None,
        allow_auto_create_topics=False,
        metrics_enabled=False,
        enable_auto_commit=False,
        auto_offset_reset="none",
    )
