"""What stands in the aggregator's tables: units' months and rolled-up figures. SQL only, no arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from services.aggregator.figures.rollup import Changes
from services.aggregator.model import FigureKey, FigureSums, RegionMonth
from services.aggregator.reports.months import Lines, UnitMonth
from services.aggregator.tables import CONSUMER, FIGURES, STORE, UNIT_MONTHS
from shared.consume import last_position, read_marks
from shared.database.rows import insert_rows, parts, replacing, select_where
from shared.log import Marks
from shared.periods import Month

CONSUMER_NAME = "aggregator"
"""Under which the aggregator's position in ``reports`` stands."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Lines).decode


MonthRow = tuple[Any, ...]
"""A unit's month as it stands in ``unit_months``."""

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


def marks(connection: sa.Connection) -> Marks:
    """How far the figures hold ``reports``, by partition."""
    return read_marks(connection, CONSUMER, CONSUMER_NAME)


def position(connection: sa.Connection) -> int:
    """The position in ``reports`` of the last report that is in the figures: never goes back, however
    many instances share the partitions."""
    return last_position(marks(connection))


def lock(connection: sa.Connection) -> None:
    """Take the append lock: until the transaction ends nobody else changes figures or judges them.

    Whoever moves the reader's marks moves them before this. See docs/decisions/0109.
    """
    connection.execute(sa.select(STORE.head.c.position).with_for_update())


def lock_out(connection: sa.Connection) -> None:
    """Stop every instance before its next batch, until the transaction ends: the marks first, those of
    partitions that have none yet included, then the figures."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"LOCK TABLE {CONSUMER.marks.name} IN EXCLUSIVE MODE"))
    lock(connection)


def parked_positions(connection: sa.Connection) -> frozenset[int]:
    """The positions of the events that are held back, and so are in no figure."""
    query = sa.select(CONSUMER.parked.c.position).where(CONSUMER.parked.c.consumer == CONSUMER_NAME)
    return frozenset(connection.execute(query).scalars())


# units' months


def load_months(connection: sa.Connection, keys: Iterable[RegionMonth]) -> dict[RegionMonth, UnitMonth]:
    """The stored months among ``keys``."""
    by_period: dict[str, list[str]] = {}
    for region, period in keys:
        by_period.setdefault(period, []).append(region)
    return {
        (row[1], row[0]): unit_month(tuple(row))
        for period, regions in by_period.items()
        for part in parts(regions)
        for row in select_where(connection, MONTH_COLUMNS, {UNIT_MONTHS.c.period: [period], UNIT_MONTHS.c.region: part})
    }


def load_range(
    connection: sa.Connection, regions: Sequence[str], periods: Sequence[str]
) -> dict[RegionMonth, UnitMonth]:
    """The stored months of any of ``regions`` in any of ``periods``."""
    return {(row[1], row[0]): unit_month(row) for row in load_month_rows(connection, regions, periods)}


def load_month_rows(connection: sa.Connection, regions: Sequence[str], periods: Sequence[str]) -> Iterator[MonthRow]:
    """As :func:`load_range`, the rows as they stand: the month first, then the region."""
    for part in parts(periods, 60):
        for some in parts(regions):
            for row in select_where(
                connection, MONTH_COLUMNS, {UNIT_MONTHS.c.period: part, UNIT_MONTHS.c.region: some}
            ):
                yield tuple(row)


def years_with_year_to_date(connection: sa.Connection, years: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the (region, year) pairs that hold a year-to-date line."""
    by_year: dict[int, list[str]] = {}
    for region, year in years:
        by_year.setdefault(year, []).append(region)
    return {
        (region, year)
        for year, regions in by_year.items()
        for part in parts(regions)
        for (region,) in select_where(
            connection, [UNIT_MONTHS.c.region], {UNIT_MONTHS.c.region: part}, f"{_HAS_YEAR_TO_DATE} AND year = {year:d}"
        )
    }


def save_months(connection: sa.Connection, states: Mapping[RegionMonth, UnitMonth]) -> None:
    """Write these months as they now are."""
    rows = (month_row(region, period, state) for (region, period), state in states.items())
    insert_rows(connection, UNIT_MONTHS, UNIT_MONTHS.c.keys(), rows, _REPLACE_MONTH)


def insert_months(connection: sa.Connection, rows: Iterable[MonthRow]) -> None:
    """Write rows of :func:`month_row` into an empty table."""
    insert_rows(connection, UNIT_MONTHS, UNIT_MONTHS.c.keys(), rows)


