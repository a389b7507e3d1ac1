"""Between which figures a unit's months have lain: this year's so far and last year's, by indicator. Pure.

They are the months' own figures: a year to date counts by what it adds to the month before; where that is not known
(January and February are often reported as one) by what it comes to a month, which the largest was at the least.

Kept up month by month, because every report asks of whose unit the month before is not there: at a rush a unit's next
month is held against what it has reported before its last one is on disk. A month that joins the others widens what is
known, where none of that is a year to date; what changes a month otherwise has its year read anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from services.intake.units.years import YearSoFar, own_figure
from shared.events import ReportLine


class Span(NamedTuple):
    """The least and the largest figure of some months, and of a ratio the same of its denominator (else 0)."""

    low: int
    high: int
    whole_low: int = 0
    whole_high: int = 0


Spans = dict[str, list[int]]
"""A :class:`Span` by indicator, as a list: it is widened in place."""

UNKNOWN = -1
"""In place of the least, where only means of several months are known: one of them may have been as small as can be."""


class MonthsRead(NamedTuple):
    """How the months are read: a month's lines, and what the year before a month adds up to."""

    lines: Callable[[int], Sequence[ReportLine]]
    so_far: Callable[[int], dict[str, YearSoFar]]


class UnitSpans:
    """The spans of one unit's months before the one that is asked about (ordinals)."""

    def __init__(self, months: MonthsRead) -> None:
        self._months = months
        self._year = self._next = -1
        self._this: Spans = {}
        self._last: Spans = {}
        self._to_date = False  # whether a year to date is among this year's

    def added(self, month: int, lines: Sequence[ReportLine]) -> None:
        """Lines stand for a month for which none did."""
        if not self._year <= month < self._next or self._to_date or _any_to_date(lines):
            self.changed(month)
        else:
            widen(self._this, lines, month % 12, {})

    def changed(self, month: int) -> None:
        """Something else stands for a month: a later month is no matter."""
        if self._year <= month < self._next:
            self._begin()
        elif month < self._next:
            self._year = self._next = -1

    def before(self, indicator: str, month: int) -> Span | None:
        """The span of an indicator in the year's months before ``month`` and the whole year before."""
        if self._next != month:
            self._go_to(month)
        this, last = self._this.get(indicator), self._last.get(indicator)
        if this is None or last is None:
            known = this or last
            return None if known is None else _span(*known)
        low, high, whole_low, whole_high = this
        return _span(_lower(low, last[0]), max(high, last[1]), _lower(whole_low, last[2]), max(whole_high, last[3]))

    def bands(self, month: int) -> Mapping[str, Sequence[int]]:
        """Of each indicator a span that lies within :meth:`before`: of this year's months where there are any, else of
        last year's; its least may be :data:`UNKNOWN`. In one piece, for who asks of all lines of a report. None of an
        indicator that had a denominator in one of the years only."""
        if self._next != month:
            self._go_to(month)
        found = dict(self._last)
        for indicator, this in self._this.items():
            last = found.get(indicator)
            if last is None or (not last[3]) is (not this[3]):
                found[indicator] = this
            else:
                del found[indicator]
        return found

    def _go_to(self, month: int) -> None:
        year = month - month % 12
        if year != self._year:
            self._last = self._read(year - 12, year)
            self._year = year
            self._begin()
        elif month < self._next:
            self._begin()
        self._to_date = self._to_date or any(
            _any_to_date(self._months.lines(each)) for each in range(self._next, month)
        )
        self._read(self._next, month, self._this)
        self._next = month

    def _begin(self) -> None:
        """Nothing is known of this year's months yet."""
        self._this, self._next, self._to_date = {}, self._year, False

    def _read(self, first: int, end: int, spans: Spans | None = None) -> Spans:
        found: Spans = {} if spans is None else spans
        for month in range(first, end):
            lines = self._months.lines(month)
            if lines:
                widen(found, lines, month % 12, self._months.so_far(month) if _any_to_date(lines) else {})
        return found


def month_figure(line: ReportLine, month: int, so_far: Mapping[str, YearSoFar]) -> tuple[int, int]:
    """A line as one month's figure (month 0–11) and denominator (0: none); what is not known is shared out evenly."""
    own = own_figure(line, month, so_far)
    if own is None:
        return line.value // (month + 1), (line.denominator or 0) // (month + 1)
    return own[0], own[1] or 0


def widen(spans: Spans, lines: Sequence[ReportLine], month: int, so_far: Mapping[str, YearSoFar]) -> None:
    """Take in the lines of a month (0–11), of which the year before it adds up to ``so_far``."""
    for line in lines:
        value, whole, exact = line.value, line.denominator or 0, True
        if line.basis != "month":
            exact = own_figure(line, month, so_far) is not None
            value, whole = month_figure(line, month, so_far)
        known = spans.get(line.indicator)
        if known is None:
            spans[line.indicator] = [value, value, whole, whole] if exact else [UNKNOWN, value, UNKNOWN, whole]
            continue
        if exact and not 0 <= known[0] <= value:
            known[0] = value
        if value > known[1]:
            known[1] = value
        if exact and not 0 <= known[2] <= whole:
            known[2] = whole
        if whole > known[3]:
            known[3] = whole


def _any_to_date(lines: Sequence[ReportLine]) -> bool:
    return any(line.basis != "month" for line in lines)


def _lower(low: int, other: int) -> int:
    """The lower of two that are known."""
    if low == UNKNOWN or other == UNKNOWN:
        return max(low, other)
    return min(low, other)


def _span(low: int, high: int, whole_low: int, whole_high: int) -> Span:
    """The span; 0 is the least where nothing is known of it."""
    return Span(max(low, 0), high, max(whole_low, 0), whole_high)
