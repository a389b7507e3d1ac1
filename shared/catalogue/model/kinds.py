"""The words that the catalogue classifies by: how a figure adds up, how often it is reported, what a target asks."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from shared.periods import Month


class Kind(StrEnum):
    """How an indicator adds up over regions and months."""

    FLOW = "flow"  # happens during the month; adds over regions and months
    STOCK = "stock"  # counted at the month's end; adds over regions, never over months
    RATIO = "ratio"  # numerator over denominator; the parts add, then divide
    DIRECT = "direct"  # a rate known at one level only; never adds


class Frequency(StrEnum):
    """How often an indicator is reported: a quarter's report covers the quarter, a year's the year."""

    MONTH = "month"  # 月报
    QUARTER = "quarter"  # 季报: for March, June, September and December
    YEAR = "year"  # 年报: for December

    @property
    def months(self) -> int:
        """How many months one report covers."""
        return _COVERED[self]

    @property
    def chinese(self) -> str:
        """As a form says it."""
        return _REPORTS[self]

    def due_in(self, period: Month) -> bool:
        """Whether ``period`` is a month that is reported for."""
        return self is Frequency.MONTH or period.month % _COVERED[self] == 0


_COVERED = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}
_REPORTS = {Frequency.MONTH: "月报", Frequency.QUARTER: "季报", Frequency.YEAR: "年报"}


class Attribute(StrEnum):
    BINDING = "binding"  # 约束性
    EXPECTED = "expected"  # 预期性


class Horizon(StrEnum):
    PLAN = "plan"  # the plan's five years add up to it: 【】 or []
    YEAR = "year"  # each year's own figure
    END = "end"  # the value at the plan's end
    THROUGHOUT = "throughout"  # must hold all the time


class Bound(StrEnum):
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"

    def holds(self, actual: Fraction, value: Fraction) -> bool:
        """Whether ``actual`` keeps this bound of ``value``."""
        match self:
            case Bound.AT_LEAST:
                return actual >= value
            case Bound.MORE_THAN:
                return actual > value
            case Bound.AT_MOST:
                return actual <= value
            case Bound.LESS_THAN:
                return actual < value

    @property
    def upward(self) -> bool:
        """Whether more is better."""
        return self in (Bound.AT_LEAST, Bound.MORE_THAN)


class Unjudged(StrEnum):
    """Why a row has no value that it is judged by: it is followed all the same."""

    NOTHING = "no_target_value"  # nothing is printed
    WORDS = "words_only"  # 保持相当规模, 稳步提高
    COMPOSITION = "composition_only"  # 10:40:50
    CHANGE = "change_not_workable"  # 提高2个百分点 of a baseline that is not printed
    UNREAD = "print_not_read"  # figures, and nobody can be sure what they ask
