"""The databases that are moved to: empty ones, into which nobody else writes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from services.commands.moving.tables import TABLES, row_count

_FRESH = {"event_head": 1, "security_event_head": 1, "store_generations": 1, "link_secrets": 1}
"""How many rows a table has as ``xushi migrate`` leaves it; none, where it is not named."""


def lock(connection: sa.Connection, service: str) -> None:
    """Let nobody write into the service's tables until the transaction ends."""
    names = ", ".join(table.name for table in TABLES[service])
    connection.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def occupied(connection: sa.Connection, service: str) -> list[str]:
    """The tables that hold more than the migrations put there; none in a database that was not used yet."""
    return list(_occupied(connection, service))


def _occupied(connection: sa.Connection, service: str) -> Iterator[str]:
    for table in TABLES[service]:
        if row_count(connection, table) > _FRESH.get(table.name, 0):
            yield table.name


def clear_fresh(connection: sa.Connection, service: str) -> None:
    """Take out what the migrations put into a new database: the moved one brings its own."""
    for table in TABLES[service]:
        if table.name in _FRESH:
            connection.execute(table.delete())


def set_sequences(connection: sa.Connection, service: str) -> None:
    """Let every numbered column go on behind its highest number."""
    for table in TABLES[service]:
        for column in table.primary_key.columns:
            if isinstance(column.type, sa.Integer):
                _set_sequence(connection, table, column.name)


def _set_sequence(connection: sa.Connection, table: sa.Table, column: str) -> None:
    sequence = connection.execute(sa.select(sa.func.pg_get_serial_sequence(table.name, column))).scalar_one()
    highest = connection.execute(sa.select(sa.func.max(table.c[column]))).scalar_one()
    if sequence is not None and highest is not None:
        connection.execute(sa.select(sa.func.setval(sequence, highest)))


def analyse(connection: sa.Connection, service: str) -> None:
    """Let the server know what it has got, before the first question."""
    connection.exec_driver_sql(f"ANALYZE {', '.join(table.name for table in TABLES[service])}")
