"""From replayed columns to every rolled-up figure, a year at a time, in whole arrays of exact integers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from services.aggregator.figures.rollup_paths import Route, Routes
from services.aggregator.model import FigureKey, FigureSums
from services.aggregator.rebuild.columns import (
    MONTHS,
    Integers,
    ReplayedColumns,
    RowTurn,
    Truths,
    columns_of,
    refuse_overflow,
    year_side,
)
from services.aggregator.rebuild.replay import Replay, ReplayedMonth
from services.aggregator.reports.month_amounts import cumulative_indicators
from shared.catalogue import Catalogue
from shared.catalogue.region_years import RegionYear


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


def recompute(replay: Replay, catalogue: Catalogue) -> list[YearFigures]:
    """Every rolled-up figure, by year.

    Raises:
        OverflowError: the figures are so large that a sum might not fit 64 bits.
    """
    columns = columns_of(replay)
    refuse_overflow(columns, len(catalogue.regions))
    routes = Routes(catalogue)
    cumulative = cumulative_indicators(catalogue.indicators.values())
    adds = np.array([item in cumulative for item in catalogue.indicators], dtype=bool)
    years: dict[int, list[tuple[str, int, ReplayedMonth]]] = defaultdict(list)
    for (region, period), month in replay.months.items():
        year, at = int(period[:4]), int(period[5:])
        if region in catalogue.regions and catalogue.year(year).counts(region, at):  # else it is nobody's
            years[year].append((region, at - 1, month))
    indicators = tuple(catalogue.indicators)
    return [
        _year(catalogue.year(year), months, columns, routes, indicators, adds) for year, months in sorted(years.items())
    ]


def _year(
    year: RegionYear,
    months: Sequence[tuple[str, int, ReplayedMonth]],
    columns: ReplayedColumns,
    routes: Routes,
    indicators: Sequence[str],
    adds: Truths,
) -> YearFigures:
    units = list(dict.fromkeys(member for region, _, _ in months for member in year.family(region)))
    rows = {unit: row for row, unit in enumerate(units)}
    shape = (len(units), MONTHS, len(indicators))
    turns = _row_turns(year, rows)
    live = year_side(columns, [(rows[unit], at, month.live) for unit, at, month in months], shape, adds, turns)
    accepted = year_side(columns, [(rows[unit], at, month.accepted) for unit, at, month in months], shape, adds, turns)
    simulated, settled = np.zeros(shape[:2], dtype=bool), np.zeros(shape[:2], dtype=bool)
    for unit, at, month in months:
        simulated[rows[unit], at] = month.simulated
        settled[rows[unit], at] = month.live is not None and month.status not in ("submitted", "corrected")
    fields = np.stack(
        [
            live.values,
            live.denominators,
            live.reported,
            accepted.values,
            accepted.denominators,
            accepted.reported,
            live.reported & simulated[:, :, None],
            accepted.reported & settled[:, :, None],
        ],
        axis=3,
    ).astype(np.int64, copy=False)
    return _up(year.year, units, fields, routes, indicators)


def _row_turns(year: RegionYear, rows: Mapping[str, int]) -> dict[int, list[RowTurn]]:
    """The turns of the year's units by row, and by month from 0 on."""
    return {
        month - 1: [
            RowTurn(rows[turn.code], tuple(rows[code] for code in turn.sources)) for turn in turns if turn.code in rows
        ]
        for month, turns in year.turns.items()
    }


def _up(year: int, units: Sequence[str], fields: Integers, routes: Routes, indicators: Sequence[str]) -> YearFigures:
    """Add the units of one route together, then hand each route's sums to the regions above."""
    members: dict[tuple[Route, int, int], list[int]] = defaultdict(list)
    for first, behind in routes.spans(year):
        for row, unit in enumerate(units):
            members[routes.of(unit, f"{year:04d}-{first + 1:02d}"), first, behind].append(row)
    regions = tuple(dict.fromkeys(region for route, _, _ in members for region in route.indicators))
    sums = np.zeros((len(regions), *fields.shape[1:]), dtype=np.int64)
    for (route, first, behind), rows in members.items():
        total = fields[rows, first:behind].sum(axis=0)
        for region, wanted in route.indicators.items():
            mask = np.array([item in wanted for item in indicators], dtype=bool)
            sums[regions.index(region), first:behind] += np.where(mask[None, :, None], total, 0)
    return YearFigures(year, regions, sums)
