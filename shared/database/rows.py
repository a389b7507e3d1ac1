"""Many rows in one statement, past SQLAlchemy.

For one batch of commands SQLAlchemy's compiling of ``IN (…)`` costs more than the database's own
work; and an executemany gives the interpreter lock away and takes it back once a row, which a busy
event loop turns into as many waits. SQLite gets the values one by one. PostgreSQL gets an array for
each column: the text of the statement is then always the same, so that it is parsed and prepared
once, and no value costs more than its place in the array.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa

from shared.database import fixed

_ROWS = 500
"""Rows, or values of one IN (…), in a statement: times the columns, below every database's limit of parameters."""
_ARRAY_ROWS = 5_000
"""Rows in a statement of arrays: they have no limit but memory."""


def insert_rows(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[Any]], suffix: str = ""
) -> None:
    """Insert ``rows``, whose values stand in the order of ``columns`` and are what the driver takes as they are.

    ``suffix`` ends the statement: an ``ON CONFLICT`` clause. The rows of one statement must then
    have different keys.
    """
    names = ", ".join(columns)
    if connection.dialect.name == "postgresql":
        types = [table.c[column].type for column in columns]
        arrays = ", ".join(_array_of(connection, type_) for type_ in types)
        statement = f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}) {suffix}"
        for part in parts(rows, _ARRAY_ROWS):
            columns_of_part = zip(*part, strict=True)
            values = [array(type_, column) for type_, column in zip(types, columns_of_part, strict=True)]
            fixed.change(connection, statement, values)
        return
    one = f"({', '.join('?' * len(columns))})"
    for part in parts(rows):
        values_of_part = ", ".join([one] * len(part))
        statement = f"INSERT INTO {table.name} ({names}) VALUES {values_of_part} {suffix}"
        fixed.change(connection, statement, tuple(chain.from_iterable(part)))


def replacing(columns: Iterable[str], keys: Sequence[str]) -> str:
    """The suffix that puts a row in the place of the one with the same ``keys``."""
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in keys)
    return f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changes}"


def select_in(connection: sa.Connection, column: sa.Column[Any], values: Iterable[str]) -> Iterator[Sequence[Any]]:
    """The rows of ``column``'s table, all their columns in order, where it is one of ``values``; in no order."""
    columns = ", ".join(each.name for each in column.table.c)
    for part in parts(values, _ARRAY_ROWS if connection.dialect.name == "postgresql" else _ROWS):
        condition, parameters = among(connection, column, part)
        yield from fixed.rows(connection, f"SELECT {columns} FROM {column.table.name} WHERE {condition}", parameters)


def among(connection: sa.Connection, column: sa.Column[Any], values: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The condition that ``column`` is one of ``values``, which fit one statement, and its parameters."""
    if connection.dialect.name == "postgresql":
        return f"{column.name} = ANY({_array_of(connection, column.type)})", (array(column.type, values),)
    return f"{column.name} IN ({', '.join('?' * len(values))})", tuple(values)


def select_where(
    connection: sa.Connection,
    columns: Sequence[sa.Column[Any]],
    where: Mapping[sa.Column[Any], Sequence[str]],
    also: str = "",
) -> Sequence[Any]:
    """``columns`` of the rows where each column of ``where`` is one of its values; in no order.

    ``also`` is a condition more. The lists must together fit one statement (see ``parts``).
    """
    conditions = [also] if also else []
    parameters: list[str] = []
    for column, values in where.items():
        condition, given = among(connection, column, values)
        conditions.append(condition)
        parameters += given
    names = ", ".join(column.name for column in columns)
    statement = f"SELECT {names} FROM {columns[0].table} WHERE {' AND '.join(conditions)}"
    return connection.exec_driver_sql(statement, tuple(parameters)).all()


def parts(items: Iterable[Any], size: int = _ROWS) -> Iterator[list[Any]]:
    """``items`` in lists that fit one statement."""
    iterator = iter(items)
    while part := list(islice(iterator, size)):
        yield part


def array(type_: sa.types.TypeEngine[Any], values: Sequence[Any]) -> str:
    """``values`` as PostgreSQL writes an array of them: its own form is read four times as fast as the
    driver writes one value by value."""
    write = _writer(type_)
    if None in values:
        return "{" + ",".join(["NULL" if value is None else write((value,)) for value in values]) + "}"
    return "{" + write(values) + "}"


def _writer(type_: sa.types.TypeEngine[Any]) -> Callable[[Iterable[Any]], str]:
    if isinstance(type_, sa.LargeBinary):
        return _binary
    if isinstance(type_, sa.String):
        return _texts
    if isinstance(type_, sa.Integer | sa.Boolean):
        return _plain
    raise TypeError(f"no array of {type_!r} is known")


def _plain(values: Iterable[Any]) -> str:
    return ",".join(map(str, values))


def _texts(values: Iterable[str]) -> str:
    texts = list(values)
    whole = "".join(texts)
    if "\\" in whole or '"' in whole:
        texts = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
    return '"' + '","'.join(texts) + '"'


def _binary(values: Iterable[bytes]) -> str:
    return ",".join([f'"\\\\x{value.hex()}"' for value in values])


def _array_of(connection: sa.Connection, type_: sa.types.TypeEngine[Any]) -> str:
    return f"%s::{type_.compile(connection.dialect)}[]"
