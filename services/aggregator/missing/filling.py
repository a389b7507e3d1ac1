"""A series with the months of missing units filled: as they are estimated, and at their lowest and highest. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from services.aggregator.figures.point import FigurePoint, Side
from services.aggregator.figures.series import Series
from services.aggregator.missing.estimates import LEAST_KNOWN, Estimate, Parts
from shared.events import EstimatedUnit
from shared.periods import Month
from shared.quantities import BASIS_POINTS


class FilledSeries(NamedTuple):
    """A series without holes as of a month: as it counts, and at the lowest and the highest that the missing units
    could bring; and whose figures are estimates."""

    counted: Series
    low: Series
    high: Series
    estimates: tuple[Estimate, ...]

    def estimated(self) -> tuple[EstimatedUnit, ...]:
        """Whose months are not in any report, the latest month first."""
        open_ones = [each for each in self.estimates if each.held_by is None]
        return tuple(
            EstimatedUnit(each.region, str(each.period), each.by, str(each.reference))
            for each in sorted(open_ones, key=lambda each: (-each.period.ordinal, each.region))
        )

    def added(self) -> dict[tuple[str, Month], Parts]:
        """What was put in, by unit and month; where a later month has it, it was taken out of that one."""
        found: dict[tuple[str, Month], Parts] = defaultdict(lambda: Parts(0))
        for each in self.estimates:
            found[each.region, each.period] = found[each.region, each.period].plus(each.value)
            if each.held_by is not None:
                found[each.region, each.held_by] = found[each.region, each.held_by].less(each.value)
        return found


class MonthFills(NamedTuple):
    """What fills a month's figures for an assessment; None where nothing is missing, or nothing can be put in.

    ``accepted`` is made of the accepted figures alone (see :func:`accepted_side`).
    """

    reported: FilledSeries | None = None
    accepted: FilledSeries | None = None


NO_FILLS = MonthFills()


def fill(series: Series, estimates: Sequence[Estimate]) -> FilledSeries:
    """``series`` with the estimates put in, each month of which then counts as whole."""
    return FilledSeries(
        counted=_put_in(series, ((each, each.value) for each in estimates)),
        low=_put_in(series, ((each, each.value if each.held_by else each.low) for each in estimates)),
        high=_put_in(series, ((each, each.value if each.held_by else each.high) for each in estimates)),
        estimates=tuple(estimates),
    )


def _put_in(series: Series, parts: Iterable[tuple[Estimate, Parts]]) -> Series:
    moved: dict[Month, Parts] = defaultdict(lambda: Parts(0))
    filled = set()
    for estimate, part in parts:
        filled.add(estimate.period)
        moved[estimate.period] = moved[estimate.period].plus(part)
        if estimate.held_by is not None:
            moved[estimate.held_by] = moved[estimate.held_by].less(part)
    return series.with_points(
        _with(point, moved[point.period], whole=point.period in filled) if point.period in moved else point
        for point in series.points
    )


def _with(point: FigurePoint, more: Parts, *, whole: bool) -> FigurePoint:
    denominator = None if point.denominator is None else point.denominator + more.denominator
    reported = max(point.reported, point.expected) if whole else point.reported
    return point._replace(value=point.value + more.value, denominator=denominator, reported=reported)


def accepted_side(series: Series) -> Series:
    """The accepted figures as if nothing else had been reported."""
    return series.with_points(
        point._replace(value=point.accepted_value, denominator=point.accepted_denominator, reported=point.accepted)
        for point in series.points
    )


def weight(part: FigurePoint, side: Side, whole: FigurePoint | None, *, ratio: bool) -> int | None:
    """The part of a month's figure, in basis points, that the units behind one side of it bring.

    ``whole`` is the month with every unit in it, estimated ones too; None where that is not known. A ratio is weighed
    by its denominator. Where nothing adds up to anything, the units are counted. With a unit missing it is never all.
    While a correction waits for review the accepted figures weigh at most as many units as have none.
    """
    weighed = _weighed(part, side, whole, ratio=ratio)
    if side is Side.ACCEPTED and weighed and part.settled < part.accepted:
        return min(weighed, part.settled * BASIS_POINTS // part.expected)
    return weighed


def _weighed(part: FigurePoint, side: Side, whole: FigurePoint | None, *, ratio: bool) -> int | None:
    units = part.reported if side is Side.PROVISIONAL else part.accepted
    if part.expected and units >= part.expected:
        return BASIS_POINTS
    if units == 0:
        return 0
    if whole is None:
        return None
    value, denominator = (
        (part.value, part.denominator) if side is Side.PROVISIONAL else (part.accepted_value, part.accepted_denominator)
    )
    some, everything = (denominator or 0, whole.denominator or 0) if ratio else (value, whole.value)
    if everything <= 0:
        return units * BASIS_POINTS // part.expected
    return max(0, min(some * BASIS_POINTS // everything, BASIS_POINTS - 1))


def known_enough(point: FigurePoint, estimates: Sequence[Estimate], *, ratio: bool) -> bool:
    """Whether at least half of a month is known, and the rest estimated."""
    known = point.denominator or 0 if ratio else point.value
    guessed = sum(each.value.denominator if ratio else each.value.value for each in estimates)
    return known + guessed <= 0 or Fraction(known, known + guessed) >= LEAST_KNOWN
