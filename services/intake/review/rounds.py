"""取整: more figures that end in 00 than chance would make, at the precision they were reported at. Pure.

17.90 万人 is 179,000 persons and no round number: the last two places were never reported. A line does not say how it
was written, but a unit's year does: where all its figures of indicators in 万 end in as many zeros, it reports no more
places. Who rounds single figures, or in single months, is found; who has always rounded all of them, by the parts of
its ratios, which are counted one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import comb
from typing import NamedTuple

from services.intake.review.rules import ROUND
from shared.events import ReportLine, ReviewFinding

LEAST_FIGURE = 100
"""A smaller figure cannot end in 00."""

LEAST_COUNT = 30
LEAST_WRITTEN = 3
"""From fewer figures nothing is concluded of how a unit writes them."""

LEAST_PRINTED = 0.001
SIGNIFICANT = 0.01
SHARE = 0.01
"""Of figures that nobody rounds one in a hundred ends in 00."""


NO_SCALES: Mapping[str, int] = {}
NO_PLACES: Mapping[int, int] = {}


class Rounded(NamedTuple):
    """How many figures could end in 00, and how many do."""

    figures: int
    rounded: int

    def __add__(self, other: object) -> Rounded:
        assert isinstance(other, Rounded)
        return Rounded(self.figures + other.figures, self.rounded + other.rounded)


Scales = Mapping[str, int]
"""How many base units the unit of an indicator has, by indicator: 10,000 for 万人. 1 where it is not held."""


def precisions(months: Iterable[Sequence[ReportLine]], scales: Scales) -> dict[int, int]:
    """The last place that a unit's months were reported at, in base units, by the scale of the indicators' unit; 1
    where too few figures were written to tell.

    No more months are taken than need be: one figure that is written to the last place settles its scale.
    """
    places = {scale: scale for scale in scales.values() if scale != 1}
    written = dict.fromkeys(places, 0)
    unsettled = set(places)
    for lines in months:
        for line in lines:
            scale = scales.get(line.indicator, 1)
            if scale in unsettled and line.value:
                written[scale] += 1
                while line.value % places[scale]:
                    places[scale] //= 10
                if places[scale] == 1:
                    unsettled.discard(scale)
        if not unsettled:
            break
    return {scale: place if written[scale] >= LEAST_WRITTEN else 1 for scale, place in places.items()}


def count(
    lines: Iterable[ReportLine],
    last: Mapping[str, ReportLine],
    scales: Scales = NO_SCALES,
    places: Mapping[int, int] = NO_PLACES,
) -> Rounded:
    """The figures of a month that are new: what stands as it stood last month is no second piece of evidence.

    ``places`` are :func:`precisions`: a figure ends in 00 by the last two places that were reported.
    """
    figures = rounded = 0
    for line in lines:
        before, step, value, denominator = last.get(line.indicator), LEAST_FIGURE, line.value, line.denominator
        if places:
            step *= places.get(scales.get(line.indicator, 1), 1)
        if value >= step and (before is None or value != before.value):
            figures += 1
            rounded += value % step == 0
        if denominator is not None and denominator >= step and (before is None or denominator != before.denominator):
            figures += 1
            rounded += denominator % step == 0
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
        f"随机出现的概率{probability(chance)}，请说明是否取整"
    )
    return ROUND.finding("", message)


def probability(chance: float) -> str:
    """A probability as it is told: nobody is helped by the tenth place of a small one."""
    return "< 0.001" if chance < LEAST_PRINTED else f"为{chance:.2g}"


def tail(least: int, count: int, share: float) -> float:
    """The probability of at least ``least`` successes in ``count`` trials."""
    if least <= 0:
        return 1.0
    below = sum(comb(count, k) * share**k * (1 - share) ** (count - k) for k in range(least))
    return max(0.0, 1.0 - below)
