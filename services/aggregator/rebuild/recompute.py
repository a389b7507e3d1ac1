"""From replayed columns to every rolled-up figure, a year at a time, in whole arrays of exact integers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from services.aggregator.figures.rollup_paths import Route, Routes
from services.aggregator.model import FigureKey, FigureSums
from services.aggregator.rebuild.replay import NO_DENOMINATOR, LineStretch, Replay, ReplayedMonth
from services.aggregator.reports.contributions import cumulative_indicators
from shared.catalogue import Catalogue

Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

_MONTHS = 12


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


@dataclass(frozen=True, slots=True)
class _ReplayedColumns:
    """The replayed lines as arrays, without those of indicators the catalogue does not know."""

    indicators: npt.NDArray[np.intp]
    values: Integers
    denominators: Integers
    to_date: Truths


@dataclass(frozen=True, slots=True)
class _YearSide:
    """What stands as live, or as accepted, in one year: [unit, month, indicator]."""

    values: Integers
    denominators: Integers
    reported: Truths


def recompute(replay: Replay, catalogue: Catalogue) -> list[YearFigures]:
    """Every rolled-up figure, by year.

    Raises:
        OverflowError: the figures are so large that a sum might not fit 64 bits.
    """
    columns = _columns(replay)
    _refuse_overflow(columns, len(catalogue.regions))
    routes = Routes(catalogue)
    cumulative = cumulative_indicators(catalogue.indicators.values())
    adds = np.array([item in cumulative for item in catalogue.indicators], dtype=bool)
    years: dict[int, list[tuple[str, int, ReplayedMonth]]] = defaultdict(list)
    for (region, period), month in replay.months.items():
        years[int(period[:4])].append((region, int(period[5:]) - 1, month))
    indicators = tuple(catalogue.indicators)
    return [_year(year, months, columns, routes, indicators, adds) for year, months in sorted(years.items())]


def _columns(replay: Replay) -> _ReplayedColumns:
    denominators: Integers = np.frombuffer(replay.denominators, dtype=np.int64)
    return _ReplayedColumns(
        np.frombuffer(replay.indicators, dtype=np.int32).astype(np.intp),
        np.frombuffer(replay.values, dtype=np.int64),
        np.where(denominators == NO_DENOMINATOR, 0, denominators),
        np.frombuffer(replay.to_date, dtype=np.int8) != 0,
    )


def _refuse_overflow(columns: _ReplayedColumns, regions: int) -> None:
    """A year's running sum has twelve months, a figure at most every region."""
    for column in (columns.values, columns.denominators):
        if column.size and max(int(column.max()), -int(column.min())) * _MONTHS * regions >= 2**63:
            raise OverflowError("the figures are too large to be added up in 64 bits")


def _year(
    year: int,
    months: Sequence[tuple[str, int, ReplayedMonth]],
    columns: _ReplayedColumns,
    routes: Routes,
    indicators: Sequence[str],
    adds: Truths,
) -> YearFigures:
    units = list(dict.fromkeys(region for region, _, _ in months))
    rows = {unit: row for row, unit in enumerate(units)}
    shape = (len(units), _MONTHS, len(indicators))
    live = _side(columns, [(rows[unit], at, month.live) for unit, at, month in months], shape, adds)
    accepted = _side(columns, [(rows[unit], at, month.accepted) for unit, at, month in months], shape, adds)
    simulated = np.zeros(shape[:2], dtype=bool)
    for unit, at, month in months:
        simulated[rows[unit], at] = month.simulated
    fields = np.stack(
        [
            live.values,
            live.denominators,
            live.reported,
            accepted.values,
            accepted.denominators,
            accepted.reported,
            live.reported & simulated[:, :, None],
        ],
        axis=3,
    ).astype(np.int64, copy=False)
    return _up(year, units, fields, routes, indicators)


def _side(
    columns: _ReplayedColumns,
    spans: Sequence[tuple[int, int, LineStretch | None]],
    shape: tuple[int, int, int],
    adds: Truths,
) -> _YearSide:
    """Spread the lines of ``spans`` (row, month, stretch) out, and take the months of running sums apart."""
    places = np.array([(row, at, *span) for row, at, span in spans if span], dtype=np.int64).reshape(-1, 4)
    lengths = places[:, 3] - places[:, 2]
    ends = np.cumsum(lengths)
    lines = np.arange(ends[-1] if len(ends) else 0) + np.repeat(places[:, 2] - (ends - lengths), lengths)
    known = columns.indicators[lines] < shape[2]
    lines, owner = lines[known], np.repeat(np.arange(len(places)), lengths)[known]
    where: Any = (places[owner, 0], places[owner, 1], columns.indicators[lines])
    values, denominators = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    reported, to_date = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    values[where], denominators[where] = columns.values[lines], columns.denominators[lines]
    reported[where], to_date[where] = True, columns.to_date[lines]
    to_date &= adds
    if to_date.any():
        _take_apart(values, reported, to_date)
        _take_apart(denominators, reported, to_date)
    return _YearSide(values, denominators, reported)


def _take_apart(amounts: Integers, reported: Truths, to_date: Truths) -> None:
    """Replace year-to-date amounts by the month's own, in place, January to December."""
    running = np.zeros((amounts.shape[0], amounts.shape[2]), dtype=np.int64)
    for at in range(_MONTHS):
        own = np.where(to_date[:, at], amounts[:, at] - running, amounts[:, at])
        running += np.where(reported[:, at], own, 0)
        amounts[:, at] = own


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
