"""What change against the same month of last year is usual for a unit. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shared.quantities import PARTS_PER_MILLION

LEAST_CHANGES = 8
"""With fewer same-month differences nothing is said of a jump."""

LEAST_OF_A_YEAR = 3
"""A pair of years with fewer same-month differences says nothing of how it differs from another pair."""

MEAN_TO_DEVIATION = 1_253_314
"""A normal distribution's standard deviation over its mean absolute deviation, in parts per million."""

MEDIAN_TO_DEVIATION = 1_482_580
"""The same over its median absolute deviation: the inverse of 0.6745."""


class Reference(NamedTuple):
    """What earlier years say of an indicator: last year's months, and the usual change against the year before.

    ``deviation`` is the standard deviation that the changes' spread stands for, in base units; ``robust``
    tells whether it comes from the median absolute deviation, or (that being 0) from the mean.

    ``one_pair``: all changes are of one year against the one before. They share that year's shift, and their spread
    says nothing of how years differ: a year that rose and one that falls back, or does not move, are as usual as each
    other. The usual change then reaches from none to the median.
    """

    last_year: tuple[int | None, ...]
    median: int
    deviation: int
    changes: int
    robust: bool
    one_pair: bool = False

    def change(self, month: int, figure: int) -> int | None:
        """How ``figure`` of a month (0–11) differs from the same month of last year."""
        before = self.last_year[month]
        return None if before is None else figure - before

    def away(self, change: int) -> int:
        """How far a change is from the usual ones, in base units."""
        low = high = self.median
        if self.one_pair:
            low, high = min(low, 0), max(high, 0)
        return max(change - high, low - change, 0)


Year = Mapping[str, Sequence[int | None]]
"""A whole year's figures by indicator, twelve each."""

Changes = Mapping[str, Sequence[int]]
"""How a year's months differ from those of the year before, by indicator: as many as are known of both."""


def changes_between(before: Year, after: Year) -> dict[str, list[int]]:
    """The changes from one year to the next."""
    return {
        indicator: [
            new - old
            for old, new in zip(before[indicator], figures, strict=True)
            if old is not None and new is not None
        ]
        for indicator, figures in after.items()
        if indicator in before
    }


def references_of(last_year: Year, pairs: Sequence[Changes]) -> dict[str, Reference]:
    """What the last whole year and the changes between the years up to it, oldest first, say of the year after them."""
    found: dict[str, Reference] = {}
    for indicator, figures in last_year.items():
        changes: list[int] = []
        telling = 0
        for pair in pairs:
            of_pair = pair.get(indicator)
            if of_pair:
                telling += len(of_pair) >= LEAST_OF_A_YEAR
                changes += of_pair
        if len(changes) >= LEAST_CHANGES:
            found[indicator] = _reference(tuple(figures), changes, telling < 2)
    return found


def _reference(last_year: tuple[int | None, ...], changes: list[int], one_pair: bool) -> Reference:
    changes.sort()
    count = len(changes)
    median = changes[(count - 1) // 2]
    away = [abs(change - median) for change in changes]
    away.sort()
    middle = away[(count - 1) // 2]
    if middle:
        return Reference(last_year, median, middle * MEDIAN_TO_DEVIATION // PARTS_PER_MILLION, count, True, one_pair)
    deviation = sum(away) * MEAN_TO_DEVIATION // (count * PARTS_PER_MILLION)
    return Reference(last_year, median, deviation, count, False, one_pair)
