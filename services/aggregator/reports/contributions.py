"""From a unit's reports to what each month adds to the figures above it. Pure."""

from __future__ import annotations

from typing import NamedTuple

from services.aggregator.model import NOTHING, FigureSums
from services.aggregator.reports.month_amounts import Amounts, month_amounts
from services.aggregator.reports.months import Lines, UnitMonth

UnitYear = dict[int, UnitMonth]
"""A unit's months (1–12) of one year, as far as they are known."""


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


Cells = dict[str, list[int]]
"""By indicator, the fields of FigureSums as a list, to be added to."""


def year_changes(before: UnitYear, after: UnitYear, cumulative: frozenset[str]) -> dict[int, Cells]:
    """What must be added to the figures of ``before`` to make those of ``after``, by month and indicator.

    Months before the first that was replaced are not looked at twice, nor is a side (live,
    accepted) that stayed the same object; what comes out as no change is left out.
    """
    found: dict[int, Cells] = {}
    replaced = [month for month in sorted(after) if after[month] is not before.get(month)]
    for side in (_LIVE, _ACCEPTED):
        first = next((month for month in replaced if side.differs(before.get(month), after[month])), None)
        if first is not None:
            side.tally(found, before, cumulative, first, -1)
            side.tally(found, after, cumulative, first, 1)
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

    def differs(self, before: UnitMonth | None, after: UnitMonth) -> bool:
        if self.simulated(before) != self.simulated(after):
            return True
        return self.lines(before) is not self.lines(after)

    def tally(self, found: dict[int, Cells], year: UnitYear, cumulative: frozenset[str], first: int, sign: int) -> None:
        """Add the side's amounts from ``first`` on, ``sign`` times."""
        standing = {month: lines for month, state in year.items() if (lines := self.lines(state))}
        offset = self.offset
        for month, amounts in month_amounts(standing, cumulative, first).items():
            cells = found.setdefault(month, {})
            simulated = sign * self.simulated(year[month])
            for indicator, (value, denominator) in amounts.items():
                cell = cells.setdefault(indicator, [0] * len(NOTHING))
                cell[offset] += sign * value
                cell[offset + 1] += sign * denominator
                cell[offset + 2] += sign
                cell[_SIMULATED] += simulated


_LIVE, _ACCEPTED = _LineSide(0), _LineSide(3)
_SIMULATED = FigureSums._fields.index("simulated")
