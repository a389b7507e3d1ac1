"""The line that a target is held against: from its start along its shares, with a turn at each revision. Pure."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from services.aggregator.figures.point import Measure
from services.aggregator.targets.measuring import TargetMeasuring, TargetWay
from services.aggregator.targets.month_shares import EVEN_MONTHS, cumulative_shares
from services.aggregator.targets.trajectory import Trajectory, TrajectoryTurn, turned
from shared.catalogue.model import Plan, Target
from shared.catalogue.model.year_shares import year_shares
from shared.periods import Month


def month_number(plan: Plan, period: Month) -> int:
    """Which month of the plan ``period`` is: 1 for the first."""
    return period.ordinal - plan.first.ordinal + 1


def line_month(reading: TargetMeasuring, plan: Plan, period: Month) -> int:
    """Which month of its line ``period`` is: of the year for a yearly total, else of the plan."""
    return period.month if reading.measure is Measure.YEAR_TOTAL else month_number(plan, period)


MonthShares = Callable[[int], tuple[Fraction, ...]]
"""The month shares that hold in a calendar year."""


def trajectory_of(
    target: Target, reading: TargetMeasuring, plan: Plan, period: Month, month_shares: MonthShares
) -> Trajectory | None:
    """The line that ``target`` is held against at ``period``; None where it has none.

    Only flows follow month shares: a stock's or rate's way is even inside a year.
    """
    value, baseline = reading.value, reading.baseline
    if value is None:
        return None
    if reading.way in (TargetWay.TOTAL, TargetWay.CAPPED_TOTAL):
        shares = month_shares(period.year)
        years = (Fraction(1),) if reading.measure is Measure.YEAR_TOTAL else year_shares(plan, target)
        return _line(reading, plan, period, Fraction(0), cumulative_shares(years, shares)) if value else None
    if reading.way is TargetWay.CLIMB and baseline is not None:
        return _line(reading, plan, period, baseline, cumulative_shares(year_shares(plan, target), EVEN_MONTHS))
    return None


def _line(
    reading: TargetMeasuring, plan: Plan, period: Month, start: Fraction, shares: tuple[Fraction, ...]
) -> Trajectory | None:
    """From ``start`` to the value: straight along the shares, or with a turn at each revision."""
    if reading.value is None:
        return None
    if not reading.stretches:
        return Trajectory(start, reading.value, shares)
    first = Month(period.year, 1) if reading.measure is Measure.YEAR_TOTAL else plan.first
    last = first.shift(len(shares) - 2)
    heading = (TargetWay.TOTAL, TargetWay.CAPPED_TOTAL, TargetWay.CLIMB)
    turns = [
        TrajectoryTurn(max(0, each.since.ordinal - first.ordinal), each.value if each.way in heading else None)
        for each in reading.stretches
        if each.since <= last
    ]
    return None if turns[-1].end in (None, start) else turned(start, shares, turns)
