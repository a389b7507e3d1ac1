"""取整: more figures that end in 00 than chance would make. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import comb
from typing import NamedTuple

from services.intake.review.rules import ROUND
from shared.events import ReportLine, ReviewFinding

LEAST_FIGURE = 100
"""A smaller figure cannot end in 00."""

LEAST_COUNT = 30
SIGNIFICANT = 0.01
SHARE = 0.01
"""Of figures that nobody rounds one in a hundred ends in 00."""


class Rounded(NamedTuple):
    """How many figures could end in 00, and how many do."""

    figures: int
    rounded: int

    def __add__(self, other: object) -> Rounded:
        assert isinstance(other, Rounded)
        return Rounded(self.figures + other.figures, self.rounded + other.rounded)


def count(lines: Iterable[ReportLine], last: Mapping[str, ReportLine]) -> Rounded:
    """The figures of a month that are new: what stands as it stood last month is no second piece of evidence."""
    figures = rounded = 0
    for line in lines:
        before = last.get(line.indicator)
        parts = ((line.value, before and before.value), (line.denominator, before and before.denominator))
        for part, earlier in parts:
            if part is not None and part >= LEAST_FIGURE and part != earlier:
                figures += 1
                rounded += part % LEAST_FIGURE == 0
    return Rounded(figures, rounded)


def any_rounded(lines: Iterable[ReportLine]) -> bool:
    """Whether a report has a figure that ends in 00 at all: most have none, and are not asked."""
    for line in lines:
        value, denominator = line.value, line.denominator
        if value % LEAST_FIGURE == 0 and value:
            return True
        if denominator and denominator % LEAST_FIGURE == 0:
            return True
    return False


def rounded(this: Rounded, earlier: Rounded) -> ReviewFinding | None:
    """A report with rounded figures, of a unit that has too many of them over the year."""
    year = this + earlier
    if this.rounded == 0 or year.figures < LEAST_COUNT:
        return None
    chance = tail(year.rounded, year.figures, SHARE)
    if chance >= SIGNIFICANT:
        return None
    message = (
        f"近12个月{year.figures}个三位以上的数字中有{year.rounded}个以00结尾（本月{this.rounded}个），"
        f"随机出现的概率为{chance:.2g}，请说明是否取整"
    )
    return ROUND.finding("", message)


def tail(least: int, count: int, share: float) -> float:
    """The probability of at least ``least`` successes in ``count`` trials."""
    if least <= 0:
        return 1.0
    below = sum(comb(count, k) * share**k * (1 - share) ** (count - k) for k in range(least))
    return max(0.0, 1.0 - below)
