"""A unit's points of a month by a scheme, with a trace of every point. Pure.

An item begins with its full marks and loses what its deductions take, down to nothing; or it brings the share of the
district's targets that are on schedule. What cannot be said yet, or has nothing to be said of, is not counted: neither
its points nor its full marks. Points are exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Literal, NamedTuple

from services.aggregator.appraisal.occurrences import CountedEvent, Occurrences, UnitMonthFacts, occurrences
from shared.catalogue.model import AppraisalItem, AppraisalScheme, Deduction
from shared.periods import Month

PROGRESS = "progress"
"""The rule of a line about a target, beside those of the deductions."""


class NotCounted(StrEnum):
    """Why an item, or a month, is not counted."""

    NO_DUTY = "no_duty"
    BACKFILL = "backfill"
    EXEMPT = "exempt"
    NOT_DUE = "not_due"
    NO_TARGET = "no_target"


class TraceLine(NamedTuple):
    """One thing that moved points: by which rule, by how many (a deduction is below 0), and where it is written down:
    a position of ``reports`` or, of a false report, of ``figures`` (0: nothing was written, which is the matter)."""

    rule: str
    points: Fraction
    topic: Literal["reports", "figures"]
    happened: CountedEvent
    indicator: str = ""
    actual: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class ItemScore:
    """An item's points of a month, weighted, out of ``full``; with ``reason`` it is not counted (both are 0)."""

    item: AppraisalItem
    points: Fraction
    full: Fraction
    lines: tuple[TraceLine, ...] = ()
    reason: NotCounted | None = None


@dataclass(frozen=True, slots=True)
class MonthScore:
    """A unit's points of a month, out of the full marks of the items that count. With ``reason`` the month is not
    counted; ``exempt`` says why it is exempt."""

    region: str
    period: Month
    items: tuple[ItemScore, ...] = ()
    reason: NotCounted | None = None
    exempt: str = ""

    @property
    def points(self) -> Fraction:
        return sum((each.points for each in self.items), Fraction(0))

    @property
    def full(self) -> Fraction:
        return sum((each.full for each in self.items), Fraction(0))


def score_month(scheme: AppraisalScheme, facts: UnitMonthFacts) -> MonthScore:
    """The points of a month that the unit owes, unless it is exempt."""
    if facts.exempt:
        return MonthScore(facts.region, facts.period, reason=NotCounted.EXEMPT, exempt=facts.exempt)
    found = occurrences(facts)
    return MonthScore(facts.region, facts.period, tuple(_item(each, found, facts) for each in scheme.items))


def _item(item: AppraisalItem, found: Occurrences, facts: UnitMonthFacts) -> ItemScore:
    full = Fraction(item.full) * Fraction(item.weight)
    if item.progress:
        return _progress(item, full, facts)
    lines = tuple(_deductions(item, found))
    if found.owed_by is not None and not lines:
        return ItemScore(item, Fraction(0), Fraction(0), reason=NotCounted.NOT_DUE)
    return ItemScore(item, max(full + sum(each.points for each in lines), Fraction(0)), full, lines)


def _progress(item: AppraisalItem, full: Fraction, facts: UnitMonthFacts) -> ItemScore:
    goals = sorted(facts.goals)
    if not goals:
        return ItemScore(item, Fraction(0), Fraction(0), reason=NotCounted.NO_TARGET)
    each = full / len(goals)
    lines = tuple(
        TraceLine(
            PROGRESS,
            each if goal.met else Fraction(0),
            "reports",
            CountedEvent(goal.position, None),
            goal.indicator,
            goal.actual,
            goal.expected,
        )
        for goal in goals
    )
    return ItemScore(item, sum((line.points for line in lines), Fraction(0)), full, lines)


def _deductions(item: AppraisalItem, found: Occurrences) -> Iterable[TraceLine]:
    for deduction, points in item.deductions.items():
        taken = -Fraction(points) * Fraction(item.weight)
        for happened in _counted(deduction, found):
            times = happened.days if deduction is Deduction.LATE else 1
            topic: Literal["reports", "figures"] = "figures" if deduction is Deduction.FALSE else "reports"
            yield TraceLine(deduction.value, taken * times, topic, happened)


def _counted(deduction: Deduction, found: Occurrences) -> Sequence[CountedEvent]:
    match deduction:
        case Deduction.LATE:
            return () if found.late is None else (found.late,)
        case Deduction.MISSING:
            return () if found.missing is None else (found.missing,)
        case Deduction.RETURNED:
            return found.returned
        case Deduction.CORRECTED:
            return found.corrected
        case Deduction.FALSE:
            return found.false
