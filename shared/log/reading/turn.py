"""Whose turn it is: each message of a partition held against what was applied of it, every outcome by name. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from shared.log.cloudevents import Message, Predecessor
from shared.log.port import Mark, SetAside, Slice, WhyAside
from shared.log.reading.arrivals import Arrived
from shared.log.reading.trail import Trail


class Outcome(StrEnum):
    """What becomes of an event whose hash is that of its content."""

    NEXT = "next"
    """It goes on directly from the last one applied."""
    REPEATED = "repeated"
    """It was applied already, as it is."""
    EARLY = "early"
    """One that stands before it is missing."""
    OLDER = "older"
    """It stands below the last one applied, and farther back than is known here."""
    NEVER = "never"
    """It stands below the last one applied, and nothing was applied there."""
    OTHER = "other"
    """Where it stands, or stands behind, another event was applied: this is not the store that was read."""


class Taken(NamedTuple):
    """What came of messages: the events whose turn it is, what is none of the topic's, and what shows that the topic
    is not the one that was read ('': nothing); behind that nothing was looked at."""

    slice: Slice
    aside: list[SetAside]
    differs: str


LookBack = Callable[[int], None]
"""Lets the trail reach back to a position, if it can."""

Given = Callable[[int], bool]
"""Whether an event was applied at a position in whatever partition, as far as is known."""


class Turn:
    """Takes the events of one partition in their turn, and only those.

    A relay that starts again repeats what it had sent, and one that failed may have sent later
    events before earlier ones; each names the one before it, so both are seen.
    """

    def __init__(self, topic: str, mark: Mark, trail: Trail, look_back: LookBack, given: Given) -> None:
        self._topic = topic
        self.last = Predecessor(mark.position, mark.hash)
        self._trail = trail
        self._look_back = look_back
        self._given = given
        self.missed = False
        """Whether an event was passed over because the one before it is missing."""

    def take(self, messages: Iterable[Arrived]) -> Taken:
        """The events whose turn it is."""
        taken = Slice([], [])
        aside: list[SetAside] = []
        for arrived in messages:
            if arrived.message is None:
                aside.append(arrived.aside(self._topic, arrived.wrong or WhyAside.NO_EVENT))
                continue
            outcome = self._outcome(arrived.message)
            if outcome is Outcome.NEXT:
                self._apply(arrived, arrived.message, taken)
            elif outcome is Outcome.EARLY:
                self.missed = True
            elif outcome is Outcome.NEVER:
                aside.append(arrived.aside(self._topic, WhyAside.UNCONNECTED))
            elif outcome is Outcome.OTHER:
                return Taken(taken, aside, self._differs(arrived))
        return Taken(taken, aside, "")

    def _outcome(self, message: Message) -> Outcome:
        """What becomes of an event, with the trail reaching back as far as it asks for."""
        position = message.event.position
        outcome = judged(message, self.last, self._trail)
        if outcome is Outcome.OLDER:
            self._look_back(position)
            outcome = judged(message, self.last, self._trail)
        if outcome is Outcome.NEXT and self._given(position):
            return Outcome.OTHER
        return outcome

    def _apply(self, arrived: Arrived, message: Message, taken: Slice) -> None:
        self.missed = False
        self.last = Predecessor(arrived.position, message.event.hash)
        self._trail.add(*self.last)
        taken.events.append(message.event)
        taken.offsets.append(arrived.after)

    def _differs(self, arrived: Arrived) -> str:
        return (
            f"the event at position {arrived.position} (partition {arrived.partition}, offset {arrived.offset}) does "
            f"not go on from it"
        )


def judged(message: Message, last: Predecessor, trail: Trail) -> Outcome:
    """What becomes of an event where ``last`` was applied last, and before it what ``trail`` knows of."""
    (position, hash_), before = (message.event.position, message.event.hash), message.before
    if position > last.position:
        if before.position == last.position:
            goes_on = _same(before.hash, last.hash) and (
                position != last.position + 1 or _same(message.event.previous_hash, last.hash)
            )
            return Outcome.NEXT if goes_on else Outcome.OTHER
        return Outcome.EARLY if before.position > last.position else Outcome.OTHER
    if position == last.position:
        return Outcome.REPEATED if _same(hash_, last.hash) else Outcome.OTHER
    if not trail.covers(position):
        return Outcome.OLDER
    if not trail.holds(position):
        return Outcome.NEVER
    return Outcome.REPEATED if trail.is_at(position, hash_) else Outcome.OTHER


def _same(one: str, other: str) -> bool:
    """Whether two hashes are those of one event, as far as they are known."""
    return one == other or not one or not other
