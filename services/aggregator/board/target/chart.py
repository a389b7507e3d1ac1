"""From a target's assessments to its trajectory chart. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from services.aggregator.board.drawing.trajectory_view import ChartView, TrajectoryMonth
from services.aggregator.board.target import facts
from services.aggregator.forecast.stored import ForecastMonth
from services.aggregator.wording.formats import coverage_text
from services.aggregator.wording.measures import measure
from shared.catalogue.model import Indicator, Kind, Plan, Target
from shared.events import Assessment
from shared.periods import Month, months


def chart_view(
    plan: Plan,
    target: Target,
    indicator: Indicator,
    assessments: Mapping[Month, Assessment],
    expected: Mapping[Month, int] | None = None,
    period: Month | None = None,
    fan: Mapping[Month, ForecastMonth] | None = None,
) -> ChartView:
    """What the trajectory chart shows: the whole plan's months; ``expected`` fills those still to come, and
    ``fan`` is the forecast made in ``period``."""
    judged = {month: item.expected for month, item in assessments.items() if item.expected is not None}
    due = dict(expected) | judged if expected else _kept(plan, judged)
    latest = assessments[max(assessments)] if assessments else None
    from_zero = indicator.kind is Kind.FLOW  # a total has no baseline to be held against
    return ChartView(
        name=target.name,
        unit=target.unit,
        months=tuple(months(plan.first, plan.last)),
        expected=due,
        actual={
            month: TrajectoryMonth(item.actual, facts.is_accepted(item), item.level, coverage_text(item))
            for month, item in assessments.items()
            if plan.first <= month <= plan.last
        },
        target=latest.target if latest and latest.target is not None else measure(target.value_exact, target),
        baseline=None if from_zero else _baseline(target, assessments),
        period=period,
        fan=fan or {},
    )


def _kept(plan: Plan, judged: Mapping[Month, int]) -> dict[Month, int]:
    """A line to keep (a floor, a ceiling) over the plan: it is the same in a month that was not judged as before."""
    found: dict[Month, int] = {}
    latest: int | None = None
    for month in months(plan.first, plan.last):
        latest = judged.get(month, latest)
        if latest is not None:
            found[month] = latest
    return found


def _baseline(target: Target, assessments: Mapping[Month, Assessment]) -> int | None:
    """As printed, else that of the month before the plan, where the row is held against it: a month that is still being
    reported does not tell it."""
    if target.baseline is not None:
        return measure(target.baseline_exact, target)
    told = (assessments[month].baseline for month in sorted(assessments, reverse=True))
    return next((each for each in told if each is not None), None)
