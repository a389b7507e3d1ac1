"""The engine, transactions and migrations of one service's database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import event

_BUSY_TIMEOUT_MS = 30_000


class Database:
    """One database: ``write()`` and ``read()`` give a connection inside a transaction.

    A write takes the database's write lock at once (SQLite: BEGIN IMMEDIATE), so that what it
    reads is what it changes. Writers of one process queue on a lock of their own, which is fair
    and wakes at once, where SQLite's busy handler sleeps. ``on_commit`` callbacks run after
    every committed write: a reader in the same process wakes without polling.
    """

    def __init__(self, url: str) -> None:
        parsed = sa.make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        self.url = url
        self.engine = sa.create_engine(parsed)
        self._writer = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _configure_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` after every committed write of this process."""
        self._callbacks.append(callback)

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A connection in a transaction that commits at the end, or rolls back on an exception."""
        with self._writer, self.engine.connect() as raw:
            connection = raw.execution_options(xushi_write=True)
            with connection.begin():
                yield connection
        for callback in self._callbacks:
            callback()

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection in a transaction that sees one state of the database and changes nothing."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def migrate(self, scripts: Path, revision: str = "head") -> None:
        """Bring the schema to ``revision`` with the Alembic scripts of the service."""
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        with self.engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def run_migrations(config: Config, context: Any, metadata: sa.MetaData) -> None:
    """What every service's Alembic ``env.py`` does with the connection it was handed."""
    connection: sa.Connection = config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={_BUSY_TIMEOUT_MS}", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    writing = connection.get_execution_options().get("xushi_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
