"""Of several instances one holds a lease. Over a real PostgreSQL, where several processes write."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.database.engine import Database
from shared.database.lease import Lease


@pytest.fixture
def databases(postgresql_url: str) -> Iterator[tuple[Database, Database]]:
    """Two instances' connections to one database."""
    first, second = Database(postgresql_url), Database(postgresql_url)
    yield first, second
    first.dispose()
    second.dispose()


def test_one_holds_it_until_it_lets_go(databases: tuple[Database, Database]) -> None:
    first, second = (Lease(each, "work") for each in databases)
    assert [first.held(), second.held(), first.held()] == [True, False, True]
    first.release()
    assert [second.held(), first.held()] == [True, False]


def test_leases_of_different_names_have_nothing_to_do_with_each_other(databases: tuple[Database, Database]) -> None:
    first, second = Lease(databases[0], "work"), Lease(databases[1], "other work")
    assert first.held() and second.held()


def test_one_whose_session_ended_has_lost_it_and_knows(databases: tuple[Database, Database]) -> None:
    first, second = (Lease(each, "work") for each in databases)
    assert first.held()
    with databases[1].write() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
    deadline = time.monotonic() + 10
    while not second.held() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert second.held() and not first.held()


def test_letting_go_of_what_is_not_held_is_nothing(databases: tuple[Database, Database]) -> None:
    first, second = (Lease(each, "work") for each in databases)
    assert first.held()
    second.release()
    assert first.held() and not second.held()


def test_the_only_process_of_an_embedded_database_always_holds_it(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'database.sqlite'}")
    assert Lease(database, "work").held()
    database.dispose()
