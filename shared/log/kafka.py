"""A topic in Kafka: one member of a consumer group, with its marks in the database of its effects.

Nothing depends on Kafka's own offsets or on who believes to own a partition: what is applied is
decided by the marks, in the transaction of the effect (shared.consume). Kafka decides who works on
which partition, so that two instances seldom do the same work in vain. No message is taken at its
word: what each one is decides shared.log.reading.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import structlog
from kafka import ConsumerRebalanceListener
from kafka.errors import KafkaError

from shared.log.backlog import Backlog
from shared.log.connection import topic_name
from shared.log.port import PRODUCERS, START, LogAway, LogBroken, LogDiffers, Mark, Marks, SetAside, Slice
from shared.log.reading.arrivals import Arrived, arrived
from shared.log.reading.client import NoLongerThere, ask, connect
from shared.log.reading.reading_back import FoundPlace, ReadingBack
from shared.log.reading.standstill import Standstill
from shared.log.reading.trail import Trail, given
from shared.log.reading.turn import Turn
from shared.observe import Metrics
from shared.settings import Settings
from shared.shapes.book import ShapeBook
from shared.store import Recorded

_PAGE = 2_000
_AHEAD = 20
"""How many batches may wait here: so many that every partition is among them."""
_MOMENT_SECONDS = 0.02
"""How long a partition that lags is waited for, so that it keeps pace with the others."""
PATIENCE_SECONDS = 60.0
"""How long an event that is missing is waited for: a relay that failed sends again from where it had saved."""


class _Assignments(ConsumerRebalanceListener):  # type: ignore[misc]  # kafka-python has no types
    """Starts every partition that is assigned at its mark. Called by the client's own thread."""

    def __init__(self, log: KafkaLog) -> None:
        self._log = log

    def on_partitions_revoked(self, revoked: Iterable[Any]) -> None:
        """Nothing to save: what is applied is in the database. But the joining has to be seen through."""
        self._log.insist()

    def on_partitions_assigned(self, assigned: Iterable[Any]) -> None:
        self._log.place(assigned)


