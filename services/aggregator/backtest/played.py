"""Forecasts of the targets in a data folder, made with the figures until a month, against what came later.

The figures of a demonstration are simulated: what comes of it says how the arithmetic fares, not the world.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.backtest.scoring import Band, Bet, of_one
from services.aggregator.figures.point import NotMeasurable
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series import Series
from services.aggregator.forecast.foresee import ForecastGoal, foresee
from services.aggregator.forecast.past_months import CEILING, GRAINS, NoForecast
from services.aggregator.reports import repository as reports_repository
from services.aggregator.targets.lines import line_month
from services.aggregator.targets.measuring import TargetMeasuring, TargetWay, read_target
from services.aggregator.targets.outlook import goal_of, question_of
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan, Target
from shared.periods import Month, months
from shared.quantities import round_half_even

EVERY = 3
"""Months between two origins: a forecast every quarter."""


class _Case(NamedTuple):
    """A target with its reading and its figures; ``last`` is the last month that there is."""

    plan: Plan
    target: Target
    reading: TargetMeasuring
    series: Series
    last: Month

    def value(self, month: Month) -> Fraction:
        """What is measured at the end of ``month``; raises NotMeasurable."""
        return self.series.value(self.reading.measure, month, self.reading.since(self.plan, month))


class _PlayedForecast(NamedTuple):
    band: Band
    bet: Bet
    way: TargetWay


def forecasts(connection: sa.Connection, catalogue: Catalogue) -> tuple[list[Band], list[Bet], bool]:
    """Every quarter's forecast of every target whose outcome is there; and whether the figures are simulated.

    The base rate of a kind of target is how often such forecasts came true here: hindsight, in its favour.
    """
    made: list[_PlayedForecast] = []
    simulated = False
    for case in _cases(connection, catalogue):
        simulated = simulated or case.series.simulated(case.plan.first, case.last)
        for origin in list(months(case.plan.first, case.last.shift(-1)))[EVERY - 1 :: EVERY]:
            try:
                made.append(_forecast(case, origin))
            except (NoForecast, NotMeasurable):
                continue  # nothing to go by yet, or no outcome
    rates = {way: _mean([each.bet.reached for each in made if each.way is way]) for way in TargetWay}
    bets = [each.bet._replace(base=rates[each.way]) for each in made]
    return [each.band for each in made], bets, simulated


def _cases(connection: sa.Connection, catalogue: Catalogue) -> Iterator[_Case]:
    figures, first = Figures(catalogue), reports_repository.first_period(connection)
    last = reports_repository.last_period(connection)
    if first is None or last is None:
        return
    for plan in catalogue.plans.values():
        until = min(last, plan.last)
        if until <= plan.first:
            continue
        indicators = [target.indicator for target in plan.targets]
        found = figures.marked_series(connection, plan.region, indicators, min(first, plan.first), until)
        for target in plan.targets:
            reading = read_target(target, catalogue.indicators[target.indicator])
            if reading.way not in (TargetWay.NO_TARGET, TargetWay.NO_BASELINE):
                yield _Case(plan, target, reading, found[target.indicator], until)


def _forecast(case: _Case, origin: Month) -> _PlayedForecast:
    """Raises NoForecast or NotMeasurable where there is nothing to go by, or no outcome."""
    plan, target, reading = case.plan, case.target, case.reading
    goal = goal_of(target, reading, plan, origin)
    end = origin.shift(goal.ahead)
    if end > case.last:
        raise NoForecast("no_outcome")
    question = question_of(target, reading, case.series, plan, origin)
    outlook = foresee(question, goal)
    grains = CEILING if question.history.rate else GRAINS
    came = round_half_even(case.value(end) * (grains // GRAINS))
    name = f"{plan.short_name or plan.name} {target.name}"
    return _PlayedForecast(
        Band(name, origin, end, outlook.spread, came),
        Bet(
            name,
            str(target.row),
            origin,
            of_one(outlook.probability),
            _straight(case, origin),
            0.0,
            _reached(case, goal, origin),
        ),
        reading.way,
    )


def _reached(case: _Case, goal: ForecastGoal, origin: Month) -> bool:
    limit = case.reading.value
    assert limit is not None
    first = 1 if goal.throughout else goal.ahead
    return all(case.target.bound.holds(case.value(origin.shift(step)), limit) for step in range(first, goal.ahead + 1))


def _straight(case: _Case, origin: Month) -> float:
    """1 where the share of the time gone is done (a bound: where it holds now), else 0."""
    reading, limit, actual = case.reading, case.reading.value, case.value(origin)
    assert limit is not None
    if reading.way is TargetWay.BOUND:
        return float(case.target.bound.holds(actual, limit))
    start = Fraction(0) if reading.way in (TargetWay.TOTAL, TargetWay.CAPPED_TOTAL) else reading.baseline or Fraction(0)
    length = 12 if reading.yearly else case.plan.last.ordinal - case.plan.first.ordinal + 1
    due = start + (limit - start) * Fraction(line_month(reading, case.plan, origin), length)
    return float(case.target.bound.holds(actual, due))


def _mean(outcomes: list[bool]) -> float:
    return sum(outcomes) / len(outcomes) if outcomes else 0.0
