"""From a target and its series to the question that the forecast answers. Pure."""

from __future__ import annotations

from typing import NamedTuple

from services.aggregator.figures.point import Measure
from services.aggregator.figures.series import Series
from services.aggregator.forecast.foresee import ForecastGoal, ForecastQuestion, foresee
from services.aggregator.forecast.past_months import CEILING, GRAINS, NoForecast, history_of
from services.aggregator.targets.measuring import TargetMeasuring, TargetWay
from shared.catalogue.model import Horizon, Plan, Target
from shared.events import Outlook
from shared.periods import Month


class Foreseen(NamedTuple):
    """A probability in basis points and where the figure then stands; or ``reason`` why there is neither."""

    probability: int | None = None
    outlook: Outlook | None = None
    reason: str = ""


def foresee_target(target: Target, reading: TargetMeasuring, series: Series, plan: Plan, period: Month) -> Foreseen:
    """The outlook of ``target`` as of ``period``."""
    try:
        goal = goal_of(target, reading, plan, period)
        found = foresee(question_of(target, reading, series, plan, period), goal)
    except NoForecast as fault:
        return Foreseen(reason=fault.reason)
    return Foreseen(found.probability, Outlook(str(period.shift(goal.ahead)), *found.spread))


def question_of(
    target: Target, reading: TargetMeasuring, series: Series, plan: Plan, period: Month
) -> ForecastQuestion:
    """What is asked: the months after ``period`` to the plan's end.

    Raises:
        NoForecast: ``nothing_ahead``, or as :func:`history_of`.
    """
    if period >= plan.last:
        raise NoForecast("nothing_ahead")
    return ForecastQuestion(
        series=f"{target.plan}|{target.row}|{plan.region}|{target.indicator}",
        history=history_of(series, reading.measure, period, reading.since(plan, period)),
        last=period.ordinal,
        count=plan.last.ordinal - period.ordinal,
    )


def goal_of(target: Target, reading: TargetMeasuring, plan: Plan, period: Month) -> ForecastGoal:
    """What is to hold: at the year's end for what each year owes, all the time for what must hold throughout,
    else at the plan's end.

    Raises:
        NoForecast: ``no_target_value``, or ``nothing_ahead`` of the year or plan.
    """
    if reading.value is None:
        raise NoForecast("no_target_value")
    each_year = reading.measure is Measure.YEAR_TOTAL or target.horizon is Horizon.YEAR
    end = min(plan.last, Month(period.year, 12)) if each_year else plan.last
    if period >= end:
        raise NoForecast("nothing_ahead")
    rate = reading.measure not in (Measure.PLAN_TOTAL, Measure.YEAR_TOTAL, Measure.LAST)
    return ForecastGoal(
        bound=target.bound,
        limit=reading.value * (CEILING if rate else GRAINS),
        ahead=end.ordinal - period.ordinal,
        throughout=reading.way is TargetWay.BOUND and target.horizon is Horizon.THROUGHOUT,
    )
