"""From units' reports to what each month adds to the figures above it. Pure.

The units whose years hang together (see RegionYear.family) are looked at together. A month in which a unit is not
there adds nothing, whatever stands for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from services.aggregator.model import NOTHING, FigureSums
from services.aggregator.reports.month_amounts import Amounts, FamilyAmounts, month_amounts
from services.aggregator.reports.months import Lines, UnitMonth
from shared.catalogue.region_years import RegionYear

UnitYear = dict[int, UnitMonth]
"""A unit's months (1–12) of one year, as far as they are known."""

FamilyYear = Mapping[str, UnitYear]
"""By unit its months of one year, of all units whose years hang together."""

Cells = dict[str, list[int]]
"""By indicator, the fields of FigureSums as a list, to be added to."""


def year_sums(
    family: FamilyYear, cumulative: frozenset[str], year: RegionYear
) -> dict[str, dict[int, dict[str, FigureSums]]]:
    """What the months of one year are as figures of one unit, by unit, month and indicator."""
    live, accepted = (side.amounts(family, cumulative, year) for side in (_LIVE, _ACCEPTED))
    return {
        unit: {
            month: _sums(live[unit].get(month, {}), accepted[unit].get(month, {}), state)
            for month, state in months.items()
        }
        for unit, months in family.items()
    }


def _sums(live: Amounts, accepted: Amounts, state: UnitMonth) -> dict[str, FigureSums]:
    found = {
        indicator: FigureSums(amount.value, amount.denominator, 1, simulated=int(state.simulated))
        for indicator, amount in live.items()
    }
    for indicator, amount in accepted.items():
        found[indicator] = found.get(indicator, NOTHING)._replace(
            accepted_value=amount.value, accepted_denominator=amount.denominator, accepted=1, settled=int(state.settled)
        )
    return found


def year_changes(
    before: FamilyYear, after: FamilyYear, cumulative: frozenset[str], year: RegionYear
) -> dict[str, dict[int, Cells]]:
    """What must be added to the figures of ``before`` to make those of ``after``, by unit, month and indicator.

    Both hold the same units. Months before the first that was replaced are not looked at twice, nor is a side
    (live, accepted) that stayed the same object; what comes out as no change is left out.
    """
    found: dict[str, dict[int, Cells]] = {unit: {} for unit in after}
    replaced = [
        (month, unit)
        for unit, months in after.items()
        for month in months
        if months[month] is not before[unit].get(month)
    ]
    replaced.sort()
    for side in (_LIVE, _ACCEPTED):
        first = next((m for m, unit in replaced if side.differs(before[unit].get(m), after[unit][m])), None)
        if first is not None:
            side.tally(found, before, cumulative, year, first, -1)
            side.tally(found, after, cumulative, year, first, 1)
    return {unit: changes for unit, cells in found.items() if (changes := _moved(cells))}


def _moved(found: Mapping[int, Cells]) -> dict[int, Cells]:
    changes = {month: {item: cell for item, cell in cells.items() if any(cell)} for month, cells in found.items()}
    return {month: cells for month, cells in changes.items() if cells}


class _LineSide(NamedTuple):
    """The live or the accepted lines, and where their amounts stand in FigureSums."""

    offset: int

    def lines(self, state: UnitMonth | None) -> Lines | None:
        if state is None:
            return None
        return state.accepted if self.offset else state.live

    def simulated(self, state: UnitMonth | None) -> bool:
        return state is not None and state.simulated and self.offset == 0

    def settled(self, state: UnitMonth | None) -> bool:
        return state is not None and state.settled and self.offset != 0

    def differs(self, before: UnitMonth | None, after: UnitMonth) -> bool:
        if (self.simulated(before), self.settled(before)) != (self.simulated(after), self.settled(after)):
            return True
        return self.lines(before) is not self.lines(after)

    def amounts(
        self, family: FamilyYear, cumulative: frozenset[str], year: RegionYear, first: int = 1
    ) -> FamilyAmounts:
        """What the months from ``first`` on come to by themselves."""
        standing = {
            unit: {
                month: lines
                for month, state in months.items()
                if (lines := self.lines(state)) and year.counts(unit, month)
            }
            for unit, months in family.items()
        }
        return month_amounts(standing, cumulative, year.turns_of(family), first)

    def tally(
        self,
        found: dict[str, dict[int, Cells]],
        family: FamilyYear,
        cumulative: frozenset[str],
        year: RegionYear,
        first: int,
        sign: int,
    ) -> None:
        """Add the side's amounts from ``first`` on, ``sign`` times."""
        offset = self.offset
        for unit, months in self.amounts(family, cumulative, year, first).items():
            for month, amounts in months.items():
                cells = found[unit].setdefault(month, {})
                state = family[unit][month]
                simulated, settled = sign * self.simulated(state), sign * self.settled(state)
                for indicator, (value, denominator) in amounts.items():
                    cell = cells.setdefault(indicator, [0] * len(NOTHING))
                    cell[offset] += sign * value
                    cell[offset + 1] += sign * denominator
                    cell[offset + 2] += sign
                    cell[_SIMULATED] += simulated
                    cell[_SETTLED] += settled


_LIVE, _ACCEPTED = _LineSide(0), _LineSide(3)
_SIMULATED, _SETTLED = FigureSums._fields.index("simulated"), FigureSums._fields.index("settled")
