"""The months that a forecast goes by, as integers, read from a series of figures. Pure.

A *part* is the unit in which an assessment states a measure: a base unit, or a millionth of one for a rate.
A *grain* is a thousandth of a part, so that rounding a month does not add up over years.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from services.aggregator.figures.point import FigurePoint, Measure, NotMeasurable, nearly_all
from services.aggregator.figures.series import Series
from services.aggregator.forecast.pattern import MONTHS
from shared.periods import Month
from shared.quantities import BASIS_POINTS, PARTS_PER_MILLION, round_half_even

GRAINS = 1_000
"""Grains in a part."""

CEILING = GRAINS * PARTS_PER_MILLION
"""A rate of one, in grains."""

LARGEST = 5 * 10**12
"""The largest amount, in parts, whose paths of five years still fit 64 bits."""


class Shape(StrEnum):
    """How months make up what a target measures."""

    TOTAL = "total"  # they add up from the plan's start
    YEAR_TOTAL = "year_total"  # they add up from January
    CHANGE = "change"  # they are changes of what stands at the month's end
    YEAR_MEAN = "year_mean"  # their mean since January


_SHAPES = {
    Measure.PLAN_TOTAL: Shape.TOTAL,
    Measure.YEAR_TOTAL: Shape.YEAR_TOTAL,
    Measure.LAST: Shape.CHANGE,
    Measure.LAST_RATE: Shape.CHANGE,
    Measure.SURVEYED: Shape.CHANGE,
    Measure.YEAR_RATE: Shape.YEAR_MEAN,
    Measure.YEAR_MEAN: Shape.YEAR_MEAN,
}

_FLOWS = (Measure.PLAN_TOTAL, Measure.YEAR_TOTAL, Measure.YEAR_RATE)

_RATES = (Measure.LAST_RATE, Measure.YEAR_RATE, Measure.SURVEYED, Measure.YEAR_MEAN)

Months = tuple[tuple[int, int], ...]
"""Months in order: the ordinal, and grains."""


class History(NamedTuple):
    """What is known at a month: its figure ``start``, and the months up to it.

    ``weight`` says for a year's mean how many coming months the year so far counts as. ``rate`` keeps
    the paths between 0 and 1, ``positive`` the months (of a total) or the figure (of a stock) above 0.
    """

    shape: Shape
    months: Months
    start: int
    weight: float
    rate: bool
    positive: bool


class NoForecast(Exception):
    """There is nothing to go by; ``reason`` names why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def history_of(series: Series, measure: Measure, period: Month, since: Month) -> History:
    """What is known at ``period``; sums and means run from ``since``.

    Raises:
        NoForecast: ``under_twelve_months`` of data, ``figures_too_large``, or why ``period`` has no figure.
    """
    try:
        actual = series.value(measure, period, since)
    except NotMeasurable as fault:
        raise NoForecast(fault.reason) from None
    shape, rate = _SHAPES[measure], measure in _RATES
    start = _grains(actual, rate)
    points = [point for point in series.reported_until(period) if nearly_all(point.reported, point.expected)]
    months = _months(measure, [point for point in points if not _mixed(series, measure, point)], start)
    if len(months) < MONTHS:
        raise NoForecast("under_twelve_months")
    if max(abs(start), *(abs(value) for _, value in months)) > LARGEST * GRAINS:
        raise NoForecast("figures_too_large")
    return History(
        shape=shape,
        months=months,
        start=start,
        weight=_weight(measure, points, since) if shape is Shape.YEAR_MEAN else 0.0,
        rate=rate,
        positive=start >= 0 and (shape is Shape.CHANGE or min(value for _, value in months) >= 0),
    )


def _mixed(series: Series, measure: Measure, point: FigurePoint) -> bool:
    """Whether a month of a flow holds others as well: nothing is learnt from it as from one month."""
    return measure in _FLOWS and series.mixed(point.period)


def _months(measure: Measure, points: Sequence[FigurePoint], start: int) -> Months:
    match measure:
        case Measure.PLAN_TOTAL | Measure.YEAR_TOTAL:
            return tuple((point.period.ordinal, point.value * GRAINS) for point in points)
        case Measure.LAST:
            before = [point for point in points[:-1] if point.reported >= point.expected]
            levels = [(point.period.ordinal, point.value * GRAINS) for point in before]
            return changes([*levels, (points[-1].period.ordinal, start)])
        case Measure.YEAR_RATE | Measure.YEAR_MEAN:
            return tuple(_rates(measure, points))
        case Measure.LAST_RATE | Measure.SURVEYED:
            return changes(list(_rates(measure, points)))


def changes(levels: Sequence[tuple[int, int]]) -> Months:
    """What each month changed; over months without a figure the change is spread evenly, to the grain."""
    found: list[tuple[int, int]] = []
    for (before, low), (after, high) in pairwise(levels):
        gap = after - before
        if gap == 1:
            found.append((after, high - low))
            continue
        marks = [(high - low) * step // gap for step in range(gap + 1)]
        found += [(before + step, marks[step] - marks[step - 1]) for step in range(1, gap + 1)]
    return tuple(found)


def _rates(measure: Measure, points: Iterable[FigurePoint]) -> Iterable[tuple[int, int]]:
    """Each month's rate, to the grain; a ratio's month without a denominator has none."""
    surveyed = measure in (Measure.SURVEYED, Measure.YEAR_MEAN)
    for point in points:
        whole = BASIS_POINTS if surveyed else point.denominator
        if whole:
            yield point.period.ordinal, point.value * CEILING // whole


def _weight(measure: Measure, points: Sequence[FigurePoint], since: Month) -> float:
    """The year's months so far; of a ratio's, how many usual months its denominator comes to."""
    year = [point for point in points if point.period >= since]
    if measure is Measure.YEAR_MEAN:
        return float(len(year))
    recent = [point.denominator or 0 for point in points[-MONTHS:]]
    return sum(point.denominator or 0 for point in year) * len(recent) / sum(recent)


def _grains(value: Fraction, rate: bool) -> int:
    return round_half_even(value * (CEILING if rate else GRAINS))
