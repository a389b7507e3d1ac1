"""A target held against its trajectory for one month: from figures to an Assessment. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

import msgspec

from services.aggregator.figures.series import Measure, NotMeasurable, Series, Side, enough
from services.aggregator.model import Coverage
from services.aggregator.targets.levels import (
    LevelVerdict,
    breached_in_a_row,
    foreseen,
    judge_bound,
    judge_final,
    judge_trajectory,
)
from services.aggregator.targets.measuring import TargetMeasuring, TargetWay, line_month, trajectory_of
from services.aggregator.targets.outlook import Foreseen, foresee_target
from services.aggregator.targets.pace import paces
from services.aggregator.targets.trajectory import EVEN_MONTHS, Trajectory, learn_month_shares
from shared.catalogue.model import Bound, Indicator, Plan, Target
from shared.catalogue.rules import Cuts
from shared.events import Assessment, Level
from shared.periods import Month, due_day
from shared.quantities import BASIS_POINTS, PARTS_PER_MILLION

_KNOWN_LINES = 64
"""How many lines of one target are kept; corrections of past years make ever new ones."""

_OF_ONE_VALUE = ("trajectory", "final")
"""The rules whose verdict the month's value alone decides; a bound's depends on earlier months too."""

Years = tuple[tuple[int, ...], ...]
"""The complete years that month shares are learnt from."""

LineKey = tuple[Years, int]
"""What a target's line hangs on: the years it was learnt from, and for a revised one the calendar year (else 0)."""

RULE_VERSION = 2
"""Raised whenever a rule of the method changes, so that every assessment says how it was made."""


@dataclass(frozen=True, slots=True)
class TargetContext:
    """What an assessment needs beside the target and its figures.

    ``profile`` are the catalogue's month shares of the indicator (None: learnt from the series'
    complete years before the period, else even). ``today`` is the day in China. ``reporting_share``
    is the part of a stock that the units which have reported hold (None: not known); what is
    expected of a month with units missing is expected of those that reported. ``lines`` keeps the
    target's line for the years it was learnt from, for every later context of the same target.
    """

    plan: Plan
    indicator: Indicator
    reading: TargetMeasuring
    profile: tuple[Fraction, ...] | None
    today: date
    data_version: int
    cuts: Cuts = field(default_factory=Cuts)
    reporting_share: Fraction | None = Fraction(1)
    lines: dict[LineKey, Trajectory | None] = field(default_factory=dict, compare=False, repr=False)


class Judged(NamedTuple):
    """A target's reading, its line and the exact verdict, for whoever needs more than integers."""

    reading: TargetMeasuring
    line: Trajectory | None
    actual: Fraction
    verdict: LevelVerdict


def assess_coverage(coverage: Coverage, period: Month, context: TargetContext) -> Assessment | None:
    """What the counts alone decide: 报送中 or 缺报 under full coverage, None with it."""
    if enough(coverage.reported, coverage.expected):
        return None
    late = context.today > due_day(period)
    return _unjudged(
        coverage, context, "missing" if late else "reporting", "reports_missing" if late else "reports_due"
    )


def assess(target: Target, series: Series, period: Month, context: TargetContext) -> Assessment:
    """Assess ``target`` for ``period`` on provisional figures, and say how the accepted ones stand.

    Contributions to the gap are not in it; see ``gaps``.
    """
    coverage = coverage_of(series, period)
    short = assess_coverage(coverage, period, context)
    if short is not None:
        return short
    try:
        judged = judge(target, series, period, context)
    except NotMeasurable as fault:
        if fault.month is None:
            return _unjudged(coverage, context, "unassessed", fault.reason)
        late = context.today > due_day(fault.month)
        return _unjudged(coverage, context, "missing" if late else "reporting", fault.reason)
    return _assessed(target, series, period, context, coverage, judged)


def coverage_of(series: Series, period: Month) -> Coverage:
    """The counts of a month; all zero where nothing was ever reported."""
    point = series.point(period)
    return Coverage(0, 0, 0) if point is None else Coverage(point.expected, point.reported, point.accepted)


def judge(
    target: Target, series: Series, period: Month, context: TargetContext, side: Side = Side.PROVISIONAL
) -> Judged:
    """The exact verdict on one side of the figures.

    Raises:
        NotMeasurable: there is nothing to judge: ``no_target_value``, ``no_baseline`` (before the
            plan's last month), ``no_whole_month`` (units are missing, and no month tells what they
            hold), ``final_needs_every_unit``, or as ``Series.value``.
    """
    plan, reading, limit = context.plan, context.reading, context.reading.value
    share = context.reporting_share
    if limit is None:
        raise NotMeasurable("no_target_value")
    if share is None:
        raise NotMeasurable("no_whole_month", period)
    final = period >= plan.last
    if final and share != 1:
        raise NotMeasurable("final_needs_every_unit", period)
    if reading.way is TargetWay.NO_BASELINE and not final:
        raise NotMeasurable("no_baseline")
    actual = series.value(reading.measure, period, reading.since(plan, period), side)
    line = _line(target, reading, series, period, context)
    if line is not None:
        line = line.scaled(share)
    if final:
        verdict = judge_final(target.bound, limit, actual, line.start if line else None)
    elif line is not None and reading.way is not TargetWay.CAPPED_TOTAL:
        verdict = judge_trajectory(
            line,
            line_month(reading, plan, period),
            actual,
            usual_revision=reading.usual_revision,
            climbing=reading.way is TargetWay.CLIMB,
            cuts=context.cuts,
        )
    else:
        verdict = _judge_bound(target, reading, series, period, context, side)
    return Judged(reading, line, actual, verdict)


