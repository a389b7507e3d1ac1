"""Databases of the services as their migrations leave them, made once a run and copied for each test that begins with
one: some fifty migrations, which always end in the same, cost more than most tests do with it. What migrations draw
by chance, by which one database is told from another, is drawn anew for each copy."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Lock
from uuid import uuid4

from shared.database.engine import Database

Migrate = Callable[[Database, Path, str], None]


class Copied:
    """In the place of ``Database.migrate``: an empty SQLite file becomes a copy of one that was migrated before.

    Whatever holds anything, another revision than the newest, and PostgreSQL are migrated as they always are.
    """

    def __init__(self, migrate: Migrate, folder: Path) -> None:
        """``folder`` is where the first database of each service's scripts is kept to copy from."""
        self.really = migrate
        self._folder = folder
        self._kept: dict[Path, Path] = {}
        self._lock = Lock()

    def migrate(self, database: Database, scripts: Path, revision: str = "head") -> None:
        """See Database.migrate."""
        with self._lock:
            copied = revision == "head" and _is_empty(database)
            if copied:
                _copy(self._template(scripts), database)
        if not copied:
            self.really(database, scripts, revision)

    def _template(self, scripts: Path) -> Path:
        if scripts not in self._kept:
            path = self._folder / f"{len(self._kept)}.sqlite"
            template = Database(f"sqlite:///{path}")
            self.really(template, scripts, "head")
            template.dispose()
            self._kept[scripts] = path
        return self._kept[scripts]


def _is_empty(database: Database) -> bool:
    if database.folder is None:
        return False
    with database.read() as connection:
        return not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()


def _copy(template: Path, database: Database) -> None:
    raw = database.engine.raw_connection()
    target = raw.driver_connection
    assert isinstance(target, sqlite3.Connection)
    with closing(raw), closing(sqlite3.connect(template)) as source:
        source.backup(target)
        _draw_anew(target)


def _draw_anew(connection: sqlite3.Connection) -> None:
    """The store's name, and where there is one the secret that links are signed with."""
    connection.execute("UPDATE store_generations SET store = ?", (uuid4().hex,))
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'link_secrets'").fetchone():
        connection.execute("UPDATE link_secrets SET secret = ?", (secrets.token_bytes(32),))
