"""The total whose change is followed: which units' months count, and what they come to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from services.aggregator.figures.point import Side
from services.aggregator.past.change_parts import NOTHING, TotalAmount
from services.aggregator.reports.contributions import UnitYear
from services.aggregator.reports.month_amounts import month_amounts
from shared.periods import Month

Members = Mapping[str, frozenset[Month]]
"""By unit, the months of it that a total is made of."""


class Total(NamedTuple):
    """Which total is followed: by unit, the ``months`` of an indicator that count, on one side.

    ``adds`` says whether the indicator's year-to-date lines are sums of months.
    """

    indicator: str
    adds: bool
    months: Members
    side: Side = Side.PROVISIONAL


Years = Mapping[tuple[str, int], UnitYear]
"""What stands of units' years, by unit and year."""


def sum_of(total: Total, years: Years) -> TotalAmount:
    """What all units' years add to the total."""
    found = NOTHING
    for (region, year), states in years.items():
        found = found.plus(contribution(total, region, year, states))
    return found


def contribution(total: Total, region: str, year: int, states: UnitYear) -> TotalAmount:
    """What one unit's year adds to the total."""
    counting = total.months.get(region, frozenset())
    accepted = total.side is Side.ACCEPTED
    lines = {month: found for month, state in states.items() if (found := state.accepted if accepted else state.live)}
    cumulative = frozenset([total.indicator]) if total.adds else frozenset()
    own = NOTHING
    for month, amounts in month_amounts(lines, cumulative).items():
        if total.indicator in amounts and Month(year, month) in counting:
            own = own.plus(TotalAmount(*amounts[total.indicator]))
    return own
