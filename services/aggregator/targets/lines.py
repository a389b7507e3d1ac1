"""The line that a target is held against: from its start along its shares, with a turn at each revision. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from services.aggregator.figures.point import Measure
from services.aggregator.targets.measuring import TargetMeasuring, TargetWay
from services.aggregator.targets.month_shares import EVEN_MONTHS, MONTHS, cumulative_shares
from services.aggregator.targets.trajectory import Along, Trajectory, TrajectoryTurn, turned
from shared.catalogue.model import Plan, Target
from shared.catalogue.model.year_shares import Way, year_shares
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
        start, inside = Fraction(0), month_shares(period.year)
        if not value:
            return None
    elif reading.way is TargetWay.CLIMB and baseline is not None:
        start, inside = baseline, EVEN_MONTHS
    else:
        return None
    if reading.measure is Measure.YEAR_TOTAL:
        return _line(reading, plan, period, start, cumulative_shares((Fraction(1),), inside))
    shares = cumulative_shares(year_shares(plan, target, Way(start, value)), inside)
    follows = _Following(plan, target, start, inside) if plan.follow_annual_targets else None
    return _line(reading, plan, period, start, shares, follows)


class _Following(NamedTuple):
    """What a line goes by whose years are those of the annual targets: another end gives them other shares."""

    plan: Plan
    target: Target
    start: Fraction
    inside: tuple[Fraction, ...]

    def along(self, end: Fraction | None) -> Along | None:
        """The shares on the way to ``end``: years that lay behind at the turn keep what was due in them."""
        return None if end is None else partial(self._shares, end)

    def _shares(self, end: Fraction, due: Sequence[Fraction]) -> tuple[Fraction, ...]:
        way = Way(self.start, end, due[MONTHS::MONTHS])
        return cumulative_shares(year_shares(self.plan, self.target, way), self.inside)


def _line(
    reading: TargetMeasuring,
    plan: Plan,
    period: Month,
    start: Fraction,
    shares: tuple[Fraction, ...],
    follows: _Following | None = None,
) -> Trajectory | None:
    """From ``start`` to the value: straight along the shares, or with a turn at each revision."""
    if reading.value is None:
        return None
    if not reading.stretches:
        return Trajectory(start, reading.value, shares)
    first = Month(period.year, 1) if reading.measure is Measure.YEAR_TOTAL else plan.first
    last = first.shift(len(shares) - 2)
    turns = [
        TrajectoryTurn(max(0, each.since.ordinal - first.ordinal), end, follows.along(end) if follows else None)
        for each in reading.stretches
        if each.since <= last
        for end in (each.value if each.way in _HEADING else None,)
    ]
    return None if turns[-1].end in (None, start) else turned(start, shares, turns)


_HEADING = (TargetWay.TOTAL, TargetWay.CAPPED_TOTAL, TargetWay.CLIMB)
