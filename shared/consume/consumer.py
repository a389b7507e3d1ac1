"""Read, handle, save the position: one transaction, so that every event counts exactly once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Protocol

import sqlalchemy as sa
import structlog

from shared.consume.absence import AWAY_SECONDS, Absence
from shared.consume.aside import MOST_WAITING, AsideMessage, AsideShelf
from shared.consume.marks import ConsumerTables, Fenced, last_position, move_marks, put_back_marks, read_marks
from shared.consume.parking import Parked, Parking
from shared.consume.shapes import KeptShapes
from shared.database.engine import Database
from shared.log import START, LogAway, LogBroken, LogReader, Marks, SetAside, Slice
from shared.observe import Metrics
from shared.periods import Clock
from shared.shapes.book import ShapeBook
from shared.store import Recorded

_BACKOFF_SECONDS = 1.0
LOOK_SECONDS = 1.0
"""How often a reader that has heard of nothing looks all the same: its marks may have been moved elsewhere."""
_POSITION = attrgetter("position")


class NotByThisInstance(Exception):
    """Raised by a handler that may apply nothing at all, whatever the event: its instance has to be begun again."""


class Handle(Protocol):
    """Applies events, in order, inside the given transaction. It may be called again with the
    same events after a rollback, so whatever it remembers outside the database must allow that."""

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None: ...


Forget = Callable[[sa.Connection], None]
"""Clears what a reader's effects left in its database, inside the given transaction, for it to begin again."""


