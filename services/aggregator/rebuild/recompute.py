"""From replayed columns to every rolled-up figure, a year at a time, in whole arrays of exact integers.

What it trades: months that hold running sums, and their families where regions change, are spread out over their whole
year to be taken apart; every other line is added where it stands. All lines of a year then go through one count over
(route, month, indicator), and the sums of a route, not its lines, are handed to the regions above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from services.aggregator.figures.rollup_paths import Route, Routes
from services.aggregator.model import FigureKey, FigureSums
from services.aggregator.rebuild.columns import (
    MONTHS,
    OwnLines,
    ReplayedColumns,
    RowTurn,
    columns_of,
    own_lines,
    parted_lines,
    refuse_overflow,
)
from services.aggregator.rebuild.replaying.folding import NONE, FoldedMonths, Integers, Truths
from services.aggregator.rebuild.replaying.lines import LineColumns
from services.aggregator.reports.month_amounts import cumulative_indicators
from shared.catalogue import Catalogue
from shared.catalogue.region_years import RegionYear

_FIELDS = len(FigureSums._fields)
_VALUE, _DENOMINATOR, _COUNT = range(3)
_ACCEPTED = 3
"""Where the accepted amounts begin among the fields: value, denominator and count again."""
_SIMULATED, _SETTLED = (FigureSums._fields.index(each) for each in ("simulated", "settled"))
_EXACT = 2**53
"""Below this every integer is a float64 of its own."""
_HALF = 26


class ReplayedMonths(Protocol):
    """Units' months in columns."""

    @property
    def lines(self) -> LineColumns:
        """The lines of the reports that the months name."""
        ...

    @property
    def regions(self) -> Mapping[str, int]:
        """The regions' numbers, in order from 0 on."""
        ...

    @property
    def periods(self) -> Mapping[str, int]:
        """The months' numbers, in order from 0 on."""
        ...

    def folded(self) -> FoldedMonths:
        """The months."""
        ...


@dataclass(frozen=True, slots=True)
class YearFigures:
    """One year's figures: ``sums`` is [region, month, indicator, field of FigureSums]."""

    year: int
    regions: tuple[str, ...]
    sums: Integers

    def figures(self, indicators: Sequence[str]) -> Iterator[tuple[FigureKey, FigureSums]]:
        """The figures that somebody stands behind, one by one."""
        for region, month, number in np.argwhere(self.sums.any(axis=3)).tolist():
            key = FigureKey(self.regions[region], indicators[number], f"{self.year:04d}-{month + 1:02d}")
            yield key, FigureSums(*self.sums[region, month, number].tolist())

    def count(self) -> int:
        """How many figures somebody stands behind."""
        return int(self.sums.any(axis=3).sum())


@dataclass(frozen=True, slots=True)
class _YearMonths:
    """The months of one year's units: each one's row and month (from 0 on), and what stands of it."""

    units: Sequence[str]
    row: Integers
    at: Integers
    live: Integers
    accepted: Integers
    simulated: Truths
    settled: Truths


def recompute(replay: ReplayedMonths, catalogue: Catalogue) -> list[YearFigures]:
    """Every rolled-up figure, by year.

    Raises:
        OverflowError: the figures are so large that a sum might not fit 64 bits.
    """
    columns = columns_of(replay.lines)
    refuse_overflow(columns, len(catalogue.regions))
    routes, folded = Routes(catalogue), replay.folded()
    cumulative = cumulative_indicators(catalogue.indicators.values())
    adds = np.array([item in cumulative for item in catalogue.indicators], dtype=bool)
    years = np.array([int(period[:4]) for period in replay.periods], dtype=np.int64)
    counted = _counted(replay, catalogue)[folded.region, folded.period]
    standing = np.flatnonzero(counted & ((folded.live != NONE) | (folded.accepted != NONE)))
    found = []
    for number in np.unique(years[folded.period[standing]]).tolist():
        year = catalogue.year(number)
        months = _months_of(year, replay, folded, standing[years[folded.period[standing]] == number])
        found.append(_year(year, months, columns, routes, tuple(catalogue.indicators), adds))
    return found


