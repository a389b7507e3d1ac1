"""A unit's earlier figures, and whether a new one slipped by ten thousand (万人 for 人). Pure.

The question is asked for every line of every report, so it is first put to the smallest and the
largest earlier figure: a value within 5,000 times of both cannot have slipped against the median,
wherever that lies. Only what is left is held against the median itself.
"""

from __future__ import annotations

from shared.events import ReportLine

WINDOW_MONTHS = 12
"""How far back a unit's own figures are looked at."""

LEAST_VALUES = 3
"""With fewer earlier figures nothing is said."""

SLIP_LOW, SLIP_HIGH = 5_000, 20_000
"""A value this many times its median, or its inverse, is a slip of 10⁴."""

MOST_MONTHS = 14
"""Months that are remembered of a unit: the window, and the month under correction."""


class UnitHistory:
    """What one unit reported, complete from month ``start`` (an ordinal) on; older months are forgotten."""

    def __init__(self, start: int) -> None:
        self.start = start
        self._months: dict[int, tuple[ReportLine, ...]] = {}
        self._ranges: dict[str, tuple[int, int]] = {}  # by indicator alone: wider than need be costs little

    def covers(self, month: int) -> bool:
        """Whether everything that month is held against is here."""
        return self.start <= month - WINDOW_MONTHS

    def put(self, month: int, lines: tuple[ReportLine, ...]) -> None:
        """The lines that now stand for a month."""
        if month < self.start:
            return
        self._months[month] = lines
        ranges = self._ranges
        for line in lines:
            amount = line.value if line.denominator is None else line.denominator
            if amount:
                low, high = ranges.get(line.indicator) or (amount, 0)
                if not low <= amount <= high:
                    ranges[line.indicator] = (min(low, amount), max(high, amount))
        if len(self._months) > MOST_MONTHS:
            self._forget_oldest()

    def drop(self, month: int) -> None:
        """Nothing stands for the month any more. (The ranges may stay wider than need be.)"""
        self._months.pop(month, None)

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
            for each in range(month - WINDOW_MONTHS, month)
            for other in self._months.get(each, ())
            if other.indicator == line.indicator and other.basis == line.basis
        )

    def _forget_oldest(self) -> None:
        oldest = min(self._months)
        del self._months[oldest]
        self.start = oldest + 1


def _slipped(amount: int, median: int) -> bool:
    if median == 0:
        return False
    return SLIP_LOW * median <= amount <= SLIP_HIGH * median or SLIP_LOW * amount <= median <= SLIP_HIGH * amount