class Consumer:
    """One reader of one topic, with its marks in the database its effects go to.

    Several instances may share the partitions of a topic. Whoever reads a batch first moves the
    marks of its partitions, in the transaction of the effect: an instance that has lost a partition
    and does not know it yet is :class:`Fenced` before it changes anything.

    An event that cannot be handled parks its stream (``key_of``): it and every later event of the
    same key are kept aside in order, and other streams go on. A database that is away parks
    nothing, nor does an instance that may apply nothing: the batch is tried again. A consumer that
    keeps up with its topic lingers for ``linger_seconds`` before the next batch, so that events that
    come close together share a transaction; :meth:`hurry` ends that.
    """

    def __init__(
        self,
        name: str,
        log: LogReader,
        database: Database,
        tables: ConsumerTables,
        handle: Handle,
        *,
        metrics: Metrics,
        clock: Clock,
        shapes: ShapeBook | None = None,
        key_of: Callable[[Recorded], str] = lambda event: event.stream,
        batch: int = 1_000,
        linger_seconds: float = 0.0,
    ) -> None:
        self.name = name
        self.log = log
        self._database = database
        self._tables = tables
        self._handle = handle
        self._metrics = metrics
        self._key_of = key_of
        self._parking = Parking(tables.parked, name, key_of, clock)
        self._shelf = AsideShelf(tables.aside, name, clock)
        self._shapes = KeptShapes(tables.shapes, shapes)
        self._found: list[SetAside] = []  # what is to be kept aside and is not in the database yet
        self._waiting = 0  # messages kept aside that nobody has looked at
        self._batch = batch
        self._linger = linger_seconds
        self._hurried = threading.Event()
        self._idle = threading.Event()
        self._broken = ""
        self._absence = Absence(AWAY_SECONDS)
        metrics.reader_broken.labels(name).set(0)
        self._logger = structlog.get_logger().bind(consumer=name)

    def marks(self) -> Marks:
        """How far every partition is applied, whichever instance did it."""
        with self._database.read() as connection:
            return read_marks(connection, self._tables, self.name)

    def position(self) -> int:
        """The last position whose effect is committed (0 before the first)."""
        return last_position(self.marks())

    def lag(self) -> int:
        """How many events of the topic are not applied yet, of the partitions that are this instance's."""
        return self.log.lag(self.marks())

    def behind(self) -> bool:
        """Whether there may be events that are not applied yet: also where nothing is known of the log's end."""
        return not self.log.knows_lag() or self.lag() > 0

    def step(self) -> int:
        """Apply the next batch; how many events were taken (0: nothing to do)."""
        return self._step()[0]

    def _step(self) -> tuple[int, Marks]:
        """As :meth:`step`, and the marks after it."""
        marks = self.marks()
        try:
            found = self.log.read(marks, self._batch)
        finally:
            self._keep_aside()  # before a mark passes it
        slices = {number: each.after(marks.get(number, START).position) for number, each in found.items()}
        count = sum(len(each.events) for each in slices.values())
        if count:
            with self._metrics.consumer_batch_seconds.labels(self.name).time():
                marks = self._apply(marks, slices)
            self._metrics.consumer_events.labels(self.name).inc(count)
        return count, marks

    def run(self, stop: threading.Event) -> None:
        """Step until ``stop`` is set, then let go of the log. A database or log that is away is waited for."""
        try:
            self._run(stop)
        finally:
            self.log.close()
            self._absence.back()
            self._note_broken("")  # whoever reads on finds for itself whether the log is whole

    def _run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self._turn()
                self._absence.back()
            except Fenced:
                self._logger.info("position moved on by another instance")
            except NotByThisInstance as error:
                self._logger.warning("nothing is applied by this instance", why=str(error))
                stop.wait(_BACKOFF_SECONDS)
            except LogAway as error:
                self._absence.gone(str(error))
                self._logger.warning("log away, trying again", error=str(error))
                stop.wait(_BACKOFF_SECONDS)
            except LogBroken as error:
                self._note_broken(str(error))
                stop.wait(_BACKOFF_SECONDS)
            except sa.exc.OperationalError as error:
                self._logger.warning("database away, trying again", error=str(error.orig))
                stop.wait(_BACKOFF_SECONDS)

    def _turn(self) -> None:
        """One step, and the pause after it: until there is news, or until the reader has lingered."""
        taken, marks = self._step()
        if taken == 0:
            self._hurried.clear()
            self._idle.set()
            self._count_what_is_kept()
            if self._broken and not self.log.lag(marks):
                self._note_broken("")
            self.log.wait(marks, LOOK_SECONDS)
        if taken < self._batch:
            self._hurried.wait(self._linger)

    def check(self) -> str:
        """For the health check.

        Raises:
            LogBroken: the log lacks an event, or is not the one that was read; nothing behind it is applied.
            LogAway: the log has not answered for a while.
        """
        if self._broken:
            raise LogBroken(self._broken)
        self._absence.check()
        return f"在读取；有 {self._waiting} 条外来消息另放" if self._waiting else "在读取"

    @property
    def broken(self) -> str:
        """What is wrong with the log, so that nothing is applied; '' while all is well."""
        return self._broken

    def hurry(self, patience_seconds: float) -> None:
        """Do not linger until everything that is there has been applied; wait for that so long."""
        self._idle.clear()
        self._hurried.set()
        self._idle.wait(patience_seconds)

    def catch_up(self) -> int:
        """Step until nothing is left; how many events were taken."""
        total = 0
        while taken := self.step():
            total += taken
        return total

    def begin_again(self, forget: Forget) -> None:
        """Read the topic from its first event once more; what came of it so far is cleared by ``forget``.

        All of it happens in one transaction; an instance that is at work is fenced.
        """
        with self._database.write(patient=True) as connection:
            read_marks(connection, self._tables, self.name, lock=True)
            forget(connection)
            put_back_marks(connection, self._tables, self.name, {})
        self._note_broken("")

    def parked(self) -> list[Parked]:
        """The streams that are held back."""
        with self._database.read() as connection:
            return self._parking.streams(connection)

    def retry_parked(self, key: str) -> int:
        """Handle a parked stream again, in order; how many of its events went through.

        It stops at the first event that fails again; that one and the rest stay parked.
        """
        with self._database.read() as connection:
            events = self._parking.events(connection, key)
        for count, event in enumerate(events):
            try:
                with self._database.write() as connection:
                    read_marks(connection, self._tables, self.name, lock=True)  # no instance works beside this
                    self._handle(connection, [event])
                    self._parking.forget(connection, event.position)
            except (NotByThisInstance, sa.exc.OperationalError):
                raise
            except Exception as error:
                self._logger.warning("parked event failed again", position=event.position, error=repr(error))
                return count
        self._count_parked()
        return len(events)

    def aside(self, *, passed: bool = False) -> list[AsideMessage]:
        """What stood in the topic and is none of its events; only with ``passed`` what somebody has looked at. A long
        list is cut off."""
        with self._database.read() as connection:
            return self._shelf.messages(connection, passed=passed)

    def aside_at(self, partition: int, offset: int) -> list[AsideMessage]:
        """What stood there and is none of the topic's events, whether somebody has looked at it or not."""
        with self._database.read() as connection:
            return self._shelf.at(connection, partition, offset)

    def pass_aside(self, place: tuple[int, int] | None, by: str) -> int:
        """Note that ``by`` has looked at what is kept aside of a partition's offset, or at everything (None); how many
        messages that were. They stay uncounted."""
        with self._database.write() as connection:
            done = self._shelf.pass_over(connection, place, by)
        self._count_aside()
        return done

    def _keep_aside(self) -> None:
        self._found += self.log.aside()
        if not self._found:
            return
        with self._database.write() as connection:
            kept, refused = self._shelf.keep(connection, self._found)
        self._found = []
        if refused:
            self._logger.error("too many foreign messages to keep", waiting=MOST_WAITING, not_kept=refused)
        for each in kept:
            self._logger.error(
                "foreign message kept aside",
                topic=each.topic,
                partition=each.partition,
                offset=each.offset,
                reason=each.reason.value,
                size=each.content.size,
            )
        self._count_aside()

    def count_aside(self) -> int:
        """How many messages are kept aside that nobody has looked at."""
        with self._database.read() as connection:
            return self._shelf.count(connection)

    def _count_aside(self) -> None:
        self._waiting = self.count_aside()
        self._metrics.aside_messages.labels(self.name).set(self._waiting)

    def _apply(self, marks: Marks, slices: Mapping[int, Slice]) -> Marks:
        """Apply the slices in one transaction, or one by one where that fails; the marks after them."""
        events = sorted(chain.from_iterable(each.events for each in slices.values()), key=_POSITION)
        moved = {number: each.mark(marks.get(number, START)) for number, each in slices.items() if each.events}
        try:
            with self._database.write() as connection:
                move_marks(connection, self._tables, self.name, marks, moved)
                named = self._shapes.keep(connection, events)
                held = self._parking.hold_back(connection, events)
                ready = [event for event in events if event.position not in held]
                if ready:
                    self._handle(connection, ready)
            self._shapes.committed(named)
        except (Fenced, NotByThisInstance, sa.exc.OperationalError):
            raise
        except Exception as error:
            if len(events) == 1:
                self._park(marks, moved, events[0], error)
            else:
                self._logger.warning("batch failed, going one by one", size=len(events), error=repr(error))
                for partition, slice_ in slices.items():
                    for one in slice_.one_by_one():
                        marks = self._apply(marks, {partition: one})
        return {**marks, **moved}

    def _park(self, marks: Marks, moved: Marks, event: Recorded, error: Exception) -> None:
        key = self._key_of(event)
        self._logger.error(
            "stream parked", key=key, position=event.position, type=event.type, error=repr(error), exc_info=error
        )
        with self._database.write() as connection:
            move_marks(connection, self._tables, self.name, marks, moved)
            self._shapes.keep(connection, [event], though_unknown=True)  # else it could not be read when it is retried
            self._parking.park(connection, event, repr(error))
        self._count_parked()

    def _note_broken(self, why: str) -> None:
        news, self._broken = why != self._broken, why
        self._metrics.reader_broken.labels(self.name).set(1 if why else 0)
        if why and news:
            self._logger.error("log broken, nothing behind it is applied", error=why)

    def _count_parked(self) -> None:
        with self._database.read() as connection:
            self._metrics.parked_streams.labels(self.name).set(self._parking.count(connection))

    def _count_what_is_kept(self) -> None:
        """Both counts, of one look: a reader that has nothing else to do comes by here each second."""
        with self._database.read() as connection:
            parked, self._waiting = self._parking.count(connection), self._shelf.count(connection)
        self._metrics.parked_streams.labels(self.name).set(parked)
        self._metrics.aside_messages.labels(self.name).set(self._waiting)
