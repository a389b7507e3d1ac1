"""What stands in ``figures``: the rolled-up figures of regions above the units. SQL only, no arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from services.aggregator.figures.rollup import Changes
from services.aggregator.model import FigureKey, FigureSums, RegionMonth
from services.aggregator.tables import FIGURES
from shared.database.rows import insert_rows, parts, replacing, select_where

FEW = 12
"""Of so many indicators figures are sought one by one: of a province's 27 over five years one is found in a thirteenth
of the time that reading all of them takes, twelve in half of it."""

FigureRow = tuple[Any, ...]
"""A row of ``figures``, every column in the table's order."""

FigureRows = Sequence[Any]
"""Rows of ``figures``, every column in the table's order."""


class StoredFigure(NamedTuple):
    """A rolled-up figure and its data version."""

    sums: FigureSums
    data_version: int


StoredSeries = dict[str, dict[str, StoredFigure]]
"""One region's figures by indicator and period; a month nobody has reported is left out."""


def add_to_figures(connection: sa.Connection, changes: Changes, data_version: int) -> None:
    """Add ``changes`` to the figures. The caller holds the append lock, so that nobody else does the same."""
    rows = (
        (period, region, indicator, *cell, data_version)
        for region, period in sorted(changes, key=itemgetter(1, 0))  # as the rows lie in the table
        for indicator, cell in sorted(changes[region, period].items())
    )
    insert_rows(connection, FIGURES, FIGURES.c.keys(), rows, _ADD_TO_FIGURE)


def insert_figures(connection: sa.Connection, rows: Iterable[FigureRow]) -> None:
    """Write rows, every column in the table's order, into an empty table."""
    insert_rows(connection, FIGURES, FIGURES.c.keys(), rows)


def save_figures(connection: sa.Connection, rows: Iterable[FigureRow]) -> None:
    """Write rows, every column in the table's order, in the place of those that are there."""
    insert_rows(connection, FIGURES, FIGURES.c.keys(), rows, _REPLACE_FIGURE)


def delete_figures(connection: sa.Connection, keys: Iterable[FigureKey]) -> None:
    """Take these figures out."""
    by_month: dict[RegionMonth, list[str]] = {}
    for region, indicator, period in keys:
        by_month.setdefault((region, period), []).append(indicator)
    for (region, period), indicators in by_month.items():
        for some in parts(indicators):
            here = (FIGURES.c.region == region, FIGURES.c.period == period, FIGURES.c.indicator.in_(some))
            connection.execute(sa.delete(FIGURES).where(*here))


def load_nodes(connection: sa.Connection, nodes: Iterable[RegionMonth]) -> Mapping[RegionMonth, FigureRows]:
    """The rows of every figure of the given regions and months."""
    by_period: dict[str, list[str]] = {}
    for region, period in nodes:
        by_period.setdefault(period, []).append(region)
    found: dict[RegionMonth, list[Any]] = {}
    for period, regions in by_period.items():
        for part in parts(regions):
            for row in select_where(connection, _FIGURE, {FIGURES.c.period: [period], FIGURES.c.region: part}):
                found.setdefault((row[1], period), []).append(row)
    return found


def load_series(
    connection: sa.Connection, region: str, indicators: Sequence[str], periods: Sequence[str]
) -> StoredSeries:
    """The figures of one region for these indicators and months."""
    return {
        indicator: {row[0]: stored_figure(row) for row in rows}
        for indicator, rows in load_rows(connection, region, indicators, periods).items()
    }


def load_rows(
    connection: sa.Connection, region: str, indicators: Sequence[str], periods: Sequence[str]
) -> dict[str, list[FigureRow]]:
    """As :func:`load_series`, each indicator's rows as they stand, every column in the table's order.

    Of a few indicators each figure is sought by its key. Of more, all of the region's are read: a seek for every
    indicator and month costs more then.
    """
    found: dict[str, list[FigureRow]] = {indicator: [] for indicator in indicators}
    among: dict[sa.Column[Any], Sequence[str]] = {FIGURES.c.region: [region]}
    if len(found) <= FEW:
        among[FIGURES.c.indicator] = list(found)
    for part in parts(periods):
        for row in select_where(connection, _FIGURE, among | {FIGURES.c.period: part}):
            if row[2] in found:
                found[row[2]].append(tuple(row))
    return found


def stored_figure(row: FigureRow) -> StoredFigure:
    """What a row of ``figures`` says."""
    return StoredFigure(FigureSums(*row[3:_VERSION]), row[_VERSION])


def all_figures(connection: sa.Connection) -> Iterator[tuple[FigureKey, FigureSums]]:
    """Every rolled-up figure there is."""
    for row in connection.execute(sa.select(*FIGURES.c)):
        yield FigureKey(row[1], row[2], row[0]), FigureSums(*row[3:_VERSION])


_FIGURE = list(FIGURES.c)
_VERSION = 3 + len(FigureSums._fields)
"""Where the data version stands, behind the key and the sums."""


def _adding(table: sa.Table, keys: Sequence[str]) -> str:
    sums = ", ".join(f"{name} = {table.name}.{name} + excluded.{name}" for name in FigureSums._fields)
    return f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sums}, data_version = excluded.data_version"


_KEYS = ("period", "region", "indicator")
_ADD_TO_FIGURE = _adding(FIGURES, _KEYS)
_REPLACE_FIGURE = replacing(FIGURES.c.keys(), _KEYS)
