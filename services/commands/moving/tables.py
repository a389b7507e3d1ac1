"""What is moved: every table of each service's database, its rows in one order on either engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from services.aggregator import tables as aggregator
from services.alerts import tables as alerts
from services.intake import tables as intake

Row = tuple[Any, ...]
"""A row's values in the order of its table's columns."""

TABLES: Mapping[str, tuple[sa.Table, ...]] = {
    "intake": tuple(intake.METADATA.sorted_tables),
    "aggregator": tuple(aggregator.METADATA.sorted_tables),
    "alerts": tuple(alerts.METADATA.sorted_tables),
}
"""By service the tables of its database."""

VERSION = "alembic_version"
"""The table that the migrations themselves keep."""

_PAGE = 2_000


def rows_of(connection: sa.Connection, table: sa.Table) -> Iterator[Row]:
    """The rows by their key, texts by their bytes: the same order on either engine, whatever the server sorts by."""
    keys = [_by_bytes(column, connection) for column in table.primary_key.columns]
    query = sa.select(table).order_by(*keys)
    for row in connection.execute(query, execution_options={"yield_per": _PAGE}):
        yield tuple(row)


def row_count(connection: sa.Connection, table: sa.Table) -> int:
    """How many rows a table has."""
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def strangers(connection: sa.Connection, service: str) -> list[str]:
    """Tables in the database that are none of the service's: nobody knows what would become of them."""
    known = {table.name for table in TABLES[service]} | {VERSION}
    return sorted(set(sa.inspect(connection).get_table_names()) - known)


def _by_bytes(column: sa.Column[Any], connection: sa.Connection) -> sa.ColumnElement[Any]:
    if isinstance(column.type, sa.String) and connection.dialect.name == "postgresql":
        return sa.collate(column, "C")
    return column
