"""From a unit's lines of a year to each month's own amounts. Pure.

A year-to-date line becomes the month's figure by subtracting what the earlier reported months of
the year add up to; January resets. It depends only on what stands reported for the year, never on
the order in which it arrived: a late report changes the differences of the months after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from services.aggregator.reports.months import Lines
from shared.catalogue.model import Indicator, Kind


class Amount(NamedTuple):
    """A month's amount: a value, and a ratio's denominator (0 for every other kind)."""

    value: int
    denominator: int


Amounts = dict[str, Amount]
"""A month's amount for each reported indicator."""


def adds_over_months(indicator: Indicator) -> bool:
    """Whether the months of a year add up: flows, and ratios whose parts are flows."""
    return indicator.kind is Kind.FLOW or (indicator.kind is Kind.RATIO and indicator.part_kind is Kind.FLOW)


def cumulative_indicators(indicators: Iterable[Indicator]) -> frozenset[str]:
    """The ids of the indicators for which a year-to-date line means a sum of months."""
    return frozenset(indicator.id for indicator in indicators if adds_over_months(indicator))


def month_amounts(year: Mapping[int, Lines], cumulative: frozenset[str], first: int = 1) -> dict[int, Amounts]:
    """The months' own amounts from ``first`` on, from the lines that stand for the months (1–12) of one year.

    For an indicator that is not ``cumulative`` the basis of a line means nothing.
    """
    running = _running(year, cumulative, first)
    found: dict[int, Amounts] = {}
    for month in sorted(month for month in year if month >= first):
        amounts = found[month] = {}
        for line in year[month]:
            value, denominator = line.value, line.denominator or 0
            if line.indicator in cumulative:
                done, whole = running.get(line.indicator, _ZERO)
                if line.basis == "year_to_date":
                    running[line.indicator] = (value, denominator)
                    value, denominator = value - done, denominator - whole
                else:
                    running[line.indicator] = (done + value, whole + denominator)
            amounts[line.indicator] = Amount(value, denominator)
    return found


def _running(year: Mapping[int, Lines], cumulative: frozenset[str], first: int) -> dict[str, tuple[int, int]]:
    """What the months before ``first`` add up to."""
    running: dict[str, tuple[int, int]] = {}
    for month in sorted(month for month in year if month < first):
        for line in year[month]:
            if line.indicator in cumulative:
                value, denominator = line.value, line.denominator or 0
                if line.basis == "month":
                    done, whole = running.get(line.indicator, _ZERO)
                    value, denominator = done + value, whole + denominator
                running[line.indicator] = (value, denominator)
    return running


_ZERO = (0, 0)
