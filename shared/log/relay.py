"""Copies an event store to Kafka, in position order: the one way from a decision to its readers.

There is no second write path: what is not in the store is in no topic, and what is in the store
comes to the topic, however often the relay dies and whatever becomes of the topic. It may send an
event twice; readers see that.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa
import structlog

from shared.backoff import look_again
from shared.database.engine import Database
from shared.database.lease import Lease
from shared.events import ShapeDefined
from shared.log.cloudevents import Predecessor, encode, key_of
from shared.log.connection import topic_name
from shared.log.copying.held import HeldTopic, TopicDiffers
from shared.log.copying.marks import NOTHING_SENT, RelayMarks, Sent, SentMarks, last_of
from shared.log.current import CurrentFigures
from shared.log.port import LogAway, LogBroken
from shared.log.sender import CannotSend, TopicSender, partition_of
from shared.observe import CheckFailed, Metrics
from shared.settings import Settings
from shared.shapes.packed import named_shape
from shared.store import EventStore, Recorded

_PAGE = 1_000
_STANDBY_SECONDS = 1.0
_BACKOFF_SECONDS = 1.0
SILENT_SECONDS = 120.0
"""Kafka is waited for some 50 s, a database some 10 s a statement: a turn that takes so long hangs."""
LOOK_SECONDS = 5.0
"""How often the topic is looked at while all is well: it may have been taken away, or made anew."""


class _Page(NamedTuple):
    """What comes next, as the store and the marks stood in one transaction."""

    marks: dict[int, Sent]
    events: Sequence[Recorded]
    head: int


class Relay:
    """Copies the store of ``service`` to ``topic``, while it holds the lease for that.

    Events are sent in position order; where the relay has got to is saved when every event up to
    there is acknowledged by all of Kafka's copies. Before it sends, and after whatever went wrong,
    it looks what the topic holds: what is there already is not sent again, what was sent and is not
    there any more is sent from the first event on, and where the topic holds what the store does not,
    nothing is sent. Should two relays work at once for a moment, both send the same messages.
    """

    def __init__(
        self,
        topic: str,
        service: str,
        database: Database,
        store: EventStore,
        settings: Settings,
        metrics: Metrics,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.topic = topic
        self.lease = Lease(database, f"relay-{topic}")
        self._service = service
        self._database = database
        self._store = store
        self._settings = settings
        self._monotonic = monotonic
        self._marks = RelayMarks(store)
        self._held = HeldTopic(topic, service, settings)
        self._lag = metrics.relay_lag.labels(topic)
        self._leader = metrics.leader.labels(self.lease.name)
        self._figures = CurrentFigures(settings, store.codec) if topic == "figures" else None
        self._sender: TopicSender | None = None
        self._there: SentMarks = {}  # by partition what the topic held when it was looked at last
        self._known: SentMarks | None = None  # the marks as this relay left them; None: the topic has to be looked at
        self._looked = 0.0
        self._in_vain = 0  # looks in a row that found nothing to copy
        self._turn_began: float | None = None
        self._refusal: CannotSend | LogBroken | None = None
        self._leads_now = False
        self._refuses = metrics.relay_refuses.labels(topic)
        self._logger = structlog.get_logger().bind(topic=topic)

    def run(self, stop: threading.Event) -> None:
        """Copy until ``stop`` is set; stand by while another relay does it. Whatever ends it, another may take over.

        Raises:
            Exception: what is no affair of a Kafka or a database that is away; whoever runs it begins it again.
        """
        try:
            while not stop.is_set():
                self._turn_began = self._monotonic()
                stop.wait(self._turn())
        finally:
            self._turn_began = None
            self._leader.set(0)
            self._note(None)
            try:
                self.close()
            finally:
                self.lease.release()

    def check(self) -> str:
        """For the health check.

        Raises:
            CheckFailed: Kafka refuses an event, or the topic is not that of the store; nothing behind it is copied. Or
                the lease, the database or Kafka gives no answer at all: it has been at one turn for longer than all
                of them are waited for.
        """
        began = self._turn_began
        if began is not None and self._monotonic() - began > SILENT_SECONDS:
            raise CheckFailed(f"已 {SILENT_SECONDS:.0f} 秒没有应答")
        if self._refusal is not None:
            raise CheckFailed(f"转发受阻：{self._refusal}")
        return "在转发" if self._leads_now else "待命"

    def step(self) -> int:
        """Copy the next page; how many events that were (0: nothing to do).

        Raises:
            LogAway: Kafka did not acknowledge everything; nothing is lost, the page is sent again.
            CannotSend: Kafka refuses an event.
            LogBroken: the topic has another number of partitions.
            TopicDiffers: the topic holds what the store does not.
        """
        page = self._next_page()
        if self._known != page.marks or self._monotonic() - self._looked > LOOK_SECONDS:
            self._look(page.marks)
            page = self._next_page()
        self._lag.set(page.head - last_of(page.marks).position)
        if page.events:
            self._save(self._send(page.events, page.marks))
            self._lag.set(page.head - page.events[-1].position)
        if self._refusal is not None and last_of(self._known or {}).position >= _position_of(self._refusal):
            self._note(None)
        return len(page.events)

    def lag(self) -> int:
        """How many events are not copied yet, whichever relay copies."""
        with self._database.read() as connection:
            return self._store.head(connection).position - last_of(self._marks.read(connection)).position

    def close(self) -> None:
        """Let go of Kafka. The next step connects again, and looks at the topic first."""
        self._known = None
        self._held.close()
        sender, self._sender = self._sender, None
        if sender is not None:
            sender.close()

    def _turn(self) -> float:
        """Do what is to be done; the seconds until the next time."""
        try:
            if not self._leads():
                self._lag.set(self.lag())
                return _STANDBY_SECONDS
            self._in_vain = 0 if self.step() else self._in_vain + 1
            return look_again(self._settings.relay_poll_seconds, self._in_vain)
        except (CannotSend, LogBroken) as error:
            self._note(error)
            self.close()
        except LogAway as error:
            self._logger.warning("Kafka away, trying again", error=str(error))
            self.close()
        except sa.exc.OperationalError as error:
            self._logger.warning("database away, trying again", error=str(error.orig))
        return _BACKOFF_SECONDS

    def _leads(self) -> bool:
        held = self.lease.held()
        self._leader.set(held)
        if not held:
            self._note(None)  # whoever leads finds for itself what Kafka takes
            self._known = None
        self._leads_now = held
        return held

    def _next_page(self) -> _Page:
        with self._database.read() as connection:
            marks = self._marks.read(connection)
            last = last_of(marks)
            if last.position and self._store.hash_at(connection, last.position) != last.hash:
                raise TopicDiffers(f"{self.topic} was sent position {last.position}, and the store does not hold it")
            events = self._store.read(connection, last.position, self._most(last.position))
            return _Page(marks, events, self._store.head(connection).position)

    def _look(self, marks: SentMarks) -> None:
        """See what the topic holds, and put the marks to it."""
        there = self._held.compare(marks, self._hashes_at)
        found = {number: there.get(number, NOTHING_SENT) for number in marks}
        lost = [number for number, mark in marks.items() if found[number].position < mark.position]
        placed = {number: each for number, each in found.items() if each[:2] == marks[number][:2]}
        self._known = marks
        if lost or (marks and self._held.lacks_what_is_beside()):
            self._logger.warning("the topic lacks what was sent to it, and is filled again", partitions=lost)
            with self._database.write() as connection:
                self._marks.clear(connection)
            self._known = {}
        elif any(each != marks[number] for number, each in placed.items()):
            self._save(placed)
        self._there, self._looked = there, self._monotonic()

    def _hashes_at(self, positions: Iterable[int]) -> dict[int, str]:
        self._turn_began = self._turn_began and self._monotonic()  # a long topic is being read: that is an answer
        with self._database.read() as connection:
            return self._store.hashes_at(connection, positions)

    def _most(self, after: int) -> int:
        """How many events a page may have: where one is refused, those before it go, and then it is tried alone.
        What goes with it would be sent again with every try."""
        position = _position_of(self._refusal)
        return _PAGE if position <= after else max(1, min(_PAGE, position - after - 1))

    def _note(self, refusal: CannotSend | LogBroken | None) -> None:
        if refusal is not None and str(refusal) != str(self._refusal):
            self._logger.error(f"relay {refusal}")
        self._refusal = refusal
        self._refuses.set(0 if refusal is None else 1)

    def _send(self, events: Sequence[Recorded], marks: SentMarks) -> dict[int, Sent]:
        """Send what the topic does not hold of a page, and wait for it; how far it was copied then."""
        if self._sender is None:
            self._sender = TopicSender(self._settings)
        name, moved = topic_name(self._settings, self.topic), dict(marks)
        for event in events:
            key = key_of(event)
            partition = partition_of(key, self._settings.kafka_partitions)
            there = self._there.get(partition, NOTHING_SENT)
            before = moved.get(partition, NOTHING_SENT)
            moved[partition] = there if event.position == there.position else Sent(event.position, event.hash)
            if event.position > there.position:
                shape = self._shape(event)
                message = encode(event, self._service, Predecessor(before.position, before.hash), shape)
                self._sender.send(name, partition, key, message, event.position)
        if self._figures is not None:
            self._figures.send(events, self._service, self._sender)
        for partition, offsets in self._sender.finish().get(name, {}).items():
            self._check_place(partition, offsets[0], marks)
            moved[partition] = moved[partition]._replace(offset=offsets[-1] + 1)
        return moved

    def _shape(self, event: Recorded) -> ShapeDefined | None:
        """The shape that the event names: whoever reads the message has not read the definition, perhaps."""
        name = named_shape(event.type, event.schema_version, event.data)
        return None if name is None else self._store.codec.shapes.get(name).defined

    def _check_place(self, partition: int, offset: int, marks: SentMarks) -> None:
        """What was just sent stands behind what stood there, or this is not the topic any more that was looked at."""
        behind = max(marks.get(partition, NOTHING_SENT).offset, self._there.get(partition, NOTHING_SENT).offset)
        if offset < behind:
            raise LogAway(f"partition {partition} was made anew: what was sent stands at {offset}, not behind {behind}")

    def _save(self, marks: SentMarks) -> None:
        with self._database.write() as connection:
            self._known = self._marks.save(connection, marks)


def _position_of(refusal: Exception | None) -> int:
    """Of an event that Kafka refuses its position, else 0."""
    return refusal.position if isinstance(refusal, CannotSend) else 0
