"""How a target is held against its figures: what it measures, from when, and against which line. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from services.aggregator.figures.point import Measure, NotMeasurable, Side
from services.aggregator.figures.series import Series
from shared.catalogue.amendments import TargetStretch
from shared.catalogue.model import Bound, Horizon, Indicator, Kind, Plan, Target
from shared.periods import Month

HISTORY_MONTHS = 36
"""How far before a plan its figures are read: month shares are learnt from the years before."""


class TargetWay(StrEnum):
    """Which row of the method applies to a target."""

    TOTAL = "total"  # a flow that adds up to the target
    CAPPED_TOTAL = "capped_total"  # a flow that must not add up to more than the target
    CLIMB = "climb"  # a stock or rate on its way from the baseline to the target
    BOUND = "bound"  # a floor or ceiling to keep; a binding target without a printed baseline is one
    NO_BASELINE = "no_baseline"  # a stock or rate that is expected to be reached, from nobody knows where
    NO_TARGET = "no_target"  # the plan prints no value, or there is none but of a year's December


class Stretch(NamedTuple):
    """What held from the month ``since`` on, until the next stretch."""

    since: Month
    way: TargetWay
    value: Fraction | None
    bound: Bound


@dataclass(frozen=True, slots=True)
class TargetMeasuring:
    """A target's way, what it measures, and its exact value and baseline (None: none printed).

    ``usual_revision`` is how far its figure is usually revised later, exact too (0: not known).
    ``stretches`` tell how a revised target came to be what it is, oldest first and itself the last;
    of a target that was never revised there are none.
    """

    way: TargetWay
    measure: Measure
    value: Fraction | None = None
    baseline: Fraction | None = None
    usual_revision: Fraction = Fraction(0)
    stretches: tuple[Stretch, ...] = ()

    @property
    def yearly(self) -> bool:
        """Whether each calendar year is judged by itself."""
        return self.measure in (Measure.YEAR_TOTAL, Measure.YEAR_RATE, Measure.YEAR_MEAN)

    def since(self, plan: Plan, period: Month) -> Month:
        """The first month that a sum or mean at ``period`` covers."""
        return max(plan.first, Month(period.year, 1)) if self.yearly else plan.first

    def stretch(self, month: Month) -> Stretch | None:
        """What held in ``month`` of a revised target; None of one that was never revised."""
        return next((each for each in reversed(self.stretches) if each.since <= month), None)


def read_target(
    target: Target, indicator: Indicator, steps: Sequence[TargetStretch] = (), start: Fraction | None = None
) -> TargetMeasuring:
    """The reading of ``target``, to which ``steps`` have led where it was revised. ``start`` is its baseline where the
    plan prints none (see :func:`start_of`).

    A flow is always a total: of the plan, or else of each year.
    """
    value, baseline = target.value_exact, _baseline(target, start)
    way = _way(target, indicator, value, baseline)
    stretches = tuple(_stretch(step, indicator, start) for step in steps)
    known = None if way is TargetWay.NO_TARGET else value
    return TargetMeasuring(
        way, _measure(target, indicator, way), known, baseline, target.usual_revision_exact, stretches
    )


def _baseline(target: Target, start: Fraction | None) -> Fraction | None:
    return start if target.baseline is None else target.baseline_exact


def _stretch(step: TargetStretch, indicator: Indicator, start: Fraction | None) -> Stretch:
    target = step.target
    way = _way(target, indicator, target.value_exact, _baseline(target, start))
    return Stretch(step.since, way, target.value_exact, target.bound)


def _way(target: Target, indicator: Indicator, value: Fraction | None, baseline: Fraction | None) -> TargetWay:
    if value is None or (target.set_for is not None and stands(indicator)):
        return TargetWay.NO_TARGET
    if indicator.kind is Kind.FLOW:
        return TargetWay.TOTAL if target.bound.upward else TargetWay.CAPPED_TOTAL
    if target.horizon in (Horizon.THROUGHOUT, Horizon.YEAR):
        return TargetWay.BOUND
    if baseline is None:  # nobody may be left without an alert: a binding one is held against its bound from the start
        return TargetWay.BOUND if target.binding else TargetWay.NO_BASELINE
    if baseline == value or target.bound.holds(baseline, value):
        return TargetWay.BOUND
    return TargetWay.CLIMB


def stands(indicator: Indicator) -> bool:
    """Whether a year's target says where the figure is to be in December: before then it breaks nothing, and the way
    there begins at a figure that the plan does not print."""
    return indicator.kind is Kind.STOCK or (indicator.kind is Kind.RATIO and indicator.part_kind is Kind.STOCK)


def _measure(target: Target, indicator: Indicator, way: TargetWay) -> Measure:
    match indicator.kind:
        case Kind.FLOW:
            return Measure.PLAN_TOTAL if target.horizon is Horizon.PLAN else Measure.YEAR_TOTAL
        case Kind.STOCK:
            return Measure.LAST
        case Kind.RATIO:
            return Measure.YEAR_RATE if indicator.part_kind is Kind.FLOW else Measure.LAST_RATE
        case Kind.DIRECT:
            return Measure.YEAR_MEAN if way is TargetWay.BOUND else Measure.SURVEYED


def affected_until(reading: TargetMeasuring, plan: Plan, month: Month) -> Month:
    """The last month whose assessment a change of ``month``'s figure can reach.

    A sum, a mean, learnt month shares, a row of breaches and every forecast reach to the plan's end; so does what a
    unit is estimated by whose later month is missing.
    """
    return month if reading.way is TargetWay.NO_TARGET else plan.last


def start_of(target: Target, indicator: Indicator, plan: Plan, series: Series) -> Fraction | None:
    """The accepted figure of the month before ``plan``, of a stock or rate that is to be reached by its end from
    nobody knows where; None where the plan prints a baseline, or not all units are accepted in that month.

    ``series`` reaches back behind the plan. A row that is revised keeps the start. See docs/decisions/0131.
    """
    if target.baseline is not None or target.value is None:
        return None
    if target.horizon is not Horizon.END or indicator.kind is Kind.FLOW:
        return None
    month = plan.first.shift(-1)
    try:
        return series.value(_standing_measure(indicator), month, Month(month.year, 1), Side.ACCEPTED)
    except NotMeasurable:
        return None


def _standing_measure(indicator: Indicator) -> Measure:
    if indicator.kind is Kind.STOCK:
        return Measure.LAST
    if indicator.kind is Kind.DIRECT:
        return Measure.SURVEYED
    return Measure.YEAR_RATE if indicator.part_kind is Kind.FLOW else Measure.LAST_RATE
