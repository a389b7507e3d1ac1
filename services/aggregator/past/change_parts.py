"""The parts of a change, and what they come to by cause and by unit. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple


class Cause(StrEnum):
    """What moved the total, in the order in which a table lists it."""

    REPORTED = "reported"  # a first report, by the due day
    LATE = "late"  # a first report after it
    BACKFILLED = "backfilled"  # a first report of a month before the first that is owed
    RESUBMITTED = "resubmitted"
    CORRECTED = "corrected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    BOUNDARY = "boundary"  # a region was split, merged or moved: announced between the points


class TotalAmount(NamedTuple):
    """A total, or a change of one: the value (a ratio's numerator), and a ratio's denominator (else 0)."""

    value: int = 0
    denominator: int = 0

    def plus(self, other: TotalAmount) -> TotalAmount:
        return TotalAmount(self.value + other.value, self.denominator + other.denominator)

    def minus(self, other: TotalAmount) -> TotalAmount:
        return TotalAmount(self.value - other.value, self.denominator - other.denominator)


NOTHING = TotalAmount()


class ChangePart(NamedTuple):
    """What one event did to the total. ``period`` is the month it was about, ``reason`` what it gave as one."""

    position: int
    recorded_at: int
    actor: str
    region: str
    period: str
    cause: Cause
    change: TotalAmount
    reason: str


class Waterfall(NamedTuple):
    """A total ``before`` and ``after``, and the parts that lead from one to the other, in order.

    ``simulated`` says whether any of the reports was generated for a demonstration.
    """

    before: TotalAmount
    after: TotalAmount
    parts: tuple[ChangePart, ...]
    simulated: bool = False


class Group(NamedTuple):
    """The parts of one cause, or of one unit of it, and what they come to."""

    cause: Cause
    region: str
    change: TotalAmount
    parts: tuple[ChangePart, ...]


def by_cause(parts: Sequence[ChangePart]) -> list[Group]:
    """What each cause comes to, in the order of the causes; ``region`` is empty."""
    return [
        Group(cause, "", _total(found), found)
        for cause in Cause
        if (found := tuple(part for part in parts if part.cause is cause))
    ]


def by_unit(group: Group) -> list[Group]:
    """A cause's parts unit by unit, the largest change first."""
    regions: dict[str, list[ChangePart]] = defaultdict(list)
    for part in group.parts:
        regions[part.region].append(part)
    found = [Group(group.cause, region, _total(parts), tuple(parts)) for region, parts in regions.items()]
    return sorted(found, key=lambda each: (-abs(each.change.value), -abs(each.change.denominator), each.region))


def _total(parts: Iterable[ChangePart]) -> TotalAmount:
    found = NOTHING
    for part in parts:
        found = found.plus(part.change)
    return found
