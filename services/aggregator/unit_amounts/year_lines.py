"""A year's months as readers of SQL see them: each figure's own amount, and the year to date with it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from services.aggregator.reports.contributions import FamilyYear
from services.aggregator.reports.month_amounts import Amounts, month_amounts
from shared.catalogue.region_years import RegionYear, YearTurn


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
    running = {unit: _SoFar() for unit in family}
    found: dict[str, dict[int, Sequence[AmountLine]]] = {unit: {} for unit in family}
    for month in range(1, 13):
        for turn in turns.get(month, ()):
            running[turn.code] = _continued(turn, running)
        for unit, months in amounts.items():
            if month in months:
                found[unit][month] = running[unit].lines(months[month], cumulative)
    return found


class _SoFar:
    """What a unit's year adds up to so far; from a month on it may not be known any more."""

    def __init__(self, known: bool = True) -> None:
        self.known = known
        self.sums: dict[str, tuple[int, int]] = {}

    def lines(self, amounts: Amounts, cumulative: frozenset[str]) -> list[AmountLine]:
        """A month's lines, which from now on are in the sums."""
        return [
            AmountLine(indicator, value, denominator, *(self._add(indicator, value, denominator)))
            if self.known and indicator in cumulative
            else AmountLine(indicator, value, denominator)
            for indicator, (value, denominator) in amounts.items()
        ]

    def _add(self, indicator: str, value: int, denominator: int) -> tuple[int, int]:
        total, whole = self.sums.get(indicator, (0, 0))
        self.sums[indicator] = found = (total + value, whole + denominator)
        return found


def _continued(turn: YearTurn, running: Mapping[str, _SoFar]) -> _SoFar:
    sources = [running.get(code, _SoFar()) for code in turn.sources]
    found = _SoFar(bool(sources) and all(source.known for source in sources))
    if found.known:
        for source in sources:
            for indicator, (total, whole) in source.sums.items():
                done, all_of_it = found.sums.get(indicator, (0, 0))
                found.sums[indicator] = (done + total, all_of_it + whole)
    return found
