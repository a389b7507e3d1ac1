"""What connections of an embedded database keep in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.database.engine import Database

FEW_MEGABYTES = 4_000_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'some.sqlite'}")
    yield made
    made.dispose()


def itself(connection: sa.Connection) -> int:
    """Which connection to the file it is, whoever has it at the moment."""
    return id(connection.connection.dbapi_connection)


def test_no_connection_keeps_more_than_a_few_megabytes_of_pages(database: Database) -> None:
    with ExitStack() as stack:
        at_once = [stack.enter_context(database.read()) for _ in range(7)]
        kept = [-1_000 * each.exec_driver_sql("PRAGMA cache_size").scalar_one() for each in at_once]
    with database.write() as connection:
        kept.append(-1_000 * connection.exec_driver_sql("PRAGMA cache_size").scalar_one())
    assert all(0 < each <= FEW_MEGABYTES for each in kept)


def test_the_connection_that_was_given_back_last_is_given_out_first(database: Database) -> None:
    with database.read() as first, database.read() as second, database.read() as third:
        opened = [itself(first), itself(second), itself(third)]
    used = set()
    for _ in range(20):
        with database.read() as connection:
            used.add(itself(connection))
        with database.write() as connection:
            used.add(itself(connection))
    assert used == {opened[0]}, "it was given back last"
