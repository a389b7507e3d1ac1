"""A year's months as readers of SQL see them: each figure's own amount, and the year to date with it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from services.aggregator.reports.contributions import FamilyYear
from services.aggregator.reports.month_amounts import Amounts, YearSums, continued_sums, month_amounts
from shared.catalogue.region_years import RegionYear


class AmountLine(msgspec.Struct, frozen=True, gc=False):
    """A figure of a unit's month in base units; of a ratio its two parts.

    ``total`` and ``whole`` are the value and denominator from January on, those of the codes that the unit continues
    included; None where they are not known (a part of another code came in), and of what does not add over months.
    """

    indicator: str
    value: int
    denominator: int
    total: int | None = None
    whole: int | None = None


UnitLines = Mapping[str, Mapping[int, Sequence[AmountLine]]]
"""By unit and month (1–12) the lines; a month that is not reported, or belongs to nobody, has none."""


def year_lines(family: FamilyYear, cumulative: frozenset[str], year: RegionYear) -> UnitLines:
    """The lines that stand in one year, of units whose years hang together."""
    standing = {
        unit: {month: state.live for month, state in months.items() if state.live and year.counts(unit, month)}
        for unit, months in family.items()
    }
    turns = year.turns_of(family)
    amounts = month_amounts(standing, cumulative, turns)
    running: dict[str, YearSums | None] = {unit: {} for unit in family}
    found: dict[str, dict[int, Sequence[AmountLine]]] = {unit: {} for unit in family}
    for month in range(1, 13):
        for turn in turns.get(month, ()):
            running[turn.code] = continued_sums([running.get(code, {}) for code in turn.sources])
        for unit, months in amounts.items():
            if month in months:
                found[unit][month] = _lines(months[month], cumulative, running[unit])
    return found


def _lines(amounts: Amounts, cumulative: frozenset[str], running: YearSums | None) -> list[AmountLine]:
    """A month's lines, which from now on are in what the year adds up to."""
    found = []
    for indicator, (value, denominator) in amounts.items():
        if running is None or indicator not in cumulative:
            found.append(AmountLine(indicator, value, denominator))
            continue
        total, whole = running.get(indicator, (0, 0))
        running[indicator] = total, whole = total + value, whole + denominator
        found.append(AmountLine(indicator, value, denominator, total, whole))
    return found
