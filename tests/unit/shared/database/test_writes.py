"""Whether a database was written to is told without reading it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.database.engine import Database
from shared.database.writes import Writes


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (n INTEGER)")
    return database


def write(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")


def test_every_write_is_told_whoever_made_it(database: Database, tmp_path: Path) -> None:
    writes = Writes(database)
    seen = [writes.stand()]
    assert writes.stand() == seen[0]
    write(database)
    seen.append(writes.stand())
    another = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    write(another)
    another.dispose()
    seen.append(writes.stand())
    assert len(set(seen)) == 3
    database.dispose()


def test_reading_and_what_was_rolled_back_changes_nothing(database: Database) -> None:
    writes = Writes(database)
    before = writes.stand()
    with database.read() as connection:
        connection.execute(sa.text("SELECT * FROM t")).all()
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        raise ZeroDivisionError
    assert writes.stand() == before
    database.dispose()


def test_it_is_let_go_with_the_database_and_opened_again_when_it_is_asked(database: Database) -> None:
    writes = Writes(database)
    before = writes.stand()
    write(database)
    database.dispose()
    write(database)
    assert writes.stand() != before
    database.dispose()
