"""What a figure shows at a month: cumulative flows, rates, carried stocks. Exact and pure.

=========  ======================  ===============================================
kind       the month's figure      over months
=========  ======================  ===============================================
flow       the month's amount      year to date and plan to date add the months
stock      the last count          never; a missing one is carried, and marked
ratio      parts, then divided     flow parts year to date, stock parts as a stock
direct     the surveyed rate       never; a missing one is carried, and marked
=========  ======================  ===============================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.aggregator.figures.point import FigurePoint, Side
from services.aggregator.reports.month_amounts import adds_over_months
from shared.catalogue.model import Indicator, Kind
from shared.periods import Month
from shared.quantities import BASIS_POINTS


@dataclass(frozen=True, slots=True)
class FigureSide:
    """One side of a figure as people see it; ``None`` where there is nothing to show.

    Amounts have ``value`` (and flows the two cumulative ones), rates ``rate`` with their parts; a
    direct rate has no parts. ``carried`` marks what was taken over from an earlier month.
    """

    value: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    rate: Fraction | None = None
    year_to_date: int | None = None
    plan_to_date: int | None = None
    carried: bool = False


_NOTHING = FigureSide()


def show(
    indicator: Indicator, points: Sequence[FigurePoint], period: Month, plan_first: Month | None, side: Side
) -> FigureSide:
    """What ``indicator`` shows at ``period``, from the ``points`` of consecutive months.

    ``plan_first`` is the first month of the plan that covers the period, None without one.
    """
    counted = [point for point in points if point.period <= period and units_behind(point, side)]
    if adds_over_months(indicator):
        return _show_sums(indicator, counted, period, plan_first, side)
    if not counted:
        return _NOTHING
    last = counted[-1]
    value, denominator = _parts(last, side)
    carried = last.period != period
    match indicator.kind:
        case Kind.RATIO:
            rate = Fraction(value, denominator) if denominator else None
            return FigureSide(numerator=value, denominator=denominator, rate=rate, carried=carried)
        case Kind.DIRECT:
            return FigureSide(rate=Fraction(value, BASIS_POINTS), carried=carried)
        case _:
            return FigureSide(value=value, carried=carried)


def units_behind(point: FigurePoint, side: Side) -> int:
    """How many units stand behind that side of the figure."""
    return point.reported if side is Side.PROVISIONAL else point.accepted


def _show_sums(
    indicator: Indicator, counted: Sequence[FigurePoint], period: Month, plan_first: Month | None, side: Side
) -> FigureSide:
    year = _sum(counted, Month(period.year, 1), side)
    if indicator.kind is Kind.RATIO:
        if year is None:
            return _NOTHING
        numerator, denominator = year
        rate = Fraction(numerator, denominator) if denominator else None
        return FigureSide(numerator=numerator, denominator=denominator, rate=rate)
    month = _sum(counted, period, side)
    plan = _sum(counted, plan_first, side) if plan_first is not None else None
    return FigureSide(
        value=month[0] if month else None,
        year_to_date=year[0] if year else None,
        plan_to_date=plan[0] if plan else None,
    )


def _sum(counted: Sequence[FigurePoint], first: Month, side: Side) -> tuple[int, int] | None:
    """The parts added up from ``first`` on; None where nobody reported in that time."""
    parts = [_parts(point, side) for point in counted if point.period >= first]
    if not parts:
        return None
    return sum(value for value, _ in parts), sum(denominator for _, denominator in parts)


def _parts(point: FigurePoint, side: Side) -> tuple[int, int]:
    if side is Side.PROVISIONAL:
        return point.value, point.denominator or 0
    return point.accepted_value, point.accepted_denominator or 0
