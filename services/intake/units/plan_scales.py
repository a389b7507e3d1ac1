"""What the plans say of a month's flow and of a rate: the only measure of a unit that has reported none yet. Pure.

A flow's target, shared out evenly over its months, is what a month of it comes to; a month of the season is more, and a
month of holidays less, so that only another order says something. A rate is as large in a part of an area as in all of
it, and lies about where the plan found it and wants it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from services.intake.units.baselines import Baseline
from shared.catalogue import Catalogue
from shared.catalogue.model import Horizon, Indicator, Kind, Plan, Target
from shared.quantities import BASIS_POINTS, PARTS_PER_MILLION

MONTHS = 12
NOTHING = Baseline("", 0)


class PlanScale(NamedTuple):
    """``least`` (-1: nothing is too small) and ``most`` are asked about already; ``low`` and ``high`` are the plans'
    own figures they were taken from.

    A flow's in base units a month (``one`` is 0), a rate's in parts of ``one``, which is how it writes 100 %.
    """

    least: int
    most: int
    low: Baseline
    high: Baseline
    one: int

    def outside(self, amount: int) -> bool:
        """Whether the plans leave no room for an amount; no flow at all is no other order."""
        return amount >= self.most or (amount <= self.least and (amount > 0 or self.one > 0))


def plan_scale(catalogue: Catalogue, region: str, areas: Sequence[str], indicator: str) -> PlanScale | None:
    """The scale of a region's flow or rate; ``areas`` carry a plan and hold the region, nearest first."""
    known = catalogue.indicators[indicator]
    if known.kind is Kind.FLOW:
        return _of_flow(catalogue, region, areas, indicator)
    if known.is_rate:
        return _of_rate(catalogue, areas, known)
    return None


def _of_flow(catalogue: Catalogue, region: str, areas: Sequence[str], indicator: str) -> PlanScale | None:
    least, most, low = -1, list[tuple[int, Baseline]](), NOTHING
    for area in areas:
        times = catalogue.review.threshold(indicator, "plan_flow" if area == region else "share_of_area")
        amounts = [month for plan, target in _targets(catalogue, area, indicator) for month in _monthly(plan, target)]
        if times is None or not amounts:
            continue
        most.append((int(max(amounts) * Fraction(times)), Baseline(area, int(max(amounts)))))
        if area == region:
            least, low = int(min(amounts) / Fraction(times)), Baseline(area, int(min(amounts)))
    if not most:
        return None
    high = min(most)
    return PlanScale(least, high[0], low, high[1], 0)


def _monthly(plan: Plan, target: Target) -> list[Fraction]:
    """What a month comes to by the target, and by the year before the plan."""
    if target.horizon is Horizon.PLAN:
        return [target.value_exact / (plan.last.ordinal - plan.first.ordinal + 1)] if target.value_exact else []
    return [year / MONTHS for year in (target.baseline_exact, target.value_exact) if year]


def _of_rate(catalogue: Catalogue, areas: Sequence[str], indicator: Indicator) -> PlanScale | None:
    times: Decimal | None = catalogue.review.threshold(indicator.id, "plan_rate")
    one = PARTS_PER_MILLION if indicator.kind is Kind.RATIO else BASIS_POINTS
    for area in areas if times is not None else ():
        targets = [target for _, target in _targets(catalogue, area, indicator.id)]
        rates = [rate for each in targets for rate in (each.baseline_exact, each.value_exact) if rate]
        if rates and times is not None:
            low, high = min(rates), max(rates)
            factor = Fraction(times)
            return PlanScale(
                int(low / factor * one),
                int(high * factor * one),
                Baseline(area, int(low * one)),
                Baseline(area, int(high * one)),
                one,
            )
    return None


def _targets(catalogue: Catalogue, area: str, indicator: str) -> list[tuple[Plan, Target]]:
    return [
        (plan, target) for plan in catalogue.plans_of(area) for target in plan.targets if target.indicator == indicator
    ]
