"""A target held against its trajectory for one month: from figures to an Assessment. Pure."""

from __future__ import annotations

from fractions import Fraction

import msgspec

from services.aggregator.figures.point import NotMeasurable, Side
from services.aggregator.figures.series import Series
from services.aggregator.missing.filling import NO_FILLS, MonthFills, weight
from services.aggregator.model import Coverage
from services.aggregator.targets.context import TargetContext
from services.aggregator.targets.ends import ends_of, worst_of
from services.aggregator.targets.integers import Integers, scaled
from services.aggregator.targets.judging import Judged, judge
from services.aggregator.targets.levels import (
    LevelVerdict,
    foreseen,
)
from services.aggregator.targets.lines import line_month
from services.aggregator.targets.measuring import stands
from services.aggregator.targets.outlook import Foreseen, foresee_target
from services.aggregator.targets.pace import paces
from services.aggregator.targets.year import year_standing
from shared.catalogue.model import Plan, Target
from shared.events import Assessment, Level
from shared.periods import Month
from shared.quantities import BASIS_POINTS

_OF_ONE_VALUE = ("trajectory", "final")
"""The rules whose verdict the month's value alone decides; a bound's depends on earlier months too."""


RULE_VERSION = 4
"""Raised whenever a rule of the method changes, so that every assessment says how it was made."""

_NAMED = 8
"""How many estimated units an assessment names; the others are counted."""


def assess_coverage(coverage: Coverage, period: Month, context: TargetContext) -> Assessment | None:
    """What the counts alone decide: 报送中 while reports are due and not all there, 缺报 where nobody has reported;
    None otherwise."""
    if coverage.expected and coverage.reported >= coverage.expected:
        return None
    if period < context.plan.first_owed:
        return _unjudged(coverage, context, "reporting", "backfill_incomplete")
    if context.today <= context.calendar.due_day(period):
        return _unjudged(coverage, context, "reporting", "reports_due")
    return None if coverage.reported else _unjudged(coverage, context, "missing", "reports_missing")


def assess(
    target: Target, series: Series, period: Month, context: TargetContext, fills: MonthFills = NO_FILLS
) -> Assessment:
    """Assess ``target`` for ``period`` on provisional figures, and say how the accepted ones stand.

    Months that are due and not reported by all are judged as ``fills`` has them, where the worst and the best that
    the missing units could bring give the same level. Contributions to the gap are not in it; see ``gaps``.
    """
    coverage = coverage_of(series, period)
    short = assess_coverage(coverage, period, context)
    if short is not None:
        return short
    counted = series if fills.reported is None else fills.reported.counted
    found = _found(target, series, counted, period, context, fills)
    standing = year_standing(target, context.indicator, counted, period)
    if standing is None:
        return found
    shown = standing.before is not None and _simulated_at(counted, period.shift(-12), context)
    return msgspec.structs.replace(found, year=standing, simulated=found.simulated or shown)


def _found(
    target: Target, series: Series, counted: Series, period: Month, context: TargetContext, fills: MonthFills
) -> Assessment:
    """What is found of a month that has its reports, or the estimates of those that are missing (``counted``)."""
    coverage = coverage_of(series, period)
    try:
        judged = judge(target, counted, period, context)
    except NotMeasurable as fault:
        return _not_measurable(fault, coverage, period, context)
    known = _what_is_known(target, series, counted, period, context, fills)
    certain, spread = ends_of(target, judged, period, context, fills.reported)
    known = msgspec.structs.replace(known, missing_range=spread)
    if not certain:
        return known
    return _assessed(target, counted, period, context, known, judged, fills)


def _not_measurable(fault: NotMeasurable, coverage: Coverage, period: Month, context: TargetContext) -> Assessment:
    if fault.month is None:
        return _unjudged(coverage, context, "unassessed", fault.reason)
    late = context.plan.overdue(fault.month, context.today, context.calendar)
    reason = fault.reason
    if fault.month == period and reason == "short_coverage":
        reason = "reports_missing" if late else "reports_due"
    return _unjudged(coverage, context, "missing" if late else "reporting", reason)


def _what_is_known(
    target: Target, series: Series, counted: Series, period: Month, context: TargetContext, fills: MonthFills
) -> Assessment:
    """What is said of a month whether it can be judged or not: who is in it, with what weight, who is estimated."""
    ratio = context.indicator.is_rate
    point, whole = series.point(period), counted.point(period)
    weights = [None if point is None else weight(point, side, whole, ratio=ratio) for side in Side]
    estimated = () if fills.reported is None else fills.reported.estimated()
    return msgspec.structs.replace(
        _unjudged(coverage_of(series, period), context, "missing", "units_missing_decide"),
        reported_weight=weights[0],
        accepted_weight=weights[1],
        estimated=estimated[:_NAMED],
        more_estimated=max(0, len(estimated) - _NAMED),
    )


