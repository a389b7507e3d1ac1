"""Whether two indicators of one region parted in a quarter as they never had before. Pure.

Each change is that against the same quarter of the year before, as a part of the figure: no season is in it. A change
is measured against that indicator's own usual changes of the quarters before: less their median, over their median
absolute deviation (times 1.4826; its *spread*, at least one percent). The distance of the two is what is held
against the widest that there was. Nothing of the quarter itself is in what it is held against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from statistics import median

from services.aggregator.comparison.quarters import YEAR, Figures, Quarter
from shared.catalogue.model import ComparisonRule, ExpectedRelation

_SPREAD = Fraction(14826, 10_000)
_LEAST_SPREAD = Fraction(1, 100)


class ComparisonOutcome(StrEnum):
    """What came of holding two indicators beside each other; only ``PARTED`` is a finding."""

    PARTED = "parted"
    AGREEING = "agreeing"
    SMALL = "small"
    WITHIN_HISTORY = "within_history"
    TOO_LITTLE_HISTORY = "too_little_history"
    QUARTER_MISSING = "quarter_missing"
    YEAR_BEFORE_MISSING = "year_before_missing"


@dataclass(frozen=True, slots=True)
class SideFigures:
    """One indicator in the quarter: its figure, that of the year before, and the change as a part of it."""

    now: Fraction | None = None
    before: Fraction | None = None

    @property
    def change(self) -> Fraction | None:
        """The change against the year before; None where one of the two is not known, or nothing to divide by."""
        return None if self.now is None or not self.before else self.now / self.before - 1


@dataclass(frozen=True, slots=True)
class ComparedQuarter:
    """What a rule found in a quarter. ``distance`` is how far the two parted, ``widest`` how far they ever had before
    and in which quarter, ``limit`` from where on it is a finding (all in spreads); ``history`` counts the quarters
    before that could be compared. None where it did not come to that."""

    rule: ComparisonRule
    quarter: Quarter
    outcome: ComparisonOutcome
    first: SideFigures
    second: SideFigures
    history: int = 0
    distance: Fraction | None = None
    widest: Fraction | None = None
    widest_in: Quarter | None = None
    limit: Fraction | None = None


@dataclass(frozen=True, slots=True)
class _Usual:
    """An indicator's usual change, and the spread around it."""

    median: Fraction
    spread: Fraction

    @classmethod
    def of(cls, changes: Sequence[Fraction]) -> _Usual:
        middle = median(changes)
        deviation = median([abs(each - middle) for each in changes])
        return cls(middle, max(_SPREAD * deviation, _LEAST_SPREAD))

    def measured(self, change: Fraction) -> Fraction:
        return (change - self.median) / self.spread


def compare(rule: ComparisonRule, quarter: Quarter, first: Figures, second: Figures) -> ComparedQuarter:
    """What the rule finds in a quarter, of the figures of its two indicators up to it; later ones are not looked at."""
    now = _side(first, quarter), _side(second, quarter)
    changes = now[0].change, now[1].change
    past = _past(first, second, quarter)
    if changes[0] is None or changes[1] is None:
        known = now[0].now is not None and now[1].now is not None
        outcome = ComparisonOutcome.YEAR_BEFORE_MISSING if known else ComparisonOutcome.QUARTER_MISSING
        return ComparedQuarter(rule, quarter, outcome, *now, history=len(past))
    if len(past) < rule.quarters:
        return ComparedQuarter(rule, quarter, ComparisonOutcome.TOO_LITTLE_HISTORY, *now, history=len(past))
    usual = _Usual.of([each[1] for each in past]), _Usual.of([each[2] for each in past])
    sign = 1 if rule.relation is ExpectedRelation.OPPOSITE else -1
    apart = {each: usual[0].measured(one) + sign * usual[1].measured(other) for each, one, other in past}
    widest_in = max(apart, key=lambda each: (abs(apart[each]), each))
    widest = abs(apart[widest_in])
    toward = usual[0].measured(changes[0]) + sign * usual[1].measured(changes[1])
    limit = widest + Fraction(rule.margin)
    parted = abs(toward) > limit and (toward > 0) == (changes[0] > 0)  # not by contradicting less than they usually do
    outcome = _outcome(rule, changes[0], changes[1], parted=parted)
    return ComparedQuarter(rule, quarter, outcome, *now, len(past), abs(toward), widest, widest_in, limit)


def _outcome(rule: ComparisonRule, first: Fraction, second: Fraction, *, parted: bool) -> ComparisonOutcome:
    alike = (first > 0) == (second > 0)
    if first == 0 or second == 0 or min(abs(first), abs(second)) < Fraction(rule.least):
        return ComparisonOutcome.SMALL
    if alike == (rule.relation is ExpectedRelation.SAME):
        return ComparisonOutcome.AGREEING
    return ComparisonOutcome.PARTED if parted else ComparisonOutcome.WITHIN_HISTORY


def _side(figures: Figures, quarter: Quarter) -> SideFigures:
    return SideFigures(figures.get(quarter), figures.get(quarter.shift(-YEAR)))


def _past(first: Figures, second: Figures, quarter: Quarter) -> list[tuple[Quarter, Fraction, Fraction]]:
    """The quarters before in which both changes are known, in order."""
    found = []
    for each in sorted(set(first) & set(second)):
        one, other = _side(first, each).change, _side(second, each).change
        if each < quarter and one is not None and other is not None:
            found.append((each, one, other))
    return found
