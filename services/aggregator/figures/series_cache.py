"""Series of plans' regions, kept between batches: a row that reads the same is the same point."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.figures import repository
from services.aggregator.figures.point import FigurePoint
from services.aggregator.figures.reader import Figures, UnitPoints
from services.aggregator.figures.repository import FigureRow
from services.aggregator.figures.series import Series
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.contributions import UnitYear
from services.aggregator.reports.lines.shapes import LineReader
from services.aggregator.reports.repository import MonthRow
from shared.periods import Month, months


@dataclass(frozen=True, slots=True)
class _Known:
    """A series as it was last read, and the rows it was made of (for an unreported month: the month)."""

    rows: Sequence[FigureRow] = ()
    periods: Sequence[Month] = ()
    points: Mapping[Hashable, FigurePoint] = field(default_factory=dict)
    series: Series = field(default_factory=lambda: Series(()))


class _KnownYear(NamedTuple):
    """A unit's year as it was last read: the rows of its months, and their figures."""

    rows: Sequence[MonthRow]
    points: UnitPoints


class SeriesCache:
    """Reads series as ``Figures.series_of`` does, and makes only what has changed anew.

    The rows are read every time and compared, which costs little beside what is made of them. So
    nothing that is kept can be wrong: not after a rollback, nor when another instance, a rebuild or a
    retried stream has written. A series whose rows all stayed is the same object, with its sums.
    Entries are replaced whole, so that threads may share a cache.
    """

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._known: dict[tuple[str, str], _Known] = {}
        self._years: dict[tuple[str, int], _KnownYear] = {}

    def read(
        self, connection: sa.Connection, region: str, indicators: Sequence[str], first: Month, last: Month
    ) -> dict[str, Series]:
        """By indicator the region's months from ``first`` to ``last``, reported or not."""
        if self._figures.has_other_past(region):  # seldom: nothing is kept of it
            found = self._figures.continued(connection, [region], indicators, first, last)[region]
            return {indicator: Series(points) for indicator, points in found.items()}
        if self._figures.is_unit(region):
            return self._unit_series(connection, region, indicators, first, last)
        periods = list(months(first, last))
        stored = repository.load_rows(connection, region, indicators, [str(period) for period in periods])
        return {indicator: self._series(region, indicator, periods, rows) for indicator, rows in stored.items()}

    def _series(self, region: str, indicator: str, periods: Sequence[Month], rows: Sequence[FigureRow]) -> Series:
        known = self._known.get((region, indicator)) or _Known()
        if known.rows == rows and known.periods == periods:
            return known.series
        by_period = {row[0]: row for row in rows}
        points: dict[Hashable, FigurePoint] = {}
        for period in periods:
            row = by_period.get(str(period))
            key = period if row is None else row
            points[key] = known.points.get(key) or self._point(region, indicator, period, row)
        series = Series(points.values())
        self._known[region, indicator] = _Known(rows, periods, points, series)
        return series

    def _unit_series(
        self, connection: sa.Connection, unit: str, indicators: Sequence[str], first: Month, last: Month
    ) -> dict[str, Series]:
        """A report can move all later months of its year, and of who continues it: figures are kept year by year."""
        periods = [str(period) for period in months(Month(first.year, 1), last)]
        by_year: dict[int, list[MonthRow]] = {year: [] for year in range(first.year, last.year + 1)}
        families = {year: self._figures.family(unit, year) for year in by_year}
        needed = list(dict.fromkeys(each for family in families.values() for each in family))
        for row in reports_repository.load_month_rows(connection, needed, periods):
            year = int(row[0][:4])
            if row[1] in families[year]:
                by_year[year].append(row)
        reader = LineReader(connection)
        years = [self._unit_year(unit, year, rows, indicators, reader) for year, rows in by_year.items()]
        return {
            indicator: Series(point for points in years for point in points[indicator] if first <= point.period <= last)
            for indicator in indicators
        }

    def _unit_year(
        self, unit: str, year: int, rows: Sequence[MonthRow], indicators: Sequence[str], reader: LineReader
    ) -> UnitPoints:
        known = self._years.get((unit, year))
        wanted = set(indicators) if known is None else {*indicators, *known.points}
        if known is None or known.rows != rows or wanted != known.points.keys():
            family: dict[str, UnitYear] = {each: {} for each in self._figures.family(unit, year)}
            for row in rows:
                family[row[1]][Month.parse(row[0]).month] = reports_repository.unit_month(row, reader)
            known = self._years[unit, year] = _KnownYear(rows, self._figures.unit_year(unit, year, family, wanted))
        return known.points

    def _point(self, region: str, indicator: str, period: Month, row: FigureRow | None) -> FigurePoint:
        stored = {} if row is None else {str(period): repository.stored_figure(row)}
        return self._figures.points(region, indicator, [period], stored)[0]
