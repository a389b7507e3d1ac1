"""The port: what a reader needs of a topic, whichever engine carries it.

A topic has one partition or several. All events of one region stand in one partition, in the order
of their positions; between partitions there is no order. How far a reader has got is a
:class:`Mark` for each partition, and belongs into the database that the reader's effects go to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple, Protocol

from shared.store import Recorded


class Mark(NamedTuple):
    """How far a reader has got in one partition.

    ``position`` is that of the last event applied, in the producing store's count; ``offset`` is
    where the log reads on, in its own; ``events`` is how many events were applied. Over all
    partitions the ``events`` of a reader that has caught up add up to the last position, for
    positions have no gaps. ``hash`` is that of the last event applied: by it a store is known again
    that came back older and has given positions a second time ('' where no hash was noted yet).
    """

    position: int = 0
    offset: int = 0
    events: int = 0
    hash: str = ""


PRODUCERS: Mapping[str, str] = {"reports": "intake", "figures": "aggregator", "alerts": "alerts"}
"""Which service's event store is which topic."""

START = Mark()
"""Before the first event."""

Marks = Mapping[int, Mark]
"""By partition; one that is left out stands at :data:`START`."""


class Slice(NamedTuple):
    """What comes next in one partition: events in order, and for each where the log reads on after it."""

    events: list[Recorded]
    offsets: list[int]

    def mark(self, before: Mark) -> Mark:
        """Where a reader stands that stood at ``before`` and has applied the whole slice."""
        last = self.events[-1]
        return Mark(last.position, self.offsets[-1], before.events + len(self.events), last.hash)

    def after(self, position: int) -> Slice:
        """The slice without what stands up to ``position``: a log may deliver an event twice."""
        if not self.events or self.events[0].position > position:
            return self
        first = bisect_right(self.events, position, key=attrgetter("position"))
        return Slice(self.events[first:], self.offsets[first:])

    def one_by_one(self) -> Iterator[Slice]:
        """The same events, each in a slice of its own."""
        for event, offset in zip(self.events, self.offsets, strict=True):
            yield Slice([event], [offset])


class WhyAside(StrEnum):
    """What is wrong with a message that is kept aside."""

    NO_EVENT = "no-event"
    """Bytes that are no event of this system."""
    ALTERED = "altered"
    """Its hash is not that of its content."""
    ELSEWHERE = "elsewhere"
    """An event of another service: it belongs into another topic."""
    NO_PLACE = "no-place"
    """It stands at no possible position: not behind the one that it names as the one before."""
    UNCONNECTED = "unconnected"
    """It stands at a position below the last one applied that was never one of this partition."""


class Bytes(NamedTuple):
    """What a message was made of, where it is kept aside: its first bytes, and how many there were."""

    first: bytes
    size: int


KEPT_BYTES = 16_384
"""So much of a message is kept: enough to see what it is."""


class SetAside(NamedTuple):
    """A message that is none of the topic's events, by where it stands."""

    topic: str
    partition: int
    offset: int
    reason: WhyAside
    content: Bytes


class LogBroken(Exception):
    """The log lacks an event that it must hold: nothing behind the gap may be applied."""


class LogDiffers(LogBroken):
    """The log does not hold what was applied: it came back older than its reader, or is another one."""

    def __init__(self, topic: str, position: int, detail: str) -> None:
        super().__init__(f"{topic} does not hold what was applied up to position {position}: {detail}")


class LogAway(Exception):
    """The log does not answer just now; try again."""


class LogReader(Protocol):
    """A topic and one reader's place in it. Used by one thread, but for ``lag``, ``replay`` and ``wake``."""

    @property
    def topic(self) -> str:
        """``reports``, ``figures`` or ``alerts``."""
        ...

    def read(self, marks: Marks, limit: int) -> dict[int, Slice]:
        """Up to ``limit`` events after ``marks``, of the partitions that are this reader's at present.

        No slice is empty; no partition is there that has nothing new.

        Raises:
            LogAway: the log does not answer.
            LogBroken: an event is missing.
            LogDiffers: it does not hold what was applied up to ``marks``.
        """
        ...

    def aside(self) -> Sequence[SetAside]:
        """What was found since this was asked last that is none of the topic's events. Found anew, it is told anew."""
        ...

    def wait(self, marks: Marks, timeout: float) -> bool:
        """Return True as soon as there may be events after ``marks``, False after ``timeout`` seconds or when woken."""
        ...

    def wake(self) -> None:
        """Called by another thread: end the wait that goes on, or the next one, at once where the log can."""
        ...

    def lag(self, marks: Marks) -> int:
        """How many events stand after ``marks`` in this reader's partitions, as far as is known."""
        ...

    def knows_lag(self) -> bool:
        """Whether :meth:`lag` is the whole of it: a reader that has not joined yet, or has let go, knows of nothing."""
        ...

    def replay(self, after: Marks, until: Marks) -> Iterator[list[Recorded]]:
        """Every event after ``after`` up to ``until``, whoever's partition it stands in, page by page.

        Raises:
            LogAway: the log does not answer.
            LogBroken: the log ends before ``until``, or an event is missing.
            LogDiffers: another event stands where ``until`` is.
        """
        ...

    def close(self) -> None:
        """Let go of what the reader holds; its partitions go to another one at once."""
        ...


def marks_at(position: int) -> Marks:
    """Where a reader of a log with one partition stands that has applied everything up to ``position``."""
    return {0: Mark(position, position, position)}
