"""How a target is held against its figures: what it measures, from when, and against which line. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from services.aggregator.series import Measure
from services.aggregator.trajectory import EVEN_MONTHS, MONTHS, Trajectory, cumulative_shares, even_years
from shared.catalogue.model import Horizon, Indicator, Kind, Plan, Target
from shared.periods import Month


class Way(StrEnum):
    """Which row of the method applies to a target."""

    TOTAL = "total"  # a flow that adds up to the target
    CAPPED_TOTAL = "capped_total"  # a flow that must not add up to more than the target
    CLIMB = "climb"  # a stock or rate on its way from the baseline to the target
    BOUND = "bound"  # a floor or ceiling to keep
    NO_BASELINE = "no_baseline"  # a stock or rate to reach, from nobody knows where
    NO_TARGET = "no_target"  # the plan prints no value


@dataclass(frozen=True, slots=True)
class Reading:
    """A target's way, what it measures, and its exact value and baseline (None: none printed).

    ``usual_revision`` is how far its figure is usually revised later, exact too (0: not known).
    """

    way: Way
    measure: Measure
    value: Fraction | None = None
    baseline: Fraction | None = None
    usual_revision: Fraction = Fraction(0)

    @property
    def yearly(self) -> bool:
        """Whether each calendar year is judged by itself."""
        return self.measure in (Measure.YEAR_TOTAL, Measure.YEAR_RATE, Measure.YEAR_MEAN)

    def since(self, plan: Plan, period: Month) -> Month:
        """The first month that a sum or mean at ``period`` covers."""
        return max(plan.first, Month(period.year, 1)) if self.yearly else plan.first


def read_target(target: Target, indicator: Indicator) -> Reading:
    """The reading of ``target``. A flow is always a total: of the plan, or else of each year."""
    value, baseline = target.value_exact, target.baseline_exact
    way = _way(target, indicator, value, baseline)
    return Reading(way, _measure(target, indicator, way), value, baseline, target.usual_revision_exact)


def _way(target: Target, indicator: Indicator, value: Fraction | None, baseline: Fraction | None) -> Way:
    if value is None:
        return Way.NO_TARGET
    if indicator.kind is Kind.FLOW:
        return Way.TOTAL if target.bound.upward else Way.CAPPED_TOTAL
    if target.horizon in (Horizon.THROUGHOUT, Horizon.YEAR):
        return Way.BOUND
    if baseline is None:
        return Way.NO_BASELINE
    if baseline == value or target.bound.holds(baseline, value):
        return Way.BOUND
    return Way.CLIMB


def _measure(target: Target, indicator: Indicator, way: Way) -> Measure:
    match indicator.kind:
        case Kind.FLOW:
            return Measure.PLAN_TOTAL if target.horizon is Horizon.PLAN else Measure.YEAR_TOTAL
        case Kind.STOCK:
            return Measure.LAST
        case Kind.RATIO:
            return Measure.YEAR_RATE if indicator.part_kind is Kind.FLOW else Measure.LAST_RATE
        case Kind.DIRECT:
            return Measure.YEAR_MEAN if way is Way.BOUND else Measure.SURVEYED


def month_number(plan: Plan, period: Month) -> int:
    """Which month of the plan ``period`` is: 1 for the first."""
    return period.ordinal - plan.first.ordinal + 1


def line_month(reading: Reading, plan: Plan, period: Month) -> int:
    """Which month of its line ``period`` is: of the year for a yearly total, else of the plan."""
    return period.month if reading.measure is Measure.YEAR_TOTAL else month_number(plan, period)


def affected_until(reading: Reading, plan: Plan, month: Month) -> Month:
    """The last month whose assessment a change of ``month``'s figure can reach.

    A sum, a mean, learnt month shares and a row of breaches reach to the plan's end; a stock or
    rate on its way only as far as next year's comparison with it.
    """
    if reading.way is Way.NO_TARGET:
        return month
    momentary = reading.measure in (Measure.LAST, Measure.LAST_RATE, Measure.SURVEYED)
    if momentary and reading.way in (Way.CLIMB, Way.NO_BASELINE):
        return min(plan.last, month.shift(MONTHS))
    return plan.last


MonthShares = Callable[[int], tuple[Fraction, ...]]
"""The month shares that hold in a calendar year."""


def trajectory_of(
    target: Target, reading: Reading, plan: Plan, period: Month, month_shares: MonthShares
) -> Trajectory | None:
    """The line that ``target`` is held against at ``period``; None where it has none.

    Only flows follow month shares: a stock's or rate's way is even inside a year.
    """
    value, baseline = reading.value, reading.baseline
    if value is None:
        return None
    if reading.way in (Way.TOTAL, Way.CAPPED_TOTAL):
        shares = month_shares(period.year)
        years = (Fraction(1),) if reading.measure is Measure.YEAR_TOTAL else _year_shares(plan, target)
        return Trajectory(Fraction(0), value, cumulative_shares(years, shares)) if value else None
    if reading.way is Way.CLIMB and baseline is not None:
        return Trajectory(baseline, value, cumulative_shares(_year_shares(plan, target), EVEN_MONTHS))
    return None


def _year_shares(plan: Plan, target: Target) -> tuple[Fraction, ...]:
    return plan.year_shares.get(target.indicator) or even_years(len(plan.years))
