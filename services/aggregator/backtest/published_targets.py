"""Targets held against what was published of them, month by month, as if each figure had been a report. Pure.

Only what is published as a level — a stock or a rate of the plan's own area — is judged: a month's flow is
published too seldom to be added up. Doubtful figures count; :func:`doubts` names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.series import Series
from services.aggregator.targets.assessment import assess
from services.aggregator.targets.context import TargetContext
from services.aggregator.targets.measuring import read_target
from shared.catalogue import Catalogue
from shared.catalogue.model import Kind, Plan, Target
from shared.catalogue.published import PublishedFigure
from shared.catalogue.rules import Cuts
from shared.events import ProgressAssessed
from shared.quantities import BASIS_POINTS, round_half_even

PERCENT = BASIS_POINTS // 100

Assessed = tuple[ProgressAssessed, date]
"""An assessment, and the day on which it could be made."""


def assessments(
    catalogue: Catalogue, figures: Iterable[PublishedFigure], plan: Plan, target: Target, cuts: Cuts
) -> list[Assessed]:
    """What each published month of a target gives, oldest first; the day is that on which the month was due."""
    points = list(_points(catalogue, figures, plan, target))
    found = []
    for index, point in enumerate(points):
        context = TargetContext(
            plan=plan,
            indicator=catalogue.indicators[target.indicator],
            reading=read_target(target, catalogue.indicators[target.indicator], ()),
            profile=catalogue.month_shares(target.indicator),
            today=catalogue.calendar.due_day(point.period),
            data_version=index + 1,
            cuts=cuts,
            calendar=catalogue.calendar,
        )
        event = ProgressAssessed(
            plan=plan.id,
            row=target.row,
            indicator=target.indicator,
            region=plan.region,
            period=str(point.period),
            binding=target.binding,
            assessment=assess(target, Series(points[: index + 1]), point.period, context),
        )
        found.append((event, catalogue.calendar.due_day(point.period)))
    return found


def doubts(
    catalogue: Catalogue, figures: Iterable[PublishedFigure], plan: Plan, target: Target
) -> list[PublishedFigure]:
    """The doubtful figures among those that a target is held against."""
    return [each for each in _ours(catalogue, figures, plan, target) if each.doubt]


def _ours(
    catalogue: Catalogue, figures: Iterable[PublishedFigure], plan: Plan, target: Target
) -> list[PublishedFigure]:
    indicator = catalogue.indicators[target.indicator]
    names = {indicator.name, *indicator.aliases}
    return [
        each
        for each in figures
        if each.region == plan.region
        and each.indicator in names
        and each.kind in ("stock", "rate")
        and plan.first <= each.period <= plan.last
    ]


def _points(
    catalogue: Catalogue, figures: Iterable[PublishedFigure], plan: Plan, target: Target
) -> Iterator[FigurePoint]:
    """The published levels of the plan's years in time order; of a month published twice, what stands later."""
    indicator = catalogue.indicators[target.indicator]
    if indicator.kind is Kind.FLOW:
        return
    ours = _ours(catalogue, figures, plan, target)
    scales = {each: PERCENT if indicator.is_rate else catalogue.units_of_measure.of(each.unit).scale for each in ours}
    known = {each.period: round_half_even(Fraction(each.value) * scales[each]) for each in ours}
    whole = BASIS_POINTS if indicator.kind is Kind.RATIO else None
    for period, value in sorted(known.items()):
        yield FigurePoint(period, 1, 1, 1, value, whole, value, whole)