def _counted(replay: ReplayedMonths, catalogue: Catalogue) -> Truths:
    """Whether a region is there in a month, [region, month]: else what is reported is nobody's."""
    counted = np.ones((len(replay.regions), len(replay.periods)), dtype=bool)
    for region, row in replay.regions.items():
        if region not in catalogue.regions:
            counted[row] = False
        elif region in catalogue.passing:
            for period, column in replay.periods.items():
                counted[row, column] = catalogue.year(int(period[:4])).counts(region, int(period[5:]))
    return counted


def _months_of(year: RegionYear, replay: ReplayedMonths, folded: FoldedMonths, which: Integers) -> _YearMonths:
    """The months ``which`` of a year, by the rows of its units: with each unit stands its family."""
    names = list(replay.regions)
    reporters = np.unique(folded.region[which]).tolist()
    units = list(dict.fromkeys(member for each in reporters for member in year.family(names[each])))
    rows = {unit: row for row, unit in enumerate(units)}
    row_of = np.full(len(names), NONE, dtype=np.int64)
    row_of[reporters] = [rows[names[each]] for each in reporters]
    at_of = np.array([int(period[5:]) - 1 for period in replay.periods], dtype=np.int64)
    return _YearMonths(
        units,
        row_of[folded.region[which]],
        at_of[folded.period[which]],
        folded.live[which],
        folded.accepted[which],
        folded.simulated[which],
        folded.settled[which],
    )


def _year(
    year: RegionYear,
    months: _YearMonths,
    columns: ReplayedColumns,
    routes: Routes,
    indicators: Sequence[str],
    adds: Truths,
) -> YearFigures:
    ways, way_of = _ways(year, months.units, routes)
    totals = _Totals(months, way_of, len(ways), len(indicators))
    parted = _parted(year, months, columns)
    same = ~parted & (months.live == months.accepted)
    for which, report, sides in (
        (same, months.live, (0, _ACCEPTED)),
        (~parted & ~same, months.live, (0,)),
        (~parted & ~same, months.accepted, (_ACCEPTED,)),
    ):
        totals.add(own_lines(columns, np.where(which, report, NONE), len(indicators)), sides)
    if parted.any():
        of = _Parting(year, months, np.flatnonzero(parted))
        for report, side in ((months.live, 0), (months.accepted, _ACCEPTED)):
            totals.add(of.lines(columns, report, adds), (side,))
    return _up(year.year, ways, totals.sums(), indicators)


def _ways(year: RegionYear, units: Sequence[str], routes: Routes) -> tuple[list[Route], Integers]:
    """The routes of a year's units, and by [row, month] the place of the route among them."""
    ways: dict[Route, int] = {}
    way_of = np.empty((len(units), MONTHS), dtype=np.int64)
    for first, behind in routes.spans(year.year):
        period = f"{year.year:04d}-{first + 1:02d}"
        found = [ways.setdefault(routes.of(unit, period), len(ways)) for unit in units]
        way_of[:, first:behind] = np.array(found, dtype=np.int64)[:, None]
    return list(ways), way_of


def _parted(year: RegionYear, months: _YearMonths, columns: ReplayedColumns) -> Truths:
    """The months of units of whose year anything has to be taken apart, or put right: theirs and their families'."""
    marked = np.zeros(len(months.units), dtype=bool)
    for report in (months.live, months.accepted):
        there = report != NONE
        marked[months.row[there][columns.marks[report[there]] != 0]] = True
    if year.turns and marked.any():
        rows = {unit: row for row, unit in enumerate(months.units)}
        for row in np.flatnonzero(marked).tolist():
            marked[[rows[member] for member in year.family(months.units[row])]] = True
    return marked[months.row]


