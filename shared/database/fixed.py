"""Statements whose text never changes, past SQLAlchemy's query builder: for what is asked at every report.

Compiling a select, or only finding it in the cache of what was compiled, building its result and naming its columns
costs 50 to 150 µs a statement; SQLite answers it in two or three. So on SQLite the text goes to the driver as it is,
inside the transaction that the connection is in; its errors are those of SQLAlchemy. On PostgreSQL, where the way to
the server costs more than anything here, the text goes through SQLAlchemy, which notices that a connection is lost.

A text is written with ``?`` for its parameters, once, beside what it is for; it uses only what both databases know.
Rows are plain tuples. Outside what is asked at every report queries are built as everywhere.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa


def rows(
    connection: sa.Connection, text: str, parameters: Sequence[Any] = (), *, for_update: bool = False
) -> Sequence[Any]:
    """What a query finds. ``for_update`` locks it until the transaction ends (SQLite locks all of a database)."""
    if connection.dialect.name == "sqlite":
        found: list[Any] = _run(connection, text, parameters).fetchall()
        return found
    locked = f"{text} FOR UPDATE" if for_update else text
    return connection.exec_driver_sql(locked.replace("?", "%s"), tuple(parameters)).all()


def first(
    connection: sa.Connection, text: str, parameters: Sequence[Any] = (), *, for_update: bool = False
) -> Any | None:
    """The first row that a query finds; None where there is none."""
    found = rows(connection, text, parameters, for_update=for_update)
    return found[0] if found else None


def change(connection: sa.Connection, text: str, parameters: Sequence[Any] = ()) -> int:
    """Change rows; how many there were."""
    if connection.dialect.name == "sqlite":
        changed: int = _run(connection, text, parameters).rowcount
        return changed
    return connection.exec_driver_sql(text.replace("?", "%s"), tuple(parameters)).rowcount


def _run(connection: sa.Connection, text: str, parameters: Sequence[Any]) -> Any:
    if not connection.in_transaction():
        connection.begin()  # as SQLAlchemy does for its own statements
    try:
        return connection.connection.driver_connection.execute(text, parameters)  # type: ignore[union-attr]
    except sqlite3.Error as error:
        raise sa.exc.DBAPIError.instance(text, None, error, sqlite3.Error, dialect=connection.dialect) from error
