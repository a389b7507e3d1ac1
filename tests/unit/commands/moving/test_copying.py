"""Rows held against each other: the first that differs is named, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.commands.moving.copying import RowsDiffer, compare, copy
from services.commands.moving.tables import rows_of
from shared.database.engine import Database

TABLE = sa.Table(
    "things",
    sa.MetaData(),
    sa.Column("name", sa.String(20), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("open", sa.Boolean),
)
ROWS = [("a", 1, b"x", True), ("a", 2, b"\x00\xff", None), ("B", 1, b"", False)]


def no_bar(_: int) -> None:
    """Nobody looks."""


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sa.Connection]:
    database = Database(f"sqlite:///{tmp_path / 'x.sqlite'}")
    with database.write() as made:
        TABLE.create(made)
        yield made
    database.dispose()


def test_what_was_copied_is_the_same_row_by_row_in_the_order_of_its_key(connection: sa.Connection) -> None:
    copy(ROWS, connection, TABLE, no_bar)
    found = list(rows_of(connection, TABLE))
    assert found == [ROWS[2], ROWS[0], ROWS[1]], "texts by their bytes: capitals first"
    assert compare(found, rows_of(connection, TABLE), TABLE, no_bar).rows == 3


@pytest.mark.parametrize(
    ("theirs", "key"),
    [
        ([ROWS[0], ("a", 2, b"\x00\xfe", None)], ("a", 2)),
        ([ROWS[0], ("a", 2, b"\x00\xff", False)], ("a", 2)),
        ([ROWS[0]], ("a", 2)),
        ([*ROWS[:2], ROWS[2]], ("B", 1)),
    ],
)
def test_another_value_a_row_less_and_a_row_more_are_named(theirs: list[Any], key: tuple[Any, ...]) -> None:
    with pytest.raises(RowsDiffer) as told:
        compare(ROWS[:2], theirs, TABLE, no_bar)
    assert (told.value.table, told.value.key) == ("things", key)


def test_the_digest_is_of_every_value(connection: sa.Connection) -> None:
    one, other = ([("a", 1, b"x", open_)] for open_ in (True, None))
    assert compare(one, one, TABLE, no_bar).sha256 != compare(other, other, TABLE, no_bar).sha256


def test_a_row_that_is_larger_than_a_statement_carries_is_copied_by_itself(connection: sa.Connection) -> None:
    large = [("a", number, b"x" * 3_000_000, None) for number in range(3)]
    steps: list[int] = []
    copy(large, connection, TABLE, steps.append)
    assert steps == [2, 1]
