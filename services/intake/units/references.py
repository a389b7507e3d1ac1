"""What change against the same month of last year is usual for a unit. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from shared.quantities import PARTS_PER_MILLION

LEAST_CHANGES = 8
"""With fewer same-month differences nothing is said of a jump."""

MEAN_TO_DEVIATION = 1_253_314
"""A normal distribution's standard deviation over its mean absolute deviation, in parts per million."""

MEDIAN_TO_DEVIATION = 1_482_580
"""The same over its median absolute deviation: the inverse of 0.6745."""


class Reference(NamedTuple):
    """What earlier years say of an indicator: last year's months, and the usual change against the year before.

    ``deviation`` is the standard deviation that the changes' spread stands for, in base units; ``robust``
    tells whether it comes from the median absolute deviation, or (that being 0) from the mean.
    """

    last_year: tuple[int | None, ...]
    median: int
    deviation: int
    changes: int
    robust: bool

    def change(self, month: int, figure: int) -> int | None:
        """How ``figure`` of a month (0–11) differs from the same month of last year."""
        before = self.last_year[month]
        return None if before is None else figure - before


def references(years: Sequence[Mapping[str, Sequence[int | None]]]) -> dict[str, Reference]:
    """What whole years, oldest first, say of the year after them."""
    found: dict[str, Reference] = {}
    for indicator, last in years[-1].items():
        changes = []
        for before, after in pairwise(years):
            if indicator in before and indicator in after:
                pairs = zip(before[indicator], after[indicator], strict=True)
                changes += [new - old for old, new in pairs if old is not None and new is not None]
        if len(changes) >= LEAST_CHANGES:
            found[indicator] = _reference(tuple(last), changes)
    return found


def _reference(last_year: tuple[int | None, ...], changes: list[int]) -> Reference:
    changes.sort()
    count = len(changes)
    median = changes[(count - 1) // 2]
    away = [abs(change - median) for change in changes]
    away.sort()
    middle = away[(count - 1) // 2]
    if middle:
        return Reference(last_year, median, middle * MEDIAN_TO_DEVIATION // PARTS_PER_MILLION, count, True)
    return Reference(last_year, median, sum(away) * MEAN_TO_DEVIATION // (count * PARTS_PER_MILLION), count, False)
