"""What the services rely on in a database, whichever engine it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from shared.db import Database

COUNTS = sa.Table("counts", sa.MetaData(), sa.Column("value", sa.Integer, nullable=False))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    with made.write() as connection:
        COUNTS.create(connection)
        connection.execute(COUNTS.insert().values(value=1))
    yield made
    made.dispose()


def value(connection: sa.Connection) -> int:
    return connection.execute(sa.select(COUNTS.c.value)).scalar_one()


def add_one(database: Database) -> None:
    with database.write() as connection:
        connection.execute(COUNTS.update().values(value=COUNTS.c.value + 1))


def test_a_read_sees_one_state_whatever_is_committed_meanwhile(database: Database) -> None:
    with database.read() as connection:
        before = value(connection)
        add_one(database)
        assert (before, value(connection)) == (1, 1)
    with database.read() as connection:
        assert value(connection) == 2


def test_a_write_that_fails_leaves_nothing_and_calls_nobody(database: Database) -> None:
    called: list[int] = []
    database.on_commit(lambda: called.append(1))
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        connection.execute(COUNTS.update().values(value=9))
        _ = 1 // 0
    with database.read() as connection:
        assert value(connection) == 1
    assert called == []
    add_one(database)
    assert called == [1]


def test_a_connection_that_read_can_write_afterwards(database: Database) -> None:
    for expected in (2, 3, 4):
        with database.read() as connection:
            value(connection)
        add_one(database)
        with database.read() as connection:
            assert value(connection) == expected


def test_postgresql_refuses_to_write_in_a_read(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    with pytest.raises(sa.exc.InternalError, match="read-only"), database.read() as connection:
        COUNTS.create(connection)
    database.dispose()


def test_an_address_without_a_driver_means_the_one_that_is_installed(postgresql_url: str) -> None:
    database = Database(postgresql_url.replace("+psycopg", ""))
    with database.write() as connection:
        assert connection.dialect.driver == "psycopg"
    database.dispose()


def test_a_write_that_waited_for_a_row_reads_what_was_committed_before(postgresql_url: str) -> None:
    one, other = Database(postgresql_url), Database(postgresql_url)
    with one.write() as connection:
        COUNTS.create(connection)
        connection.execute(COUNTS.insert().values(value=1))
    with other.write() as late:
        late.execute(sa.text("SELECT 1"))  # its transaction has begun, and a stricter one would have its snapshot
        add_one(one)
        assert late.execute(sa.select(COUNTS.c.value).with_for_update()).scalar_one() == 2
    one.dispose()
    other.dispose()
