"""A unit's earlier figures: what its next report is held against. Pure.

A value is first held against the smallest and the largest earlier figure: within 5,000 times of both it
cannot have slipped by ten thousand (万人 for 人) against the median, wherever that lies. What the review
rules need of earlier years is worked out once a year and unit, and forgotten when one of those years changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from services.intake.units.kept_months import KeptMonths, in_array
from services.intake.units.references import Changes, Reference, changes_between, references_of
from services.intake.units.spans import MonthsRead, Span, UnitSpans
from services.intake.units.years import YearFold, YearSoFar, month_figures
from shared.events import ReportLine

WINDOW_MONTHS = 60
"""How far back a unit's own figures are looked at."""

SLIP_MONTHS = 12
"""How far back a slip is looked for."""

LEAST_VALUES = 3
"""With fewer earlier figures nothing is said of a slip."""

SLIP_LOW, SLIP_HIGH = 5_000, 20_000
"""A value this many times its median, or its inverse, is a slip of 10⁴."""

MOST_MONTHS = 62
"""Months that are remembered of a unit: the window, and the month under correction."""

REFERENCE_YEARS = 4
"""Whole years before a month's own that tell what change is usual."""

SO_FAR_KEPT = 2
"""Of how many months it is kept what the year before them adds up to: a report's own and the one before."""

Count = Callable[[Sequence[ReportLine], Mapping[str, ReportLine]], tuple[int, int]]
"""Two numbers of a month's lines and the lines of the month before."""

_NO_LINES: Mapping[str, ReportLine] = {}


