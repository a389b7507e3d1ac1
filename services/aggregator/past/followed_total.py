"""The total whose change is followed: which units' months count, and what they come to. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from services.aggregator.figures.point import Side
from services.aggregator.past.change_parts import NOTHING, TotalAmount
from services.aggregator.reports.contributions import UnitYear
from services.aggregator.reports.month_amounts import month_amounts
from shared.catalogue import Catalogue
from shared.periods import Month

Members = Mapping[str, frozenset[Month]]
"""By unit, the months of it that a total is made of."""


class Total(NamedTuple):
    """Which total is followed: by unit, the ``months`` of an indicator that count, on one side.

    ``adds`` says whether the indicator's year-to-date lines are sums of months, ``catalogue`` whose year to date
    goes on whose.
    """

    indicator: str
    adds: bool
    months: Members
    catalogue: Catalogue
    side: Side = Side.PROVISIONAL


Years = Mapping[tuple[str, int], UnitYear]
"""What stands of units' years, by unit and year."""


def sum_of(total: Total, years: Years) -> TotalAmount:
    """What all units' years add to the total."""
    found = NOTHING
    for family, year in {family_of(total, region, year) for region, year in years}:
        found = found.plus(contribution(total, family[0], year, years))
    return found


def family_of(total: Total, region: str, year: int) -> tuple[tuple[str, ...], int]:
    """The units whose months of a year hang together with those of ``region``, and the year."""
    return total.catalogue.year(year).family(region), year


def contribution(total: Total, region: str, year: int, years: Years) -> TotalAmount:
    """What the year of a unit, and of the units that hang together with it, adds to the total."""
    found = NOTHING
    for _, amount in contributions(total, region, year, years):
        found = found.plus(amount)
    return found


def contributions(total: Total, region: str, year: int, years: Years) -> Iterator[tuple[str, TotalAmount]]:
    """The same unit by unit."""
    turns = total.catalogue.year(year)
    family = turns.family(region)
    accepted = total.side is Side.ACCEPTED
    lines = {
        unit: {
            month: found
            for month, state in years.get((unit, year), {}).items()
            if (found := state.accepted if accepted else state.live) and turns.counts(unit, month)
        }
        for unit in family
    }
    cumulative = frozenset([total.indicator]) if total.adds else frozenset()
    for unit, amounts in month_amounts(lines, cumulative, turns.turns_of(family)).items():
        counting = total.months.get(unit, frozenset())
        own = NOTHING
        for month, by_indicator in amounts.items():
            if total.indicator in by_indicator and Month(year, month) in counting:
                own = own.plus(TotalAmount(*by_indicator[total.indicator]))
        yield unit, own
