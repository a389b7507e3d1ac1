"""The exact verdict on a target at one month, on one side of its figures. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from services.aggregator.figures.point import Measure, NotMeasurable, Side
from services.aggregator.figures.series import Series
from services.aggregator.targets.context import TargetContext
from services.aggregator.targets.levels import (
    LevelVerdict,
    breached_in_a_row,
    fallen_by,
    judge_bound,
    judge_final,
    judge_trajectory,
)
from services.aggregator.targets.lines import line_month, trajectory_of
from services.aggregator.targets.measuring import TargetMeasuring, TargetWay
from services.aggregator.targets.month_shares import EVEN_MONTHS, learn_month_shares
from services.aggregator.targets.trajectory import Trajectory
from shared.catalogue.model import Bound, Target
from shared.periods import Month

_KNOWN_LINES = 64
"""How many lines of one target are kept; corrections of past years make ever new ones."""

FALLING_MONTHS = 3
"""Over how many months in a row a stock must fall before it is moving away, and not just moving."""


class Judged(NamedTuple):
    """A target's reading, its line and the exact verdict, for whoever needs more than integers."""

    reading: TargetMeasuring
    line: Trajectory | None
    actual: Fraction
    verdict: LevelVerdict


def judge(
    target: Target, series: Series, period: Month, context: TargetContext, side: Side = Side.PROVISIONAL
) -> Judged:
    """The exact verdict on one side of the figures.

    Raises:
        NotMeasurable: there is nothing to judge: why its row is not judged (``Unjudged``), ``no_baseline`` (before
            the plan's last month), or as ``Series.value``.
    """
    plan, reading, limit = context.plan, context.reading, context.reading.value
    if limit is None:
        raise NotMeasurable(target.unjudged.value)
    final = period >= plan.last
    if reading.way is TargetWay.NO_BASELINE and not final:
        raise NotMeasurable("no_baseline")
    actual = series.value(reading.measure, period, reading.since(plan, period), side)
    line = _line_at(target, reading, series, period, context)
    if final:
        verdict = judge_final(target.bound, limit, actual, line.start if line else None)
    elif line is not None and reading.way is not TargetWay.CAPPED_TOTAL:
        fallen = _fallen(reading, line, series, period, context, side)
        verdict = _judge_on_the_way(line, reading, actual, period, context, fallen)
    else:
        verdict = _judge_bound(target, reading, series, period, context, side)
    return Judged(reading, line, actual, verdict)


def line_of(target: Target, series: Series, period: Month, context: TargetContext) -> Trajectory | None:
    """The line that ``target`` is held against at ``period``; None where it has none."""
    return _line_at(target, context.reading, series, period, context)


def _line_at(
    target: Target, reading: TargetMeasuring, series: Series, period: Month, context: TargetContext
) -> Trajectory | None:
    """The line of a reading at ``period``: made once for the years that it was learnt from."""
    learns = context.profile is None and reading.way in (TargetWay.TOTAL, TargetWay.CAPPED_TOTAL)
    years = series.complete_years(period.year) if learns else ()
    key = (years, period.year if reading.stretches else 0)
    try:
        return context.lines[key]
    except KeyError:
        shares = context.profile or learn_month_shares(years) or EVEN_MONTHS
        line = trajectory_of(target, reading, context.plan, period, lambda _year: shares)
        if len(context.lines) >= _KNOWN_LINES:
            context.lines.clear()
        context.lines[key] = line
        return line


def _judge_on_the_way(
    line: Trajectory,
    reading: TargetMeasuring,
    actual: Fraction,
    period: Month,
    context: TargetContext,
    fallen: Fraction,
) -> LevelVerdict:
    return judge_trajectory(
        line,
        line_month(reading, context.plan, period),
        actual,
        usual_revision=reading.usual_revision,
        climbing=reading.way is TargetWay.CLIMB,
        cuts=context.cuts,
        fallen=fallen,
    )


def _fallen(
    reading: TargetMeasuring, line: Trajectory, series: Series, period: Month, context: TargetContext, side: Side
) -> Fraction:
    """How far a stock or rate on its way fell over the last months; 0 where units are missing in one of them."""
    wanted = [period.shift(-back) for back in range(FALLING_MONTHS + 1)]
    if reading.way is not TargetWay.CLIMB or not all(series.whole(month, side) for month in wanted):
        return Fraction(0)
    try:
        values = [series.value(reading.measure, month, reading.since(context.plan, month), side) for month in wanted]
    except NotMeasurable:
        return Fraction(0)
    return fallen_by(values, line.way)


def _judge_bound(
    target: Target, reading: TargetMeasuring, series: Series, period: Month, context: TargetContext, side: Side
) -> LevelVerdict:
    held = _held(target, reading, series, period, context, side)
    first = next(held)
    _, limit, actual = first
    breached = breached_in_a_row(bound.holds(value, kept) for bound, kept, value in chain([first], held))
    month = series.value(Measure.SURVEYED, period, period, side) if reading.measure is Measure.YEAR_MEAN else None
    return judge_bound(target.bound, limit, actual, breached, cuts=context.cuts, month=month)


def _held(
    target: Target, reading: TargetMeasuring, series: Series, period: Month, context: TargetContext, side: Side
) -> Iterator[tuple[Bound, Fraction, Fraction]]:
    """The bound, its limit and the figure of each assessed month of the plan, the latest (``period``) first.

    A stock's earlier months with units missing are passed over: their totals are no totals. A revised
    target's earlier months are held against what held then, back to when it was no line to keep.
    """
    plan, value = context.plan, reading.value
    for back in range(period.ordinal - plan.first.ordinal + 1):
        month = period.shift(-back)
        then = reading.stretch(month)
        if then is not None and then.way is not reading.way:
            return
        if back and reading.measure is Measure.LAST and not series.whole(month):
            continue
        try:
            actual = series.value(reading.measure, month, reading.since(plan, month), side)
        except NotMeasurable:
            continue
        line = _line_at(target, reading, series, month, context)
        standing = value if then is None else then.value
        limit = standing if line is None else line.expected(line_month(reading, plan, month))
        if limit is not None:
            yield then.bound if then else target.bound, limit, actual