class UnitHistory:
    """What one unit reported, complete from month ``start`` (an ordinal) on; older months are forgotten."""

    def __init__(self, start: int) -> None:
        self.start = start
        self._newest = 0
        self._months = KeptMonths()
        self._ranges: dict[str, tuple[int, int]] = {}  # by indicator alone: wider than need be costs little
        self._figures: dict[int, dict[str, list[int | None]]] = {}
        self._pairs: dict[int, Changes] = {}  # by the later year
        self._references: dict[int, dict[str, Reference]] = {}
        self._fold, self._folded = YearFold(), range(0)  # a year up to the month last asked for, by ordinals
        self._so_far: dict[int, dict[str, YearSoFar]] = {}
        self._counts: dict[int, tuple[int, int]] = {}
        self._spans = UnitSpans(MonthsRead(self.lines, self.year_so_far))

    def covers(self, month: int) -> bool:
        """Whether everything that month is held against is here."""
        return self.start <= month - WINDOW_MONTHS

    def put(self, month: int, lines: tuple[ReportLine, ...]) -> None:
        """The lines that now stand for a month."""
        if month < self.start:
            return
        new = month not in self._months
        self._months.put(month, lines)
        self._changed(month)
        if new:
            self._spans.added(month, lines)
        else:
            self._spans.changed(month)
        ranges = self._ranges
        for line in lines:
            amount = line.value if line.denominator is None else line.denominator
            if amount:
                known = ranges.get(line.indicator)
                if known is None:
                    ranges[line.indicator] = (amount, amount)
                elif amount > known[1]:
                    ranges[line.indicator] = (known[0], amount)
                elif amount < known[0]:
                    ranges[line.indicator] = (amount, known[1])
        if month > self._newest:
            self._newest = month
        if len(self._months) > MOST_MONTHS:
            self._forget_oldest()

    def drop(self, month: int) -> None:
        """Nothing stands for the month any more. (The ranges may stay wider than need be.)"""
        self._months.drop(month)
        self._changed(month)
        self._spans.changed(month)

    def pack(self) -> None:
        """Take less memory, from now on: for what was read, and may not be asked for."""
        self._months.pack()

    def lines(self, month: int) -> tuple[ReportLine, ...]:
        """The lines that stand for a month; none where nothing does."""
        return self._months.get(month)

    def by_indicator(self, month: int) -> Mapping[str, ReportLine]:
        """The same by indicator."""
        lines = self._months.get(month)
        return {line.indicator: line for line in lines} if lines else _NO_LINES

    def later(self, month: int) -> dict[int, tuple[ReportLine, ...]]:
        """The months of the same year after ``month``, by ordinal."""
        if self._newest <= month:
            return {}
        end = month - month % 12 + 12
        return {each: self._months.get(each) for each in range(month + 1, end) if each in self._months}

    def year_so_far(self, month: int) -> dict[str, YearSoFar]:
        """What the months of the year before ``month`` add up to, by indicator."""
        found = self._so_far.get(month)
        if found is not None:
            return found
        january = month - month % 12
        if self._folded.start != january or self._folded.stop > month:
            self._fold, self._folded = YearFold(), range(january, january)
        for each in range(self._folded.stop, month):
            self._fold.take(each % 12, self.lines(each))
        self._folded = range(january, month)
        found = self._fold.so_far(month % 12)
        if len(self._so_far) >= SO_FAR_KEPT:
            del self._so_far[min(self._so_far)]
        self._so_far[month] = found
        return found

    def counted(self, month: int, count: Count) -> tuple[int, int]:
        """What ``count`` (always the same) makes of a month's lines and the lines of the month before, kept."""
        found = self._counts.get(month)
        if found is None:
            found = self._counts[month] = count(self.lines(month), self.by_indicator(month - 1))
        return found

    def references(self, year: int) -> Mapping[str, Reference]:
        """What the whole years before ``year`` say of its months, by indicator."""
        found = self._references.get(year)
        if found is None:
            pairs = [self._pair(each) for each in range(year - REFERENCE_YEARS + 1, year)]
            found = self._references[year] = references_of(self._year(year - 1), pairs)
        return found

    def span(self, indicator: str, month: int) -> Span | None:
        """Between which figures the year's months before ``month`` and the year before lay; None: nothing is known."""
        return self._spans.before(indicator, month)

    def bands(self, month: int) -> Mapping[str, Sequence[int]]:
        """By indicator the least and largest figure and denominator that lie within its :meth:`span`."""
        return self._spans.bands(month)

    def slipped_from(self, line: ReportLine, month: int) -> int | None:
        """The median that ``line`` is 10⁴ times off, up or down; None when it is not.

        A ratio is judged by its denominator. With an even count the lower of the two middle values
        is the median.
        """
        amount = line.value if line.denominator is None else line.denominator
        known = self._ranges.get(line.indicator)
        if known is None or not amount:
            return None
        if amount < SLIP_LOW * known[0] and amount * SLIP_LOW > known[1]:
            return None
        earlier = self._earlier(line, month)
        if len(earlier) < LEAST_VALUES:
            return None
        median = earlier[(len(earlier) - 1) // 2]
        return median if _slipped(amount, median) else None

    def _earlier(self, line: ReportLine, month: int) -> list[int]:
        return sorted(
            other.value if other.denominator is None else other.denominator
            for each in range(month - SLIP_MONTHS, month)
            for other in self._months.get(each)
            if other.indicator == line.indicator and other.basis == line.basis
        )

    def _year(self, year: int) -> dict[str, list[int | None]]:
        found = self._figures.get(year)
        if found is None:
            lines = {month: self.lines(year * 12 + month) for month in range(12)}
            found = month_figures(lines)
            if year >= max(self._figures, default=year):  # the next year's changes are from it; older ones are bulky
                self._figures = {year: found}
        return found

    def _pair(self, year: int) -> Changes:
        found = self._pairs.get(year)
        if found is None:
            changes = changes_between(self._year(year - 1), self._year(year))
            found = self._pairs[year] = {indicator: in_array(each) for indicator, each in changes.items()}
        return found

    def _changed(self, month: int) -> None:
        """Forget what was worked out of the month's year."""
        self._counts.pop(month, None)
        self._counts.pop(month + 1, None)
        year = month // 12
        if month in self._folded:
            self._fold, self._folded = YearFold(), range(0)
        for later in [each for each in self._so_far if month < each and each // 12 == year]:
            del self._so_far[later]
        self._figures.pop(year, None)
        self._pairs.pop(year, None)
        self._pairs.pop(year + 1, None)
        for later in [each for each in self._references if each > year]:
            del self._references[later]

    def _forget_oldest(self) -> None:
        oldest = min(self._months)
        self._months.drop(oldest)
        self._so_far.clear()
        self.start = oldest + 1
        self._figures = {year: kept for year, kept in self._figures.items() if year * 12 >= self.start - 11}
        self._pairs = {year: kept for year, kept in self._pairs.items() if (year - 1) * 12 >= self.start - 11}
        self._counts = {month: kept for month, kept in self._counts.items() if month > self.start}
        self._references = {year: kept for year, kept in self._references.items() if year * 12 >= oldest}


def _slipped(amount: int, median: int) -> bool:
    if median == 0:
        return False
    return SLIP_LOW * median <= amount <= SLIP_HIGH * median or SLIP_LOW * amount <= median <= SLIP_HIGH * amount
