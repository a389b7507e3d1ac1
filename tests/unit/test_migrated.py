from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from services.distributed import MIGRATIONS
from shared.database.engine import Database
from tests.unit.migrated import Copied


class Counting:
    """Copies, and how often anything was really migrated."""

    def __init__(self, really: Copied, folder: Path) -> None:
        self.asked: list[str] = []
        self._really = really
        self.copied = Copied(self._count, folder)

    def _count(self, database: Database, scripts: Path, revision: str) -> None:
        self.asked.append(revision)
        self._really.really(database, scripts, revision)


@pytest.fixture
def counting(migrated_once: Copied, tmp_path: Path) -> Counting:
    return Counting(migrated_once, tmp_path)


def a_database(folder: Path, name: str) -> Database:
    return Database(f"sqlite:///{folder / name}.sqlite")


DRAWN = ('INSERT INTO "store_generations"', 'INSERT INTO "link_secrets"')
"""How the rows begin that tell one database from another."""


def held(folder: Path, name: str) -> tuple[list[str], list[str]]:
    """Everything in it, as statements: what is the same in all, and what was drawn."""
    with closing(sqlite3.connect(folder / f"{name}.sqlite")) as connection:
        statements = list(connection.iterdump())
    return [each for each in statements if not each.startswith(DRAWN)], [e for e in statements if e.startswith(DRAWN)]


@pytest.mark.parametrize("service", MIGRATIONS)
def test_a_copy_holds_what_a_migration_makes(counting: Counting, tmp_path: Path, service: str) -> None:
    names = ("first", "second")
    for name in names:
        counting.copied.migrate(a_database(tmp_path, name), MIGRATIONS[service])
    assert counting.asked == ["head"]
    alone = a_database(tmp_path, "alone")
    counting.copied.really(alone, MIGRATIONS[service], "head")
    (first, one), (second, two), (made, other) = (held(tmp_path, name) for name in (*names, "alone"))
    assert first == second == made
    assert len(one) == len(two) == len(other) == (2 if service == "alerts" else 1)
    assert not set(one) & set(two) | set(one) & set(other) | set(two) & set(other), "no two databases are the same one"
    assert alone.newest(MIGRATIONS[service])


def test_what_holds_anything_is_migrated_and_keeps_it(counting: Counting, tmp_path: Path) -> None:
    database = a_database(tmp_path, "used")
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (number INTEGER)")
    counting.copied.migrate(database, MIGRATIONS["intake"])
    assert counting.asked == ["head"]
    assert any("TABLE kept" in statement for statement in held(tmp_path, "used")[0])
    assert database.newest(MIGRATIONS["intake"])


def test_an_earlier_revision_is_migrated_to(counting: Counting, tmp_path: Path) -> None:
    database = a_database(tmp_path, "early")
    counting.copied.migrate(database, MIGRATIONS["intake"], "0001")
    assert counting.asked == ["0001"]
    assert not database.newest(MIGRATIONS["intake"])