def line_of(target: Target, series: Series, period: Month, context: TargetContext) -> Trajectory | None:
    """The line that ``target`` is held against at ``period``; None where it has none."""
    return _line(target, context.reading, series, period, context)


def _line(
    target: Target, reading: TargetMeasuring, series: Series, period: Month, context: TargetContext
) -> Trajectory | None:
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
    share = context.reporting_share or Fraction(1)
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
        line = _line(target, reading, series, month, context)
        standing = value if then is None else then.value
        limit = standing if line is None else line.expected(line_month(reading, plan, month))
        if limit is not None:
            yield then.bound if then else target.bound, limit if back else limit * share, actual


def _assessed(
    target: Target, series: Series, period: Month, context: TargetContext, coverage: Coverage, judged: Judged
) -> Assessment:
    reading, line, actual, verdict = judged
    measured = _Integers(context.indicator.is_rate)
    number = measured.of(actual)
    expected = measured.of(verdict.expected)
    pace = paces(reading, line, context.plan, series, period)
    behind = _months_behind(judged, context.plan, period)
    accepted_progress, accepted_met = _accepted(target, series, period, context, judged)
    ahead = _ahead(target, judged, series, period, context)
    verdict = foreseen(verdict, ahead.probability, context.cuts)
    return msgspec.structs.replace(
        _unjudged(coverage, context, verdict.level, verdict.reason),
        rule=verdict.rule,
        actual=number,
        expected=expected,
        gap=_gap(target, verdict, number, expected),
        gap_points=scaled(verdict.points, BASIS_POINTS),
        progress=scaled(verdict.progress, BASIS_POINTS),
        accepted_progress=accepted_progress,
        accepted_met=accepted_met,
        months_behind=scaled(behind, 10),
        required_pace=measured.of(pace.required),
        recent_pace=measured.of(pace.recent),
        recent_months=pace.recent_months,
        intensity=scaled(pace.intensity, BASIS_POINTS),
        breached_periods=verdict.breached_periods,
        simulated=series.simulated(reading.since(context.plan, period), period),
        probability=ahead.probability,
        outlook=ahead.outlook,
        outlook_reason=ahead.reason,
    )


def _ahead(target: Target, judged: Judged, series: Series, period: Month, context: TargetContext) -> Foreseen:
    """What the forecast says; the plan's last month is over and has none."""
    if judged.verdict.rule == "final":
        return Foreseen()
    share = context.reporting_share or Fraction(1)
    return foresee_target(target, judged.reading, series, context.plan, period, share)


def _months_behind(judged: Judged, plan: Plan, period: Month) -> Fraction | None:
    if judged.line is None or judged.verdict.rule != "trajectory":
        return None
    return judged.line.months_behind(line_month(judged.reading, plan, period), judged.actual)


def _accepted(
    target: Target, series: Series, period: Month, context: TargetContext, judged: Judged
) -> tuple[int | None, bool]:
    """Progress on the accepted figures, and whether they are on the good side."""
    reading, verdict = judged.reading, judged.verdict
    try:
        actual = series.value(reading.measure, period, reading.since(context.plan, period), Side.ACCEPTED)
        if actual != judged.actual or verdict.rule not in _OF_ONE_VALUE:
            verdict = judge(target, series, period, context, Side.ACCEPTED).verdict
    except NotMeasurable:
        return None, False
    return scaled(verdict.progress, BASIS_POINTS), verdict.met


def _gap(target: Target, verdict: LevelVerdict, actual: int | None, expected: int | None) -> int | None:
    """The gap between the two printed integers, so that a reader's own subtraction agrees."""
    if actual is None or expected is None or verdict.gap is None:
        return None
    return expected - actual if target.bound.upward else actual - expected


def _unjudged(coverage: Coverage, context: TargetContext, level: Level, reason: str) -> Assessment:
    measured = _Integers(context.indicator.is_rate)
    return Assessment(
        level=level,
        rule="none",
        reason=reason,
        rule_version=RULE_VERSION,
        data_version=context.data_version,
        expected_units=coverage.expected,
        reported_units=coverage.reported,
        accepted_units=coverage.accepted,
        target=measured.of(context.reading.value),
        baseline=measured.of(context.reading.baseline),
    )


def scaled(value: Fraction | None, scale: int) -> int | None:
    """``value`` in parts of one ``scale``-th, half to even."""
    if value is None:
        return None
    whole, rest = divmod(value.numerator * scale, value.denominator)  # without a Fraction, which costs more
    twice = 2 * rest
    return whole + (twice > value.denominator or (twice == value.denominator and whole % 2 == 1))


class _Integers(NamedTuple):
    """Exact measures as integers: base units, or parts per million for a rate."""

    rate: bool

    def of(self, value: Fraction | None) -> int | None:
        return scaled(value, PARTS_PER_MILLION if self.rate else 1)
