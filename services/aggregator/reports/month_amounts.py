"""From units' lines of a year to each month's own amounts. Pure.

A year-to-date line becomes the month's figure by subtracting what the earlier reported months of
the year add up to; January resets. It depends only on what stands reported for the year, never on
the order in which it arrived: a late report changes the differences of the months after it. Where a code
continues others in the year, their earlier months are its own, and so is a late report of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from services.aggregator.reports.months import Lines
from shared.catalogue.model import Indicator, Kind
from shared.catalogue.region_years import YearTurn


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


FamilyLines = Mapping[str, Mapping[int, Lines]]
"""By unit the lines that stand for the months (1–12) of one year, of units whose years hang together."""

FamilyAmounts = dict[str, dict[int, Amounts]]
"""By unit and month, its own amounts."""


def month_amounts(
    years: FamilyLines, cumulative: frozenset[str], turns: Mapping[int, Sequence[YearTurn]], first: int = 1
) -> FamilyAmounts:
    """The months' own amounts from ``first`` on; ``turns`` are those of the units' year (RegionYear.turns_of).

    A unit that continues others goes on from what all of theirs add up to. Of one that begins anew a year-to-date
    line says nothing of a month: it has no amount. For an indicator that is not ``cumulative`` the basis of a line
    means nothing.
    """
    running: dict[str, YearSums | None] = {unit: {} for unit in years}
    found: FamilyAmounts = {unit: {} for unit in years}
    for month in sorted({*turns, *(month for year in years.values() for month in year)}):
        for turn in turns.get(month, ()):
            running[turn.code] = continued_sums([running.get(code, {}) for code in turn.sources])
        for unit, year in years.items():
            lines = year.get(month)
            if lines is None:
                continue
            if month >= first:
                found[unit][month] = _amounts(lines, cumulative, running[unit])
            elif (so_far := running[unit]) is not None:
                _go_on(lines, cumulative, so_far)
    return found


YearSums = dict[str, tuple[int, int]]
"""By indicator what a year adds up to so far: values and denominators."""


def continued_sums(sources: Sequence[YearSums | None]) -> YearSums | None:
    """What several years add up to; None, as of no year at all, where it is not known."""
    if not sources:
        return None
    found: YearSums = {}
    for source in sources:
        if source is None:
            return None
        for indicator, (value, denominator) in source.items():
            done, whole = found.get(indicator, _ZERO)
            found[indicator] = (done + value, whole + denominator)
    return found


def _amounts(lines: Lines, cumulative: frozenset[str], running: YearSums | None) -> Amounts:
    """A month's own amounts; ``running`` then holds the month."""
    amounts: Amounts = {}
    for line in lines:
        value, denominator = line.value, line.denominator or 0
        if line.indicator in cumulative:
            if running is None:
                if line.basis == "year_to_date":
                    continue
            else:
                done, whole = running.get(line.indicator, _ZERO)
                if line.basis == "year_to_date":
                    running[line.indicator] = (value, denominator)
                    value, denominator = value - done, denominator - whole
                else:
                    running[line.indicator] = (done + value, whole + denominator)
        amounts[line.indicator] = Amount(value, denominator)
    return amounts


def _go_on(lines: Lines, cumulative: frozenset[str], running: YearSums) -> None:
    """Take a month into what the year adds up to."""
    for line in lines:
        if line.indicator in cumulative:
            value, denominator = line.value, line.denominator or 0
            if line.basis == "month":
                done, whole = running.get(line.indicator, _ZERO)
                value, denominator = done + value, whole + denominator
            running[line.indicator] = (value, denominator)


_ZERO = (0, 0)