def month_row(region: str, period: str, state: UnitMonth) -> tuple[Any, ...]:
    """The row of ``unit_months`` that holds ``state``."""
    live = None if state.live is None else _encode(state.live)
    same = state.accepted is state.live
    return (
        period,
        region,
        int(period[:4]),
        state.status,
        state.revision,
        state.position,
        state.simulated,
        state.has_year_to_date,
        live,
        live if same else None if state.accepted is None else _encode(state.accepted),
    )


def count_reported(connection: sa.Connection, period: str, regions: Iterable[str]) -> tuple[set[str], set[str]]:
    """Which of ``regions`` have reported ``period``, and which of them have accepted lines."""
    wanted = set(regions)
    reported, accepted = set(), set()
    for row in connection.execute(_REPORTED, {"period": period}).all():
        if row.region in wanted:
            reported.add(row.region)
            if row.has_accepted:
                accepted.add(row.region)
    return reported, accepted


def first_period(connection: sa.Connection) -> Month | None:
    """The earliest month anybody has reported."""
    text = connection.execute(_FIRST_PERIOD).scalar_one_or_none()
    return Month.parse(text) if text else None


def last_period(connection: sa.Connection) -> Month | None:
    """The latest month anybody has reported."""
    text = connection.execute(_LAST_PERIOD).scalar_one_or_none()
    return Month.parse(text) if text else None


def unit_month(row: MonthRow) -> UnitMonth:
    """The month that stands in a row of :func:`load_month_rows`."""
    _, _, status, revision, at, simulated, to_date, live_text, accepted_text = row
    live = None if live_text is None else _decode(live_text)
    accepted = live if accepted_text == live_text else None if accepted_text is None else _decode(accepted_text)
    return UnitMonth(status, revision, at, live, accepted, simulated, to_date)


MONTH_COLUMNS = [
    UNIT_MONTHS.c.period,
    UNIT_MONTHS.c.region,
    UNIT_MONTHS.c.status,
    UNIT_MONTHS.c.revision,
    UNIT_MONTHS.c.position,
    UNIT_MONTHS.c.simulated,
    UNIT_MONTHS.c.has_year_to_date,
    UNIT_MONTHS.c.live,
    UNIT_MONTHS.c.accepted,
]
"""What :func:`unit_month` takes."""
_FIRST_PERIOD = sa.select(sa.func.min(UNIT_MONTHS.c.period))
_LAST_PERIOD = sa.select(sa.func.max(UNIT_MONTHS.c.period))
_HAS_YEAR_TO_DATE = "unit_months.has_year_to_date"  # word for word as in the partial index, or it is not used
_REPORTED = sa.select(UNIT_MONTHS.c.region, UNIT_MONTHS.c.accepted.is_not(None).label("has_accepted")).where(
    UNIT_MONTHS.c.period == sa.bindparam("period"), UNIT_MONTHS.c.live.is_not(None)
)


# rolled-up figures


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

    All of the region's figures are read: a seek for every indicator and month costs more.
    """
    found: dict[str, list[FigureRow]] = {indicator: [] for indicator in indicators}
    for part in parts(periods):
        for row in select_where(connection, _FIGURE, {FIGURES.c.region: [region], FIGURES.c.period: part}):
            if row[2] in found:
                found[row[2]].append(tuple(row))
    return found


def stored_figure(row: FigureRow) -> StoredFigure:
    """What a row of ``figures`` says."""
    return StoredFigure(FigureSums(*row[3:10]), row[10])


def all_figures(connection: sa.Connection) -> Iterator[tuple[FigureKey, FigureSums]]:
    """Every rolled-up figure there is."""
    for row in connection.execute(sa.select(*FIGURES.c)):
        yield FigureKey(row[1], row[2], row[0]), FigureSums(*row[3:10])


_FIGURE = list(FIGURES.c)


def _adding(table: sa.Table, keys: Sequence[str]) -> str:
    sums = ", ".join(f"{name} = {table.name}.{name} + excluded.{name}" for name in FigureSums._fields)
    return f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sums}, data_version = excluded.data_version"


_REPLACE_MONTH = replacing(UNIT_MONTHS.c.keys(), ("period", "region"))
_ADD_TO_FIGURE = _adding(FIGURES, ("period", "region", "indicator"))
