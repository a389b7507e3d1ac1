"""From a unit's reports to what each month adds to the figures above it. Pure.

A year-to-date line becomes the month's figure by subtracting what the earlier reported months of
the year add up to; January resets. It depends only on what stands reported for the year, never on
the order in which it arrived: a late report changes the differences of the months after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from services.aggregator.model import NOTHING, FigureSums
from services.aggregator.unit_months import Lines, UnitMonth
from shared.catalogue.model import Indicator, Kind


class Amount(NamedTuple):
    """A month's amount: a value, and a ratio's denominator (0 for every other kind)."""

    value: int
    denominator: int


Amounts = dict[str, Amount]
"""A month's amount for each reported indicator."""


UnitYear = dict[int, UnitMonth]
"""A unit's months (1–12) of one year, as far as they are known."""


def adds_over_months(indicator: Indicator) -> bool:
    """Whether the months of a year add up: flows, and ratios whose parts are flows."""
    return indicator.kind is Kind.FLOW or (indicator.kind is Kind.RATIO and indicator.part_kind is Kind.FLOW)


def cumulative_indicators(indicators: Iterable[Indicator]) -> frozenset[str]:
    """The ids of the indicators for which a year-to-date line means a sum of months."""
    return frozenset(indicator.id for indicator in indicators if adds_over_months(indicator))


def month_amounts(year: Mapping[int, Lines], cumulative: frozenset[str]) -> dict[int, Amounts]:
    """The months' own amounts, from the lines that stand for the months (1–12) of one year.

    For an indicator that is not ``cumulative`` the basis of a line means nothing.
    """
    running: Amounts = {}
    found: dict[int, Amounts] = {}
    for month in sorted(year):
        amounts = found[month] = {}
        for line in year[month]:
            amount = Amount(line.value, line.denominator or 0)
            if line.indicator in cumulative:
                before = running.get(line.indicator, _ZERO)
                if line.basis == "year_to_date":
                    running[line.indicator] = amount
                    amount = Amount(amount.value - before.value, amount.denominator - before.denominator)
                else:
                    running[line.indicator] = Amount(
                        before.value + amount.value, before.denominator + amount.denominator
                    )
            amounts[line.indicator] = amount
    return found


def year_sums(year: UnitYear, cumulative: frozenset[str]) -> dict[int, dict[str, FigureSums]]:
    """What a unit's months of one year are as figures of one unit, by month and indicator."""
    live = month_amounts({month: state.live for month, state in year.items() if state.live}, cumulative)
    accepted = month_amounts({month: state.accepted for month, state in year.items() if state.accepted}, cumulative)
    return {
        month: _sums(live.get(month, {}), accepted.get(month, {}), int(state.simulated))
        for month, state in year.items()
    }


def _sums(live: Amounts, accepted: Amounts, simulated: int) -> dict[str, FigureSums]:
    found = {
        indicator: FigureSums(amount.value, amount.denominator, 1, simulated=simulated)
        for indicator, amount in live.items()
    }
    for indicator, amount in accepted.items():
        found[indicator] = found.get(indicator, NOTHING)._replace(
            accepted_value=amount.value, accepted_denominator=amount.denominator, accepted=1
        )
    return found


def difference(new: FigureSums, old: FigureSums) -> FigureSums:
    """What must be added to ``old`` to make ``new``."""
    return FigureSums(*(after - before for after, before in zip(new, old, strict=True)))


_ZERO = Amount(0, 0)