def coverage_of(series: Series, period: Month) -> Coverage:
    """The counts of a month; all zero where nothing was ever reported."""
    point = series.point(period)
    return Coverage(0, 0, 0) if point is None else Coverage(point.expected, point.reported, point.settled)


def _assessed(
    target: Target,
    series: Series,
    period: Month,
    context: TargetContext,
    known: Assessment,
    judged: Judged,
    fills: MonthFills,
) -> Assessment:
    reading, line, actual, verdict = judged
    measured = Integers(context.indicator.is_rate)
    number = measured.of(actual)
    expected = measured.of(verdict.expected)
    pace = paces(reading, line, context.plan, series, period)
    behind = _months_behind(judged, context.plan, period)
    accepted_actual = _accepted_actual(series, period, context, judged, fills)
    accepted = _accepted(target, series, period, context, judged, fills, accepted_actual)
    ahead = _ahead(target, judged, series, period, context)
    verdict = foreseen(verdict, ahead.probability, context.cuts)
    return msgspec.structs.replace(
        known,
        level=verdict.level,
        reason=verdict.reason,
        rule=verdict.rule,
        actual=number,
        expected=expected,
        gap=_gap(target, verdict, number, expected),
        gap_points=scaled(verdict.points, BASIS_POINTS),
        progress=scaled(verdict.progress, BASIS_POINTS),
        accepted_progress=scaled(accepted.progress, BASIS_POINTS) if accepted is not None else None,
        accepted_met=accepted is not None and accepted.met,
        accepted_level=accepted.level if accepted is not None else None,
        accepted_actual=measured.of(accepted_actual),
        months_behind=scaled(behind, 10),
        required_pace=measured.of(pace.required),
        recent_pace=measured.of(pace.recent),
        recent_months=pace.recent_months,
        intensity=scaled(pace.intensity, BASIS_POINTS),
        breached_periods=verdict.breached_periods,
        simulated=_simulated(target, series, period, context),
        probability=ahead.probability,
        outlook=ahead.outlook,
        outlook_reason=ahead.reason,
    )


def _simulated(target: Target, series: Series, period: Month, context: TargetContext) -> bool:
    """Whether a figure that the month is told by was generated: one of its own, or the one that its way begins at."""
    reading, plan = context.reading, context.plan
    begun = target.baseline is None and reading.baseline is not None
    if begun and _simulated_at(series, plan.first.shift(-1), context):
        return True
    return series.simulated(reading.since(plan, period), period)


def _simulated_at(series: Series, month: Month, context: TargetContext) -> bool:
    """Whether an earlier month's figure was generated, or of what a year brings one of the months before it."""
    return series.simulated(month if stands(context.indicator) else Month(month.year, 1), month)


def _ahead(target: Target, judged: Judged, series: Series, period: Month, context: TargetContext) -> Foreseen:
    """What the forecast says; the plan's last month is over and has none."""
    if judged.verdict.rule == "final":
        return Foreseen()
    return foresee_target(target, judged.reading, series, context.plan, period)


def _months_behind(judged: Judged, plan: Plan, period: Month) -> Fraction | None:
    if judged.line is None or judged.verdict.rule != "trajectory":
        return None
    return judged.line.months_behind(line_month(judged.reading, plan, period), judged.actual)


def _accepted_actual(
    series: Series, period: Month, context: TargetContext, judged: Judged, fills: MonthFills
) -> Fraction | None:
    """The measure on the accepted figures alone; None where something has to be put in for others."""
    if fills.accepted is not None:
        return None
    reading = judged.reading
    try:
        return series.value(reading.measure, period, reading.since(context.plan, period), Side.ACCEPTED)
    except NotMeasurable:
        return None


def _accepted(
    target: Target,
    series: Series,
    period: Month,
    context: TargetContext,
    judged: Judged,
    fills: MonthFills,
    actual: Fraction | None,
) -> LevelVerdict | None:
    """The verdict on the accepted figures (``actual``), at the worst that the units could bring whose figures are not
    accepted; None where they cannot be judged."""
    if fills.accepted is None and actual is None:
        return None
    if actual == judged.actual and judged.verdict.rule in _OF_ONE_VALUE:
        return judged.verdict
    try:
        if fills.accepted is not None:
            return judge(target, worst_of(target, fills.accepted), period, context).verdict
        return judge(target, series, period, context, Side.ACCEPTED).verdict
    except NotMeasurable:
        return None


def _gap(target: Target, verdict: LevelVerdict, actual: int | None, expected: int | None) -> int | None:
    """The gap between the two printed integers, so that a reader's own subtraction agrees."""
    if actual is None or expected is None or verdict.gap is None:
        return None
    return expected - actual if target.bound.upward else actual - expected


def _unjudged(coverage: Coverage, context: TargetContext, level: Level, reason: str) -> Assessment:
    measured = Integers(context.indicator.is_rate)
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
