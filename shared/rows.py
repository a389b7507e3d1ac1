"""Many rows in one statement, as plain SQL text.

For one batch of commands SQLAlchemy's compiling of ``IN (…)`` costs more than the database's own
work; and an executemany gives the interpreter lock away and takes it back once a row, which a busy
event loop turns into as many waits. The text is the same for SQLite and PostgreSQL, but for the
driver's placeholder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa

_ROWS = 500
"""Rows, or values of one IN (…), in a statement: times the columns, below every database's limit of parameters."""


def insert_rows(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[Any]], suffix: str = ""
) -> None:
    """Insert ``rows``, whose values stand in the order of ``columns`` and are what the driver takes as they are.

    ``suffix`` ends the statement: an ``ON CONFLICT`` clause.
    """
    one = f"({', '.join([_placeholder(connection)] * len(columns))})"
    for part in parts(rows):
        values = ", ".join([one] * len(part))
        statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES {values} {suffix}"
        connection.exec_driver_sql(statement, tuple(chain.from_iterable(part)))


def select_in(connection: sa.Connection, column: sa.Column[Any], values: Iterable[str]) -> Iterator[Sequence[Any]]:
    """The rows of ``column``'s table, all their columns in order, where it is one of ``values``; in no order."""
    mark = _placeholder(connection)
    columns = ", ".join(each.name for each in column.table.c)
    for part in parts(values):
        marks = ", ".join([mark] * len(part))
        statement = f"SELECT {columns} FROM {column.table.name} WHERE {column.name} IN ({marks})"
        yield from connection.exec_driver_sql(statement, tuple(part))


def parts(items: Iterable[Any]) -> Iterator[list[Any]]:
    """``items`` in lists that fit one statement."""
    iterator = iter(items)
    while part := list(islice(iterator, _ROWS)):
        yield part


def _placeholder(connection: sa.Connection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"
