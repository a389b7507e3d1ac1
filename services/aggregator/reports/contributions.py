"""From a unit's reports to what each month adds to the figures above it. Pure.

A year-to-date line becomes the month's figure by subtracting what the earlier reported months of
the year add up to; January resets. It depends only on what stands reported for the year, never on
the order in which it arrived: a late report changes the differences of the months after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from services.aggregator.model import NOTHING, FigureSums
from services.aggregator.reports.months import Lines, UnitMonth
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


_ZERO = (0, 0)
_LIVE, _ACCEPTED = _LineSide(0), _LineSide(3)
_SIMULATED = FigureSums._fields.index("simulated")
