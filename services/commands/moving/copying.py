"""Rows copied from one database to another, and both held against each other row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest

import msgspec
import sqlalchemy as sa

from services.commands.moving.tables import Row
from shared.database.rows import insert_rows
from shared.store.moved_folder import TableMoved

Advance = Callable[[int], None]
"""Told of so many rows more that are done."""

_MOST_ROWS, _MOST_BYTES = 2_000, 4_000_000
"""What one statement carries."""

_encode = msgspec.json.Encoder().encode


class RowsDiffer(Exception):
    """A row is not the same in both databases: of which table, and its key."""

    def __init__(self, table: str, key: Row) -> None:
        super().__init__(f"{table} {key}")
        self.table, self.key = table, key


def copy(rows: Iterable[Row], connection: sa.Connection, table: sa.Table, advance: Advance) -> None:
    """Insert the rows into the table of that name in the other database."""
    columns = [column.name for column in table.columns]
    for batch in _batches(rows):
        insert_rows(connection, table, columns, batch)
        advance(len(batch))


def compare(mine: Iterable[Row], theirs: Iterable[Row], table: sa.Table, advance: Advance) -> TableMoved:
    """Hold every row with every value against its counterpart; what the table holds.

    Raises:
        RowsDiffer: at the first that is another one, or has none.
    """
    digest, count = hashlib.sha256(), 0
    for one, other in zip_longest(mine, theirs):
        if one != other:
            raise RowsDiffer(table.name, _key(one or other, table))
        digest.update(_encode(one) + b"\n")
        count += 1
        if count % _MOST_ROWS == 0:
            advance(_MOST_ROWS)
    advance(count % _MOST_ROWS)
    return TableMoved(count, digest.hexdigest())


def _key(row: Row, table: sa.Table) -> Row:
    return tuple(value for value, column in zip(row, table.columns, strict=True) if column.primary_key)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(len(value) for value in row if isinstance(value, bytes | str))
        if len(batch) == _MOST_ROWS or size > _MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
