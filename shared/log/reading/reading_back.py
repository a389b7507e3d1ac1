"""What stands in a topic before a mark, read by a client of its own: all of it, or as far back as is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import structlog
from kafka import TopicPartition

from shared.log.cloudevents import Message
from shared.log.port import START, LogAway, LogBroken, LogDiffers, Mark, Marks, SetAside
from shared.log.reading.arrivals import Arrived, arrived
from shared.log.reading.client import ask
from shared.log.reading.trail import MOST_KEPT, Trail, WayBack
from shared.log.reading.turn import Turn
from shared.shapes.book import ShapeBook
from shared.store import Recorded

_PAGE = 2_000
_SECONDS = 30.0
"""A client that gets nothing for this long gives up."""
_MOST_PASSED = 1_000
"""So many foreign messages are kept that stand before a mark's event in a topic made anew."""
_FIRST_LOOK = 4_000
"""So many messages before the mark are looked at first; then twice as many, and so on."""


class FoundPlace(NamedTuple):
    """Where a mark's event stands: the offset behind it; and what is none of the topic's events on the way there from
    the topic's beginning, the first of it, if that was gone through."""

    offset: int
    passed: Sequence[SetAside] = ()


class ReadingBack:
    """Reads the messages of a topic that are behind its readers. ``connect`` makes a client that is in no group."""

    def __init__(self, topic: str, name: str, service: str, connect: Callable[[], Any], shapes: ShapeBook) -> None:
        self._topic = topic
        self._name = name
        self._service = service
        self._connect = connect
        self._shapes = shapes
        self._logger = structlog.get_logger().bind(topic=topic)

    def replay(self, after: Marks, until: Marks) -> Iterator[list[Recorded]]:
        """See LogReader."""
        with self._client() as client:
            until = {number: self._placed(client, number, mark) for number, mark in until.items()}
        places = {
            TopicPartition(self._name, partition): mark
            for partition, mark in until.items()
            if mark.offset > after.get(partition, START).offset
        }
        if not places:
            return
        with self._client() as client:
            client.assign(list(places))
            ends = ask(self._topic, lambda: client.end_offsets(list(places)))
            for place, mark in places.items():
                if ends[place] < mark.offset:
                    raise LogBroken(f"partition {place.partition} of {self._topic} ends at {ends[place]}")
                client.seek(place, after.get(place.partition, START).offset)
            yield from self._pages(client, places, after)

    def place_of(self, partition: int, mark: Mark) -> FoundPlace | None:
        """Where the event that ``mark`` stands at is in the topic as it is now: one that was made anew holds it
        elsewhere. None: it is not there."""
        with self._client() as client:
            return self._place_of(client, partition, mark)

    def look_back(self, partition: int, mark: Mark, trail: Trail, position: int) -> None:
        """Let ``trail``, which leads to ``mark``, reach back to ``position``: follow the chain backwards in the topic.

        It reaches no farther than :data:`MOST_KEPT` messages; what is older is said to the log.
        """
        way, end, step = WayBack(mark), mark.offset, _FIRST_LOOK
        with self._client() as client:
            place = TopicPartition(self._name, partition)
            client.assign([place])
            while end > 0 and not way.reaches(position) and mark.offset - end < MOST_KEPT:
                start = max(0, end - step)
                way.feed(each.message for each in self._between(client, place, start, end) if each.message is not None)
                end, step = start, step * 2
        trail.put_before(way.trail(), whole=way.whole)
        if not trail.covers(position):
            self._logger.warning("too old to be compared, passed over", partition=partition, position=position)

    def _placed(self, client: Any, partition: int, mark: Mark) -> Mark:
        found = self._place_of(client, partition, mark)
        return mark if found is None else mark._replace(offset=found.offset)

    def _place_of(self, client: Any, partition: int, mark: Mark) -> FoundPlace | None:
        if not mark.position:
            return FoundPlace(mark.offset)
        place = TopicPartition(self._name, partition)
        client.assign([place])
        begin = ask(self._topic, lambda: client.beginning_offsets([place]))[place]
        end = ask(self._topic, lambda: client.end_offsets([place]))[place]
        where = [(begin, end)] if not begin < mark.offset <= end else [(mark.offset - 1, mark.offset), (begin, end)]
        passed: list[SetAside] = []
        for first, last in where:
            for each in self._between(client, place, first, last):
                if each.message is not None and _stands_at(each.message, mark):
                    return FoundPlace(each.after, passed)
                if each.wrong is not None and len(passed) < _MOST_PASSED:
                    passed.append(each.aside(self._topic, each.wrong))
        return None

    def _pages(self, client: Any, places: Mapping[Any, Mark], after: Marks) -> Iterator[list[Recorded]]:
        turns = {place: self._turn(after.get(place.partition, START)) for place in places}
        left = set(places)
        while left:
            for place, messages in self._poll(client).items():
                until = places[place]
                taken = turns[place].take(each for each in messages if each.offset < until.offset)
                if taken.slice.events:
                    yield taken.slice.events
                if taken.differs:
                    raise LogDiffers(self._topic, turns[place].last.position, taken.differs)
                if messages[-1].after >= until.offset and place in left:
                    left.remove(place)
                    client.pause(place)
                    self._refuse_another(place.partition, turns[place], until)

    def _turn(self, after: Mark) -> Turn:
        """What stands before ``after``, where the replay begins, is the reader's to compare."""
        return Turn(self._topic, after, Trail(after), lambda _: None, lambda _: False)

    def _refuse_another(self, partition: int, turn: Turn, until: Mark) -> None:
        if turn.missed:
            raise LogBroken(f"partition {partition} of {self._topic} lacks an event")
        if turn.last.position != until.position or until.hash not in ("", turn.last.hash):
            raise LogDiffers(self._topic, until.position, "another event stands there")

    def _between(self, client: Any, place: Any, start: int, end: int) -> Iterator[Arrived]:
        """The messages at the offsets from ``start`` to before ``end``."""
        client.seek(place, start)
        reached = start
        while reached < end:
            messages = self._poll(client)[place]
            yield from (each for each in messages if each.offset < end)
            reached = messages[-1].after

    def _poll(self, client: Any) -> dict[Any, list[Arrived]]:
        polled = ask(self._topic, lambda: client.poll(timeout_ms=int(_SECONDS * 1_000), max_records=_PAGE))
        if not polled:
            raise LogAway(f"{self._topic} gave nothing for {_SECONDS:.0f} s, before its end")
        return {place: list(arrived(records, self._service, self._shapes)) for place, records in polled.items()}

    @contextmanager
    def _client(self) -> Iterator[Any]:
        client = self._connect()
        try:
            yield client
        finally:
            client.close(autocommit=False)


def _stands_at(message: Message, mark: Mark) -> bool:
    """Whether it is the event of the mark; by its position alone where the mark has no hash."""
    return message.event.position == mark.position and mark.hash in ("", message.event.hash)