class KafkaLog:
    """Reads a topic as a member of the consumer group ``group``. See LogReader."""

    def __init__(
        self,
        topic: str,
        group: str,
        settings: Settings,
        metrics: Metrics,
        *,
        shapes: ShapeBook | None = None,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """``shapes`` learns those that come with the messages."""
        self.topic = topic
        self._shapes = shapes or ShapeBook()
        self._group = group
        self._settings = settings
        self._patience = patience_seconds
        self._name = topic_name(settings, topic)
        self._service = PRODUCERS[topic]
        outside = partial(connect, settings, topic, group, None)
        self._back = ReadingBack(topic, self._name, self._service, outside, self._shapes)
        self._rebalances = metrics.rebalances.labels(group)
        self._logger = structlog.get_logger().bind(topic=topic, group=group)
        self._consumer: Any = None
        self._marks: Marks = {}
        self._given: dict[int, int] = {}  # by partition: the offset after the last event handed out
        self._passed: dict[int, int] = {}  # by partition: the offset after the last message, a repeated one included
        self._waiting: dict[int, float] = {}  # by partition: since when an event is missing
        self._trails: dict[int, Trail] = {}  # by partition: what was applied of it
        self._unsure: set[int] = set()  # partitions of which nothing shows yet that they are the ones that were read
        self._places: dict[int, tuple[Mark, int]] = {}  # where a mark's event was found in a topic made anew
        self._standstill = Standstill()
        self._aside: list[SetAside] = []
        self._backlog = Backlog()
        self._ends: dict[int, int | None] = {}

    def read(self, marks: Marks, limit: int) -> dict[int, Slice]:
        """See LogReader. Where a partition differs, the others go on: what is of them is given, and it is said next."""
        self._return_to(marks)
        self._lose_patience()
        self._standstill.tell(idle=False)
        self._look_again()
        self._fill(limit)
        self._make_sure()
        found = {}
        try:
            for number, messages in self._backlog.take(limit).items():
                slice_ = self._take(number, messages)
                if slice_.events:
                    found[number] = slice_
                    self._given[number] = slice_.offsets[-1]
        except (LogAway, LogBroken):
            self._given.clear()  # what was taken out of the backlog is read again
            raise
        self._standstill.tell(idle=not found)
        return found

    def aside(self) -> list[SetAside]:
        """See LogReader."""
        found, self._aside = self._aside, []
        return found

    def wait(self, marks: Marks, timeout: float) -> bool:
        """See LogReader."""
        self._return_to(marks)
        if not self._backlog:
            self._poll(timeout, _PAGE)
        return bool(self._backlog)

    def wake(self) -> None:
        """See LogReader: a poll ends when something comes, or with its time."""

    def lag(self, marks: Marks) -> int:
        """See LogReader. Known from the last answers: messages that were not looked at yet, or not applied."""
        ends = self._ends.copy().items()
        return sum(max(0, end - self._seen(partition, marks)) for partition, end in ends if end is not None)

    def knows_lag(self) -> bool:
        """See LogReader: once every partition of this reader has been answered for."""
        ends = self._ends.copy().values()
        return bool(ends) and None not in ends

    def replay(self, after: Marks, until: Marks) -> Iterator[list[Recorded]]:
        """See LogReader. Reads with a client of its own, whatever partitions this reader has."""
        return self._back.replay(after, until)

    def close(self) -> None:
        """See LogReader."""
        consumer, self._consumer = self._consumer, None
        self._backlog, self._given, self._passed, self._waiting, self._ends = Backlog(), {}, {}, {}, {}
        self._trails = {}
        self._unsure = set()
        self._standstill.forget()
        if consumer is not None:
            consumer.close(autocommit=False)

    def insist(self) -> None:
        """Keep the client at joining its group until it has joined.

        When it joins anew because a topic's metadata has come, kafka-python 3.0.12 forgets about it where the
        answer comes between two polls: its partitions then stay marked as being revoked, and are read no more.
        (Java's client had the same fault: KAFKA-9815.)
        """
        if self._consumer is not None:
            self._consumer._coordinator.request_rejoin()

    def place(self, assigned: Iterable[Any]) -> None:
        """Begin at the marks in the partitions that have just been assigned to this reader."""
        self._rebalances.inc()
        mine = {place.partition for place in assigned}
        self._ends = {partition: end for partition, end in self._ends.items() if partition in mine}
        self._trails = {partition: trail for partition, trail in self._trails.items() if partition in mine}
        self._waiting.clear()
        self._unsure = set(mine)
        self._standstill.forget()
        for place in assigned:
            self._consumer.resume(place)
            self._seek(place, self._marks.get(place.partition, START))

    def _return_to(self, marks: Marks) -> None:
        """Where the marks are not where the last events ended (they were not applied, or by another
        instance), read on at the marks."""
        self._marks = marks
        if self._consumer is None:
            return
        for place in self._consumer.assignment():
            mark = marks.get(place.partition, START)
            if self._given.get(place.partition) != self._offset(place.partition, mark):
                self._backlog.drop(place.partition)
                self._seek(place, mark)

    def _seek(self, place: Any, mark: Mark) -> None:
        offset = self._offset(place.partition, mark)
        self._consumer.seek(place, offset)
        self._given[place.partition] = self._passed[place.partition] = offset
        self._trails[place.partition] = self._trails.get(place.partition, Trail(mark)).at(mark)
        self._waiting.pop(place.partition, None)

    def _offset(self, partition: int, mark: Mark) -> int:
        """Where the log reads on behind the mark's event: where it was found, if it was looked for."""
        found = self._places.get(partition)
        return found[1] if found is not None and found[0] == mark else mark.offset

    def _find(self, partition: int) -> bool:
        """Look for the mark's event in the topic, which may have been made anew; whether it stands elsewhere now."""
        mark = self._marks.get(partition, START)
        return self._put(partition, mark, self._back.place_of(partition, mark))

    def _put(self, partition: int, mark: Mark, found: FoundPlace | None) -> bool:
        """Note where the mark's event was found; whether that is elsewhere than it was thought to be. What strangers
        put before it is never read otherwise."""
        if found is None or found.offset == self._offset(partition, mark):
            return False
        self._places[partition] = (mark, found.offset)
        self._aside += found.passed
        self._logger.warning("found again in a topic made anew", partition=partition, position=mark.position)
        return True

    def _make_sure(self) -> None:
        """Look whether the mark's event stands at the end of partitions that hold nothing behind it. A topic that was
        made anew may end just there, with another event: no offset is out of its range, and nothing is left to read."""
        for place in self._consumer.assignment() if self._consumer is not None else ():
            number, mark = place.partition, self._marks.get(place.partition, START)
            at_end = self._ends.get(number) == self._offset(number, mark)
            if number not in self._unsure or not at_end or number in self._standstill.paused:
                continue
            found = self._back.place_of(number, mark)
            self._unsure.discard(number)
            if self._put(number, mark, found):
                self._seek(place, mark)
            elif found is None:
                gone = NoLongerThere(self.topic, frozenset({number}), f"position {mark.position}")
                self._stand_still([number], gone)

    def _look_again(self) -> None:
        """Read on at the marks in partitions that have stood still for their time."""
        due = self._standstill.due(time.monotonic())
        assigned = self._consumer.assignment() if self._consumer is not None and due else ()
        places = [place for place in assigned if place.partition in due]
        for place in places:
            self._consumer.resume(place)  # whatever becomes of looking for their marks
        for place in places:
            self._find(place.partition)
            self._seek(place, self._marks.get(place.partition, START))

    def _stand_still(self, partitions: Iterable[int], error: LogBroken) -> None:
        """Read nothing of partitions for a while. The reader stays in its group: the others go on."""
        stopped = set(partitions)
        self._unsure |= stopped
        self._standstill.put(stopped, error, time.monotonic())
        for place in self._consumer.assignment():
            if place.partition in stopped:
                self._backlog.drop(place.partition)
                self._seek(place, self._marks.get(place.partition, START))
                self._consumer.pause(place)

    def _fill(self, limit: int) -> None:
        """Fetch what is there already, until something is here of every partition that has more."""
        fetched = True
        while fetched and len(self._backlog) < limit * _AHEAD:
            lacking = self._lagging() - self._backlog.partitions
            if self._backlog and not lacking:
                return
            fetched = self._poll(_MOMENT_SECONDS if lacking else 0, limit)

    def _lagging(self) -> set[int]:
        """The partitions that there is more of in Kafka, or that nothing is known of yet."""
        passed = self._passed
        lagging = {place for place, end in self._ends.items() if end is None or end > passed.get(place, 0)}
        return lagging - self._standstill.paused

    def _seen(self, partition: int, marks: Marks) -> int:
        """The offset after what needs no more work: what repeats comes behind the last event, and is nothing new."""
        offset = self._offset(partition, marks.get(partition, START))
        return self._passed.get(partition, offset) if self._given.get(partition) == offset else offset

    def _take(self, partition: int, messages: list[Arrived]) -> Slice:
        turn = self._turn(partition)
        slice_, aside, differs = turn.take(messages)
        self._aside += aside
        if differs:
            self._stand_still([partition], LogDiffers(self.topic, turn.last.position, differs))
            return slice_
        if turn.missed and not slice_.events and partition not in self._waiting and self._find(partition):
            self._given.pop(partition)  # it is read again from there
        elif turn.missed:
            self._waiting.setdefault(partition, time.monotonic())
            self._logger.warning("waiting for a missing event", partition=partition)
        elif slice_.events:
            self._waiting.pop(partition, None)
            self._unsure.discard(partition)
            self._standstill.goes_on(partition)
        if partition not in self._waiting:
            self._passed[partition] = messages[-1].after
        return slice_

    def _turn(self, partition: int) -> Turn:
        mark = self._marks.get(partition, START)
        trail = self._trails.setdefault(partition, Trail(mark))
        trails = self._trails.values()
        placed = mark._replace(offset=self._offset(partition, mark))
        look_back = partial(self._back.look_back, partition, placed, trail)
        return Turn(self.topic, mark, trail, look_back, lambda position: given(position, trails))

    def _lose_patience(self) -> None:
        for partition, since in self._waiting.items():
            if time.monotonic() - since > self._patience:
                self._waiting.clear()  # should it come after all, the reader goes on
                raise LogBroken(f"partition {partition} of {self.topic} lacks an event")

    def _poll(self, timeout: float, limit: int) -> bool:
        """Fetch into the backlog; whether anything came."""
        try:
            if self._consumer is None:
                self._join()
            polled: dict[Any, list[Any]] = self._ask(
                lambda: self._consumer.poll(timeout_ms=int(timeout * 1_000), max_records=limit)
            )
            for place in self._consumer.assignment():
                self._ends[place.partition] = self._consumer.highwater(place)
            for records in polled.values():
                self._backlog.add(arrived(records, self._service, self._shapes))
            return bool(polled)
        except NoLongerThere as error:
            self._stand_still(error.partitions, error)
            return False
        except LogAway:
            self._drop()
            raise

    def _join(self) -> None:
        """Join the group. A member that does not know the topic's partitions yet would be given none,
        and go without until the next look at them."""
        self._consumer = connect(self._settings, self.topic, self._group, self._group)
        if not self._ask(lambda: self._consumer.partitions_for_topic(self._name)):
            raise LogAway(f"there is no topic {self._name} yet")
        self._consumer.subscribe([self._name], listener=_Assignments(self))

    def _drop(self) -> None:
        """After an error a new client is made, which begins at the marks again."""
        try:
            self.close()
        except KafkaError as error:
            self._logger.warning("client would not close", error=repr(error))

    def _ask(self, question: Callable[[], Any]) -> Any:
        return ask(self.topic, question)
