"""What a batch of changed reports adds to the figures above them. Pure.

Changes are sums, so the order in which they are added never matters: two aggregators may change
two districts of one parent at the same time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import add

from services.aggregator.figures.rollup_paths import Route, Routes
from services.aggregator.model import NOTHING, RegionMonth
from services.aggregator.reports.contributions import Cells
from services.aggregator.reports.months import Lines, UnitMonth
from shared.periods import Month
from shared.shapes.shape import LinesOfShape

Changes = dict[RegionMonth, Cells]
"""By region and month, then by indicator: the fields of FigureSums, to be added to what stands."""

_LIVE, _ACCEPTED, _SIMULATED, _SETTLED = 0, 3, 6, 7
"""Where in FigureSums the live amounts, the accepted amounts, and the counts of simulated and settled units stand."""

_FIELDS = len(NOTHING)

_Shape = tuple[str, ...]
"""The indicators of a report, in its order: reports of one shape are summed column by column."""


class _RouteColumns:
    """Lines of one shape, of one route and month: whole reports in, one sum a column out.

    ``offset`` is where the sums belong in FigureSums: 0 for live lines, 3 for accepted ones.
    """

    __slots__ = ("denominators", "offset", "settled", "sign", "simulated", "values")

    def __init__(self, sign: int, offset: int) -> None:
        self.sign, self.offset = sign, offset
        self.values: list[Sequence[int]] = []
        self.denominators: list[Sequence[int]] = []
        self.simulated = self.settled = 0

    def add_to(self, cells: dict[str, list[int]], shape: _Shape) -> None:
        """Add the columns' sums to the cells of their indicators."""
        sign, offset, count = self.sign, self.offset, self.sign * len(self.values)
        values, denominators = map(sum, zip(*self.values, strict=True)), map(sum, zip(*self.denominators, strict=True))
        for indicator, value, denominator in zip(shape, values, denominators, strict=True):
            cell = cells.setdefault(indicator, [0] * _FIELDS)
            cell[offset] += sign * value
            cell[offset + 1] += sign * denominator
            cell[offset + 2] += count
            cell[_SIMULATED] += sign * self.simulated
            cell[_SETTLED] += sign * self.settled


def _columns(lines: Lines) -> tuple[_Shape, Sequence[int], Sequence[int]]:
    """The indicators of a report, its values and its denominators (0: none)."""
    if isinstance(lines, LinesOfShape):
        return lines.shape.defined.indicators, lines.values, lines.shape.below(lines.denominators)
    names = tuple([line.indicator for line in lines])
    return names, [line.value for line in lines], [line.denominator or 0 for line in lines]


class Rollup:
    """Collects changes line by line along shared routes, then hands the sums up to the figures."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes
        self._cells: dict[tuple[Route, str], dict[str, list[int]]] = {}
        self._columns: dict[tuple[Route, str, int, int, _Shape], _RouteColumns] = {}
        self._taken: dict[tuple[Route, str], set[str]] = {}

    def replace_month(self, region: str, period: str, before: UnitMonth | None, after: UnitMonth) -> None:
        """A month was replaced, in a year that has no year-to-date line: no other month changes."""
        route = self._routes.of(region, period)
        if before is not None:
            self._take(route, period, before.live, after.live)
            self._take(route, period, before.accepted, after.accepted)
        if before is None or before.live is not after.live or before.simulated != after.simulated:
            if before is not None and before.live:
                self._add(route, period, before.live, -1, _LIVE, before.simulated)
            if after.live:
                self._add(route, period, after.live, 1, _LIVE, after.simulated)
        if before is not None and before.accepted:
            self._add(route, period, before.accepted, -1, _ACCEPTED, settled=before.settled)
        if after.accepted:
            self._add(route, period, after.accepted, 1, _ACCEPTED, settled=after.settled)

    def add_changes(self, region: str, period: str, changes: Cells) -> None:
        """A month's own figures changed by ``changes``."""
        route = self._routes.of(region, period)
        self._taken.setdefault((route, period), set()).update(changes)
        cells = self._cells.setdefault((route, period), {})
        for indicator, change in changes.items():
            cells[indicator] = list(map(add, cells.get(indicator, NOTHING), change))

    def _add(
        self,
        route: Route,
        period: str,
        lines: Lines,
        sign: int,
        offset: int,
        simulated: bool = False,
        settled: bool = False,
    ) -> None:
        names, values, denominators = _columns(lines)
        key = (route, period, sign, offset, names)
        columns = self._columns.get(key)
        if columns is None:
            columns = self._columns[key] = _RouteColumns(sign, offset)
        columns.values.append(values)
        columns.denominators.append(denominators)
        columns.simulated += simulated
        columns.settled += settled

    def _take(self, route: Route, period: str, before: Lines | None, after: Lines | None) -> None:
        """Note what a unit takes out of the figures: only where one does can they come out as they were."""
        if before and before is not after:
            gone = {line.indicator for line in set(before).symmetric_difference(after or ())}
            self._taken.setdefault((route, period), set()).update(gone)

    def take_review(self, region: str, period: str, before: UnitMonth | None, after: UnitMonth) -> None:
        """A month has other findings or corrections in review: what is said of its figures changes, if not they."""
        if after.review != (None if before is None else before.review):
            lines = [*(after.live or ()), *((before.live if before is not None else None) or ())]
            self._taken.setdefault((self._routes.of(region, period), period), set()).update(
                line.indicator for line in lines
            )

    def shifted(self, changes: Changes) -> dict[RegionMonth, set[str]]:
        """The figures that are not among the ``changes``, though units' parts of them are."""
        found: dict[RegionMonth, set[str]] = {}
        for (route, period), taken in self._taken.items():
            for node, indicators in route.indicators.items():
                same = taken.intersection(indicators).difference(changes.get((node, period), ()))
                if same:
                    found.setdefault((node, period), set()).update(same)
        return found

    def _sum_columns(self) -> None:
        for (route, period, _, _, shape), columns in self._columns.items():
            columns.add_to(self._cells.setdefault((route, period), {}), shape)
        self._columns.clear()

    def changes(self) -> Changes:
        """What to add to the figures; those that stay as they are are left out."""
        self._sum_columns()
        found: Changes = {}
        for (route, period), cells in self._cells.items():
            moved = {indicator: cell for indicator, cell in cells.items() if any(cell)}
            for node, indicators in route.indicators.items():
                part = {indicator: cell for indicator, cell in moved.items() if indicator in indicators}
                known = found.get((node, period))
                found[node, period] = part if known is None else _add_cells(known, part)
        return {
            key: moved
            for key, figures in found.items()
            if (moved := {indicator: cell for indicator, cell in figures.items() if any(cell)})
        }


def _add_cells(known: dict[str, list[int]], part: dict[str, list[int]]) -> dict[str, list[int]]:
    for indicator, cell in part.items():
        known[indicator] = list(map(add, known[indicator], cell)) if indicator in known else cell
    return known


def years_of(keys: Iterable[tuple[str, str]]) -> set[tuple[str, int]]:
    """The (region, year) pairs of (region, period) keys."""
    return {(region, int(period[:4])) for region, period in keys}


def periods_of_year(year: int) -> list[str]:
    """The twelve periods of a year."""
    return [str(Month(year, month)) for month in range(1, 13)]
