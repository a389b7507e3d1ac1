"""Which months a change of one month reaches, beyond what its target is held against. Pure."""

from __future__ import annotations

from services.aggregator.figures.series import Series
from services.aggregator.targets.measuring import TargetMeasuring, TargetWay, affected_until
from shared.catalogue.model import Kind, Plan
from shared.periods import Month, months


def reached_until(kind: Kind, reading: TargetMeasuring, plan: Plan, series: Series, month: Month) -> Month:
    """The last month whose assessment a change of ``month``'s figure can reach; ``series`` is as it is after it.

    Units share a stock's gap by what they had in the plan's first covered month, for as long as the plan goes
    on. And what a month with units missing is held against is what its reporters had in the last month that
    every unit was in, however long ago that was. (A month that has just ceased to be either is seen as one
    that might be.)
    """
    until = affected_until(reading, plan, month)
    if kind is not Kind.STOCK or reading.way is TargetWay.NO_TARGET or until == plan.last:
        return until
    if month >= plan.first and not any(map(series.covered, months(plan.first, month.shift(-1)))):
        return plan.last
    whole = next((later for later in months(month.shift(1), plan.last) if series.whole(later)), None)
    return plan.last if whole is None else max(until, whole.shift(-1))
