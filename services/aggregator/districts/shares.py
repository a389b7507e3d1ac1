"""How the regions below stand with the shares of a target that were allocated to them (分解).

A child's share is held against the same line as the whole, scaled to the share; what it says is shown
beside the target and alerts nobody. See docs/decisions/0111.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import sqlalchemy as sa

from services.aggregator.districts.inherited import inherited
from services.aggregator.districts.share_progress import AllocationStanding, ShareProgress
from services.aggregator.figures.point import Measure, NotMeasurable, Side
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series import Series
from services.aggregator.targets.context import TargetContext, TargetContexts
from services.aggregator.targets.judging import line_of
from services.aggregator.targets.levels import judge_bound, judge_final, judge_trajectory
from services.aggregator.targets.lines import line_month
from services.aggregator.targets.measuring import HISTORY_MONTHS, TargetMeasuring, TargetWay, start_of
from services.aggregator.targets.trajectory import Trajectory
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments
from shared.catalogue.model import Kind, Plan, Target
from shared.events import TargetAllocated, TargetShare
from shared.periods import Month
from shared.quantities import round_half_even


class Shares:
    """Reads the children's figures in the caller's transaction, and holds them against their shares."""

    def __init__(self, catalogue: Catalogue, figures: Figures) -> None:
        self._catalogue = catalogue
        self._figures = figures
        self._contexts = TargetContexts(catalogue, {})

    def standing(
        self,
        connection: sa.Connection,
        target: Target,
        period: Month,
        amendments: Amendments,
        side: Side = Side.PROVISIONAL,
    ) -> AllocationStanding | None:
        """The children of a published ``target`` at ``period``, on one side of their figures: with the whole
        plan's allocation, else with that of the month's year; None where neither was made."""
        plan = self._catalogue.plans[target.plan]
        allocation = amendments.allocation(plan.id, target.row, None) or amendments.allocation(
            plan.id, target.row, period.year
        )
        if allocation is None or not plan.first <= period <= plan.last:
            return None
        in_force = amendments.in_force(target, period)
        held = in_force.target
        begun = plan.first.shift(-HISTORY_MONTHS)
        item = target.indicator
        whole = self._figures.marked_series(connection, plan.region, [item], begun, period)[item]
        start = start_of(held, self._catalogue.indicators[item], plan, whole)
        context = self._contexts.of(in_force, start)
        begun_for = Month(int(allocation.period), 1) if allocation.period else plan.first
        shares, without = inherited(allocation.shares, self._catalogue.changes, begun_for, period)
        codes = [share.region for share in shares if share.region in self._catalogue.regions]
        series = self._series(connection, codes, item, plan, period)
        line = line_of(held, whole, period, context) if not allocation.period else None
        children = tuple(
            self._child(share, series[share.region], held, context, line, allocation, period, side)
            for share in shares
            if share.region in series
        )
        return AllocationStanding(allocation, children, without)

    def _series(
        self, connection: sa.Connection, codes: Sequence[str], indicator: str, plan: Plan, period: Month
    ) -> Mapping[str, Series]:
        units = [code for code in codes if self._figures.is_unit(code)]
        found = self._figures.continued(connection, units, [indicator], plan.first, period) if units else {}
        return {
            code: Series(
                found[code][indicator]
                if code in found
                else self._figures.series(connection, code, indicator, plan.first, period)
            )
            for code in codes
        }

    def _child(
        self,
        share: TargetShare,
        series: Series,
        target: Target,
        context: TargetContext,
        line: Trajectory | None,
        allocation: TargetAllocated,
        period: Month,
        side: Side,
    ) -> ShareProgress:
        point = series.point(period)
        counts = (point.reported, point.expected) if point else (0, 0)
        of_year = bool(allocation.period) and context.indicator.kind is Kind.FLOW
        measure = Measure.YEAR_TOTAL if of_year else context.reading.measure
        since = Month(period.year, 1) if of_year else context.reading.since(context.plan, period)
        try:
            actual = series.value(measure, period, since, side)
        except NotMeasurable:
            return ShareProgress(share, *counts)
        goal = Fraction(share.amount)
        scaled = line.scaled(goal / line.end) if line is not None and line.end and goal else None
        return _held(share, counts, target, context, scaled, goal, actual, period)


def _held(
    share: TargetShare,
    counts: tuple[int, int],
    target: Target,
    context: TargetContext,
    line: Trajectory | None,
    goal: Fraction,
    actual: Fraction,
    period: Month,
) -> ShareProgress:
    reading, plan = context.reading, context.plan
    done = actual / goal if goal else None
    if period >= plan.last:
        verdict = judge_final(target.bound, goal, actual, None)
    elif line is not None and reading.way in (TargetWay.TOTAL, TargetWay.CLIMB):
        climbing = reading.way is TargetWay.CLIMB
        month = line_month(reading, plan, period)
        verdict = judge_trajectory(
            line, month, actual, usual_revision=Fraction(0), climbing=climbing, cuts=context.cuts
        )
        done = verdict.progress
    elif _is_a_bound(reading):
        verdict = judge_bound(target.bound, goal, actual, 1, cuts=context.cuts)
    else:
        return ShareProgress(share, *counts, actual=round_half_even(actual), progress=done)
    expected = None if verdict.expected is None else round_half_even(verdict.expected)
    return ShareProgress(share, *counts, round_half_even(actual), expected, done, verdict.level)


def _is_a_bound(reading: TargetMeasuring) -> bool:
    return reading.way is TargetWay.BOUND and reading.measure is Measure.LAST
