"""Forecasts of a plan's total, made with what had been published by then. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from services.aggregator.backtest.published import question_of
from services.aggregator.backtest.published_years import PublishedYears
from services.aggregator.backtest.scoring import Band, Bet, base_rate, of_one
from services.aggregator.forecast.foresee import ForecastGoal, fan, foresee
from services.aggregator.forecast.past_months import GRAINS, Shape
from services.aggregator.forecast.pattern import MONTHS
from shared.catalogue.model import Bound
from shared.periods import Month


class PlanTotal(NamedTuple):
    """A plan's total from the first month of ``first`` to the last of ``last``: its target, and what had come
    of it by the end of ``month``."""

    first: int
    last: int
    target: int
    month: Month
    came: int


def plan_forecasts(series: PublishedYears, plan: PlanTotal) -> tuple[list[Band], list[Bet]]:
    """Forecasts of a plan's total from every published month of the plan; the target must have been reached."""
    bands: list[Band] = []
    bets: list[Bet] = []
    whole = (plan.last - plan.first + 1) * MONTHS
    for origin in (Month(year, month) for year, known in series.years.items() for month in known):
        if not plan.first <= origin.year <= plan.last or origin >= plan.month:
            continue
        past = [series.total(year) or 0 for year in range(plan.first, origin.year)]
        so_far = sum(past) + series.years[origin.year][origin.month]
        gone = (origin.year - plan.first) * MONTHS + origin.month
        question = question_of(series, origin, Shape.TOTAL, so_far, whole - gone)
        outlook = foresee(question, ForecastGoal(Bound.MORE_THAN, Fraction(plan.target * GRAINS), question.count))
        spread = fan(question)[plan.month.ordinal - origin.ordinal - 1]
        bands.append(Band(series.name, origin, plan.month, spread, plan.came))
        straight = float(so_far * whole >= plan.target * gone)
        forecast, reached = of_one(outlook.probability), plan.came > plan.target
        bets.append(Bet(series.name, "规划目标", origin, forecast, straight, base_rate(0, 0), reached))
    return bands, bets
