"""Paces: what a target still needs each month, and what the last months brought. Exact, pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from services.aggregator.figures.point import Measure, NotMeasurable
from services.aggregator.figures.series import Series
from services.aggregator.targets.lines import line_month
from services.aggregator.targets.measuring import TargetMeasuring, TargetWay
from services.aggregator.targets.month_shares import MONTHS
from services.aggregator.targets.trajectory import Trajectory
from shared.catalogue.model import Plan
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class Paces:
    """``required`` and ``recent`` are measures per month; ``intensity`` is required over the same
    months of last year (1 = as fast as then). None where it cannot be said."""

    required: Fraction | None = None
    recent: Fraction | None = None
    recent_months: int | None = None
    intensity: Fraction | None = None


def paces(reading: TargetMeasuring, line: Trajectory | None, plan: Plan, series: Series, period: Month) -> Paces:
    """The paces at ``period``. Only a way to go has a required pace; a bound has none."""
    flow = reading.measure in (Measure.PLAN_TOTAL, Measure.YEAR_TOTAL)
    recent, span = _recent_flow(series, period) if flow else _recent_change(reading, plan, series, period)
    now = Paces(recent=recent, recent_months=span)
    if line is None or reading.way not in (TargetWay.TOTAL, TargetWay.CLIMB):
        return now
    remaining = line.length - line_month(reading, plan, period)
    if remaining <= 0:
        return now
    actual = series.value(reading.measure, period, reading.since(plan, period))
    required = Fraction(0) if line.done(actual) >= 1 else (line.end - actual) / remaining
    span = min(remaining, MONTHS)
    before = _flow_between(series, period, span) if flow else _change_between(reading, plan, series, period, span)
    comparable = before is not None and before * line.way > 0
    intensity = required / before if before is not None and comparable else None
    return replace(now, required=required, intensity=intensity)


_Recent = tuple[Fraction | None, int | None]
"""A recent pace, and how many months it is the mean of."""


def _recent_flow(series: Series, period: Month) -> _Recent:
    """The mean of the last twelve months' figures, or of those that are there."""
    values = [value for back in range(MONTHS) if (value := series.amount(period.shift(-back))) is not None]
    return (Fraction(sum(values), len(values)), len(values)) if values else (None, None)


def _recent_change(reading: TargetMeasuring, plan: Plan, series: Series, period: Month) -> _Recent:
    """The mean monthly change over the last twelve months, or since the first figure inside them."""
    now = _value(reading, plan, series, period)
    if now is None:
        return None, None
    for back in range(MONTHS, 0, -1):
        then = _value(reading, plan, series, period.shift(-back))
        if then is not None:
            return (now - then) / back, back
    return None, None


def _flow_between(series: Series, period: Month, span: int) -> Fraction | None:
    """The mean of last year's figures in the ``span`` calendar months that come next."""
    values = [series.amount(period.shift(step - MONTHS)) for step in range(1, span + 1)]
    known = [value for value in values if value is not None]
    return Fraction(sum(known), span) if len(known) == span else None


def _change_between(reading: TargetMeasuring, plan: Plan, series: Series, period: Month, span: int) -> Fraction | None:
    """The mean monthly change of last year over the ``span`` calendar months that come next."""
    first = _value(reading, plan, series, period.shift(-MONTHS))
    last = _value(reading, plan, series, period.shift(span - MONTHS))
    return None if first is None or last is None else (last - first) / span


def _value(reading: TargetMeasuring, plan: Plan, series: Series, month: Month) -> Fraction | None:
    since = Month(month.year, 1) if reading.yearly else plan.first
    try:
        return series.value(reading.measure, month, since)
    except NotMeasurable:
        return None
