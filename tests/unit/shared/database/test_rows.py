from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.database.engine import Database
from shared.database.rows import array, insert_rows, parts, select_in, select_where

TABLE = sa.Table(
    "things", sa.MetaData(), sa.Column("name", sa.String(20), primary_key=True), sa.Column("size", sa.Integer)
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    with database.write() as connection:
        TABLE.metadata.create_all(connection)
    yield database
    database.dispose()


def stored(connection: sa.Connection) -> dict[str, int]:
    return dict(map(tuple, connection.execute(sa.select(TABLE))))


def test_more_rows_than_one_statement_takes_are_all_inserted_and_found_again(database: Database) -> None:
    rows = {f"n{number}": number for number in range(1_234)}
    with database.write() as connection:
        insert_rows(connection, TABLE, ("size", "name"), [(size, name) for name, size in rows.items()])
        assert stored(connection) == rows
        assert dict(map(tuple, select_in(connection, TABLE.c.name, rows))) == rows


def test_only_rows_with_one_of_the_values_are_found(database: Database) -> None:
    with database.write() as connection:
        insert_rows(connection, TABLE, ("name", "size"), [("a", 1), ("b", None), ("c'); --", 3)])
        assert sorted(map(tuple, select_in(connection, TABLE.c.name, ["b", "c'); --", "x"]))) == [
            ("b", None),
            ("c'); --", 3),
        ]


def test_a_suffix_says_what_happens_to_rows_that_are_there(database: Database) -> None:
    suffix = "ON CONFLICT (name) DO UPDATE SET size = excluded.size"
    with database.write() as connection:
        insert_rows(connection, TABLE, ("name", "size"), [("a", 1), ("b", 2)], suffix)
        insert_rows(connection, TABLE, ("name", "size"), [("b", 5), ("c", 3)], suffix)
        assert stored(connection) == {"a": 1, "b": 5, "c": 3}


def test_nothing_to_insert_or_to_look_for_asks_the_database_nothing(database: Database) -> None:
    with database.read() as connection:
        insert_rows(connection, TABLE, ("name", "size"), [])
        assert list(select_in(connection, TABLE.c.name, [])) == []
    assert list(parts([])) == []


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_rows_come_back_as_they_were_given_on_either_engine(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str
) -> None:
    url = (
        request.getfixturevalue("postgresql_url")
        if engine == "postgresql"
        else f"sqlite:///{tmp_path / 'kinds.sqlite'}"
    )
    kinds = sa.Table(
        "kinds",
        sa.MetaData(),
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("size", sa.BigInteger),
        sa.Column("large", sa.Boolean),
        sa.Column("text", sa.Text),
        sa.Column("document", sa.LargeBinary),
    )
    rows = [
        ("plain", 2**63 - 1, True, "万州区", b"{}"),
        ("none", None, None, None, None),
        ("empty", 0, False, "", b""),
        ("NULL", -(2**63), True, "NULL", bytes(range(256))),
        ("awkward", 1, False, 'a,"b"\\{c} \n\t\'', b'\\x00,"'),
        ("%s ? :x", 2, True, "%(name)s", b"%"),
    ]
    database = Database(url)
    with database.write() as connection:
        kinds.create(connection)
        insert_rows(connection, kinds, kinds.c.keys(), rows)
        names = [row[0] for row in rows]
        assert sorted(map(tuple, select_in(connection, kinds.c.name, names))) == sorted(rows)
        found = select_where(connection, list(kinds.c), {kinds.c.name: names, kinds.c.text: ["万州区", "NULL"]})
        assert sorted(map(tuple, found)) == sorted([rows[0], rows[3]])
        found = select_where(connection, [kinds.c.size], {kinds.c.name: names}, "text IS NULL")
        assert [tuple(row) for row in found] == [(None,)]
    database.dispose()


def test_a_type_without_an_array_is_refused() -> None:
    with pytest.raises(TypeError, match="Float"):
        array(sa.Float(), [1.5])
