"""The live tables as the driver gives them, a period at a time: no object of SQLAlchemy's for a row. SQL only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import sqlalchemy as sa

from services.aggregator.tables import FIGURES, UNIT_MONTHS

Row = tuple[Any, ...]


def periods(connection: sa.Connection, table: sa.Table) -> Iterator[str]:
    """The periods that a table has rows of, in order: one step along its key each."""
    next_one = sa.select(sa.func.min(table.c.period)).where(table.c.period > sa.bindparam("after"))
    found = connection.execute(next_one, {"after": ""}).scalar()
    while found is not None:
        yield found
        found = connection.execute(next_one, {"after": found}).scalar()


def figures(connection: sa.Connection, period: str) -> list[Row]:
    """The figures of a period, without it: region, indicator and sums, by region and indicator."""
    return _sorted(connection, FIGURES, FIGURES.c.keys()[1:-1], period)


def months(connection: sa.Connection, period: str) -> list[Row]:
    """The units' months of a period, without it, by region."""
    return _sorted(connection, UNIT_MONTHS, UNIT_MONTHS.c.keys()[1:], period)


def _sorted(connection: sa.Connection, table: sa.Table, columns: Sequence[str], period: str) -> list[Row]:
    """By the first columns, whatever order the database has for texts."""
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table.name} WHERE period = {mark}", (period,))
        rows: list[Row] = list(cursor.fetchall())
    rows.sort()  # by their keys, which nothing behind them is compared for
    return rows