class _Parting:
    """Some months of a year, all of their units' and of these families', in rows of their own."""

    def __init__(self, year: RegionYear, months: _YearMonths, which: Integers) -> None:
        self._which = which
        units = dict.fromkeys(
            member for row in np.unique(months.row[which]).tolist() for member in year.family(months.units[row])
        )
        rows = {unit: row for row, unit in enumerate(units)}
        of_row = np.array([rows.get(unit, NONE) for unit in months.units], dtype=np.int64)
        self._where = (of_row[months.row[which]], months.at[which])
        self._rows = len(rows)
        self._turns = {
            month - 1: [
                RowTurn(rows[turn.code], tuple(rows[code] for code in turn.sources))
                for turn in turns
                if turn.code in rows
            ]
            for month, turns in year.turns.items()
        }

    def lines(self, columns: ReplayedColumns, reports: Integers, adds: Truths) -> OwnLines:
        """What the months come to by themselves on one side; the owners are places among all months of the year."""
        own = parted_lines(columns, reports[self._which], self._where, self._rows, adds, self._turns)
        return OwnLines(self._which[own.owner], own.indicators, own.values, own.denominators)


class _Totals:
    """Sums up lines by (route, month, indicator)."""

    def __init__(self, months: _YearMonths, way_of: Integers, ways: int, indicators: int) -> None:
        self._months = months
        self._place = (way_of[months.row, months.at] * MONTHS + months.at) * indicators
        self._shape = (ways, MONTHS, indicators)
        self._sums = np.zeros((ways * MONTHS * indicators, _FIELDS), dtype=np.int64)

    def add(self, lines: OwnLines, sides: Sequence[int]) -> None:
        """Add lines to the ``sides`` (where their fields begin)."""
        if not len(lines.owner):
            return
        cells = self._place[lines.owner] + lines.indicators
        amounts = [self._added(cells, lines.values), self._added(cells, lines.denominators), self._counted(cells)]
        for side in sides:
            for field, amount in enumerate(amounts):
                self._sums[:, side + field] += amount
        for side, field, marked in (
            (0, _SIMULATED, self._months.simulated),
            (_ACCEPTED, _SETTLED, self._months.settled),
        ):
            if side in sides and (which := marked[lines.owner]).any():
                self._sums[:, field] += self._counted(cells[which])

    def sums(self) -> Integers:
        """All that was added: [route, month, indicator, field]."""
        return self._sums.reshape(*self._shape, _FIELDS)

    def _counted(self, cells: Integers) -> Any:
        return np.bincount(cells, minlength=len(self._sums))

    def _added(self, cells: Integers, amounts: Integers) -> Any:
        """Exact whatever the amounts: counting weighs in float64, so large ones are added in two halves."""

        def weigh(part: Integers) -> Any:
            return np.bincount(cells, part, len(self._sums)).astype(np.int64)

        largest = max(int(amounts.max(initial=0)), -int(amounts.min(initial=0)))
        if largest * len(cells) < _EXACT:
            return weigh(amounts)
        return (weigh(amounts >> _HALF) << _HALF) + weigh(amounts & ((1 << _HALF) - 1))


def _up(year: int, ways: Sequence[Route], totals: Integers, indicators: Sequence[str]) -> YearFigures:
    """Hand each route's sums to the regions above."""
    regions = {region: at for at, region in enumerate(dict.fromkeys(each for way in ways for each in way.indicators))}
    sums = np.zeros((len(regions), *totals.shape[1:]), dtype=np.int64)
    masks: dict[frozenset[str], Any] = {}
    for way, total in zip(ways, totals, strict=True):
        for region, wanted in way.indicators.items():
            if wanted not in masks:
                masks[wanted] = np.array([item in wanted for item in indicators], dtype=bool)
            mask = masks[wanted]
            sums[regions[region]][:, mask] += total[:, mask]
    return YearFigures(year, tuple(regions), sums)
