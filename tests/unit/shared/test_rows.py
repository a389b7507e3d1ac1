from __future__ import annotations

import pytest
import sqlalchemy as sa

from shared.db import Database
from shared.rows import insert_rows, parts, select_in

TABLE = sa.Table(
    "things", sa.MetaData(), sa.Column("name", sa.String(20), primary_key=True), sa.Column("size", sa.Integer)
)


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    with database.write() as connection:
        TABLE.metadata.create_all(connection)
    yield database
    database.dispose()


def stored(connection):
    return dict(map(tuple, connection.execute(sa.select(TABLE))))


def test_more_rows_than_one_statement_takes_are_all_inserted_and_found_again(database):
    rows = {f"n{number}": number for number in range(1_234)}
    with database.write() as connection:
        insert_rows(connection, TABLE, ("size", "name"), [(size, name) for name, size in rows.items()])
        assert stored(connection) == rows
        assert dict(map(tuple, select_in(connection, TABLE.c.name, rows))) == rows


def test_only_rows_with_one_of_the_values_are_found(database):
    with database.write() as connection:
        insert_rows(connection, TABLE, ("name", "size"), [("a", 1), ("b", None), ("c'); --", 3)])
        assert sorted(map(tuple, select_in(connection, TABLE.c.name, ["b", "c'); --", "x"]))) == [
            ("b", None),
            ("c'); --", 3),
        ]


def test_a_suffix_says_what_happens_to_rows_that_are_there(database):
    suffix = "ON CONFLICT (name) DO UPDATE SET size = excluded.size"
    with database.write() as connection:
        insert_rows(connection, TABLE, ("name", "size"), [("a", 1), ("b", 2)], suffix)
        insert_rows(connection, TABLE, ("name", "size"), [("b", 5), ("c", 3)], suffix)
        assert stored(connection) == {"a": 1, "b": 5, "c": 3}


def test_nothing_to_insert_or_to_look_for_asks_the_database_nothing(database):
    with database.read() as connection:
        insert_rows(connection, TABLE, ("name", "size"), [])
        assert list(select_in(connection, TABLE.c.name, [])) == []
    assert list(parts([])) == []
