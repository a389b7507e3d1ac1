"""A figure's months, and what a target measures of them: exact values, or why there is none. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from fractions import Fraction
from functools import cached_property
from operator import attrgetter

from services.aggregator.figures.point import FigurePoint, Measure, NotMeasurable, Side, nearly_all
from shared.periods import Month, months
from shared.quantities import BASIS_POINTS


class Series:
    """The months of one region's indicator, by month.

    ``mixed`` are months that are not one month's, of too many units: others that were not reported are in them.
    They count in every sum, and tell nothing of what a month usually brings.
    """

    def __init__(self, points: Iterable[FigurePoint], mixed: Collection[Month] = ()) -> None:
        self._points = {point.period: point for point in points}
        self._mixed = frozenset(mixed)
        self._years: dict[int, tuple[tuple[int, ...], ...]] = {}
        self._sums: dict[tuple[Month, Month, Side], tuple[int, int]] = {}
        self._reported: list[FigurePoint] | None = None

    def with_mixed(self, mixed: Collection[Month]) -> Series:
        """The same series, itself where none is mixed."""
        return Series(self._points.values(), mixed) if mixed else self

    def with_points(self, points: Iterable[FigurePoint]) -> Series:
        """Another series of the same months."""
        return Series(points, self._mixed)

    @property
    def points(self) -> tuple[FigurePoint, ...]:
        """Every month there is, in order."""
        return tuple(self._points[month] for month in sorted(self._points))

    @cached_property
    def short(self) -> bool:
        """Whether any month has too few units in it, so that a later one may hold theirs."""
        return not all(nearly_all(point.reported, point.expected) for point in self._points.values())

    def mixed(self, month: Month) -> bool:
        """Whether the month's figure holds other months as well, of too many units."""
        return month in self._mixed

    def point(self, month: Month) -> FigurePoint | None:
        """The month's figure; None where nothing was ever reported."""
        return self._points.get(month)

    def reported_until(self, month: Month) -> tuple[FigurePoint, ...]:
        """The months up to ``month`` that have a report in them, in order."""
        if self._reported is None:
            self._reported = sorted(point for point in self._points.values() if point.reported)
        return tuple(self._reported[: bisect_right(self._reported, month, key=attrgetter("period"))])

    @property
    def last(self) -> Month | None:
        """The latest month that has a report in it."""
        return max((month for month, point in self._points.items() if point.reported), default=None)

    def idle(self, month: Month) -> bool:
        """Whether nobody owes the month, and nobody reported it: a later one covers it, as a quarter's last does."""
        point = self._points.get(month)
        return point is not None and point.expected == 0 and point.reported == 0

    def amount(self, month: Month) -> int | None:
        """What the month alone brought: its value with nearly all units in it, 0 where nobody owes it; None where that
        is not known, or other months are in it."""
        point = self._points.get(month)
        if month in self._mixed or point is None:
            return None
        if self.idle(month):
            return 0
        return point.value if nearly_all(point.reported, point.expected) else None

    def whole(self, month: Month, side: Side = Side.PROVISIONAL) -> bool:
        """Whether every unit that owes the month is in it; never where nobody does."""
        point = self._points.get(month)
        if point is None or point.expected == 0:
            return False
        return (point.reported if side is Side.PROVISIONAL else point.accepted) >= point.expected

    def simulated(self, first: Month, last: Month) -> bool:
        """Whether any figure of these months was generated for a demonstration."""
        return any(point.simulated for month in months(first, last) if (point := self._points.get(month)))

    def complete_years(self, before: int) -> tuple[tuple[int, ...], ...]:
        """The months of each year before ``before`` of which every month that is owed has nearly all units in it."""
        if before not in self._years:
            first = min((month.year for month in self._points), default=before)
            years = (tuple(self.amount(Month(year, month)) for month in range(1, 13)) for year in range(first, before))
            self._years[before] = tuple(
                tuple(value for value in year if value is not None) for year in years if None not in year
            )
        return self._years[before]

    def value(self, measure: Measure, month: Month, since: Month, side: Side = Side.PROVISIONAL) -> Fraction:
        """What ``measure`` comes to at the end of ``month``; sums run from ``since``.

        Raises:
            NotMeasurable: ``short_coverage`` (of the month itself), ``earlier_months_missing`` (a
                sum with a hole in it is no sum) or ``zero_denominator``.
        """
        if not self.whole(month, side):
            raise NotMeasurable("short_coverage", month)
        match measure:
            case Measure.PLAN_TOTAL | Measure.YEAR_TOTAL:
                return Fraction(self._sum(since, month, side)[0])
            case Measure.LAST:
                return Fraction(self._parts(month, side)[0])
            case Measure.LAST_RATE:
                return _rate(*self._parts(month, side))
            case Measure.YEAR_RATE:
                return _rate(*self._sum(since, month, side))
            case Measure.SURVEYED:
                return Fraction(self._parts(month, side)[0], BASIS_POINTS)
            case Measure.YEAR_MEAN:
                return self._mean(since, month, side)

    def _parts(self, month: Month, side: Side) -> tuple[int, int]:
        point = self._points[month]
        if side is Side.PROVISIONAL:
            return point.value, point.denominator or 0
        return point.accepted_value, point.accepted_denominator or 0

    def _sum(self, since: Month, month: Month, side: Side) -> tuple[int, int]:
        known = self._sums.get((since, month, side))
        if known is None:
            value = denominator = 0
            for each in months(since, month):
                if self.idle(each):
                    continue
                if not self.whole(each, side):
                    raise NotMeasurable("earlier_months_missing", each)
                part, whole = self._parts(each, side)
                value, denominator = value + part, denominator + whole
            known = self._sums[since, month, side] = value, denominator
        return known

    def _mean(self, since: Month, month: Month, side: Side) -> Fraction:
        values = [self._parts(each, side)[0] for each in months(since, month) if self.whole(each, side)]
        return Fraction(sum(values), len(values) * BASIS_POINTS)


def _rate(numerator: int, denominator: int) -> Fraction:
    if denominator == 0:
        raise NotMeasurable("zero_denominator")
    return Fraction(numerator, denominator)
