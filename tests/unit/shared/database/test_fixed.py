"""Fixed statements behave as those of the query builder: in the caller's transaction, with its errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.database import fixed
from shared.database.engine import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'fixed.sqlite'}")
    with made.write() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (name VARCHAR(20) PRIMARY KEY, number INTEGER)")
    yield made
    made.dispose()


def test_rows_are_found_and_changed_by_parameters(database: Database) -> None:
    with database.write() as connection:
        assert fixed.change(connection, "INSERT INTO kept VALUES (?, ?), (?, ?)", ("a", 1, "b", 2)) == 2
        assert fixed.change(connection, "UPDATE kept SET number = ? WHERE name = ?", (3, "b")) == 1
        assert fixed.rows(connection, "SELECT name, number FROM kept ORDER BY name") == [("a", 1), ("b", 3)]
        assert fixed.first(connection, "SELECT number FROM kept WHERE name = ?", ("b",), for_update=True) == (3,)
        assert fixed.first(connection, "SELECT number FROM kept WHERE name = ?", ("c",)) is None


def test_what_was_changed_is_taken_back_with_the_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError, match="no"), database.write() as connection:
        fixed.change(connection, "INSERT INTO kept VALUES (?, ?)", ("a", 1))
        raise RuntimeError("no")
    with database.read() as connection:
        assert fixed.rows(connection, "SELECT * FROM kept") == []


def test_a_savepoint_takes_back_what_came_after_it_alone(database: Database) -> None:
    with database.write() as connection:
        fixed.change(connection, "INSERT INTO kept VALUES (?, ?)", ("a", 1))
        with pytest.raises(sa.exc.IntegrityError), connection.begin_nested():
            fixed.change(connection, "INSERT INTO kept VALUES (?, ?)", ("b", 2))
            fixed.change(connection, "INSERT INTO kept VALUES (?, ?)", ("a", 1))
    with database.read() as connection:
        assert fixed.rows(connection, "SELECT name FROM kept") == [("a",)]


def test_errors_are_those_of_the_query_builder(database: Database) -> None:
    with database.read() as connection, pytest.raises(sa.exc.OperationalError, match="no such table") as caught:
        fixed.rows(connection, "SELECT * FROM nowhere")
    assert isinstance(caught.value.orig, sqlite3.OperationalError)


def test_a_connection_without_a_transaction_begins_one(database: Database) -> None:
    with database.engine.connect() as connection:
        fixed.change(connection, "INSERT INTO kept VALUES (?, ?)", ("a", 1))
        assert connection.in_transaction()
        connection.rollback()
        assert fixed.rows(connection, "SELECT * FROM kept") == []
