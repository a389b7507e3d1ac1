"""Assessments of every plan that ships, made by simple rules: what the board's tests look at."""

from __future__ import annotations

from fractions import Fraction

from services.aggregator.board.overview.rows import PlanProgress, SparkPoint
from services.aggregator.targets.measuring import TargetWay, read_target
from services.aggregator.wording.measures import measure
from shared.catalogue import Catalogue
from shared.catalogue.model import Horizon, Plan, Target
from shared.events import Assessment, Contribution, Level
from shared.periods import Month, months

WORK_INJURY = ("chongqing-2021-2025", 8)


def plan_progress(catalogue: Catalogue, plan: Plan, period: Month) -> PlanProgress:
    """A plan's progress as the board reads it."""
    listed = {target.row: assessments(catalogue, plan, target, period) for target in plan.targets}
    return PlanProgress(
        plan=plan,
        region=catalogue.regions[plan.region],
        indicators=catalogue.indicators,
        period=period,
        assessments={row: found[period] for row, found in listed.items()},
        series={
            row: {
                month: SparkPoint(item.actual, item.expected, item.level, item.simulated)
                for month, item in found.items()
            }
            for row, found in listed.items()
        },
    )


def assessments(catalogue: Catalogue, plan: Plan, target: Target, last: Month) -> dict[Month, Assessment]:
    """A target's assessments from the plan's first month to ``last``."""
    return {month: assessment(catalogue, plan, target, month) for month in months(plan.first, last)}


def assessment(catalogue: Catalogue, plan: Plan, target: Target, month: Month) -> Assessment:
    """One month: 重庆's 工伤保险 falls away; every other target follows its line with a factor of its own."""
    goal, start = measure(target.value_exact, target), measure(target.baseline_exact, target)
    units = len(catalogue.units_under(plan.region, plan.last)) or 1
    share = _due_share(plan, target, month)
    factor = Fraction(70 + (target.row * 37 + month.year) % 42, 100)
    way = read_target(target, catalogue.indicators[target.indicator]).way
    if goal is None:
        return _empty("unassessed", units)
    if way is TargetWay.TOTAL:
        start = 0
    if start is None or way not in (TargetWay.TOTAL, TargetWay.CLIMB):
        return _kept(target, goal, units, month)
    due = start + round((goal - start) * share)
    actual = start + round((goal - start) * share * factor)
    if (plan.id, target.row) == WORK_INJURY:
        actual = 7_300_000 - 14_000 * (month.ordinal - plan.first.ordinal + 1)
    return _climbing(catalogue, plan, start, goal, due, actual, units)


def _climbing(catalogue: Catalogue, plan: Plan, start: int, goal: int, due: int, actual: int, units: int) -> Assessment:
    progress = (actual - start) * 10_000 // ((due - start) or 1)
    gap = (due - actual) * (1 if goal > start else -1)
    level: Level = "normal" if progress >= 9_500 else "yellow" if progress >= 8_500 else "orange"
    if progress < 7_500:
        level = "red"
    return Assessment(
        level=level,
        rule="trajectory",
        reason="behind",
        rule_version=1,
        data_version=13_680,
        expected_units=units,
        reported_units=units,
        accepted_units=units - 1,
        target=goal,
        baseline=start,
        actual=actual,
        expected=due,
        gap=gap,
        gap_points=gap * 10_000 // (abs(goal - start) or 1),
        progress=progress,
        months_behind=(10_000 - progress) // 30,
        required_pace=(goal - actual) // 9,
        recent_pace=(actual - start) // 51,
        contributions=_contributions(catalogue, plan, gap) if gap > 0 else (),
        rest_gap=gap // 4 if gap > 0 else 0,
        rest_units=max(units - 6, 0) if gap > 0 else 0,
        simulated=True,
    )


def _contributions(catalogue: Catalogue, plan: Plan, gap: int) -> tuple[Contribution, ...]:
    listed = catalogue.units_under(plan.region, plan.last)[:6]
    return tuple(
        Contribution(region=code, gap=gap * (24 - 3 * index) // 130, share=10_000 * (24 - 3 * index) // 130)
        for index, code in enumerate(listed)
    )


def _kept(target: Target, goal: int, units: int, month: Month) -> Assessment:
    """A line to keep: every fifth target misses it by a little."""
    breached = target.row % 5 == 0
    step = goal * (1 + (target.row + month.month) % 3) // 200
    worse = breached == target.bound.upward
    actual = goal - step if worse else goal + step
    return Assessment(
        level="yellow" if breached else "normal",
        rule="floor" if target.bound.upward else "ceiling",
        reason="breached" if breached else "kept",
        rule_version=1,
        data_version=13_680,
        expected_units=units,
        reported_units=units,
        accepted_units=units,
        target=goal,
        baseline=measure(target.baseline_exact, target),
        actual=actual,
        gap=step if breached else -step,
        breached_periods=int(breached),
        simulated=True,
    )


def _empty(level: Level, units: int) -> Assessment:
    return Assessment(
        level=level,
        rule="none",
        reason="no_target_value",
        rule_version=1,
        data_version=13_680,
        expected_units=units,
        reported_units=units,
        accepted_units=units,
        simulated=True,
    )


def _due_share(plan: Plan, target: Target, month: Month) -> Fraction:
    if target.horizon is Horizon.YEAR:
        return Fraction(month.month, 12)
    return Fraction(month.ordinal - plan.first.ordinal + 1, plan.last.ordinal - plan.first.ordinal + 1)
