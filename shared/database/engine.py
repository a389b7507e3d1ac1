"""The engine, transactions and migrations of one service's database."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import structlog
from sqlalchemy import event

from shared.database.schema import known_revisions, revisions_of
from shared.observe.disk import is_full

if TYPE_CHECKING:
    from alembic.config import Config

_BUSY_TIMEOUT_MS = 30_000
_GLANCE_SECONDS = 0.01
_CACHE_KB = 4_000
"""Pages that one connection may keep in memory: the inner pages of the stores' indexes. Each connection keeps its
own, for as long as it lives, and the operating system keeps the file's pages once for all of them."""

_LOG_BYTES = 32 * 1024 * 1024
"""So long a write-ahead log may remain that one long transaction has made longer: SQLite would keep its length."""

_PRAGMAS = (
    f"busy_timeout={_BUSY_TIMEOUT_MS}",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"cache_size=-{_CACHE_KB}",
    f"journal_size_limit={_LOG_BYTES}",
    "temp_store=MEMORY",  # else an INSERT of many rows keeps its undo in a temporary file
)
_POSTGRESQL: dict[str, str | int] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "options": " ".join(
        f"-c {name}={value}"
        for name, value in (
            ("lock_timeout", "10s"),
            ("idle_in_transaction_session_timeout", "60s"),
            ("tcp_keepalives_idle", "5"),
            ("tcp_keepalives_interval", "2"),
            ("tcp_keepalives_count", "3"),
        )
    ),
}
"""How long a server is waited for, unless the address says otherwise: some 10 s, whatever has become of it.

The options are for the server: it lets go of what a client held that has vanished or fallen silent.
"""
_PATIENT = "SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
_APPENDED = "xushi_appended"
_LOCK_NOT_AVAILABLE = "55P03"
_NO_SUCH_TABLE = "42P01"
_MIGRATION_LOCK = 0x7875_7368_69  # "xushi": the advisory lock of this program's migrations, per database


class DatabaseNewer(Exception):
    """A later version of the program has written to the database; the message is Chinese."""

    def __init__(self, name: str, revision: str) -> None:
        super().__init__(
            f"数据库 {name} 的结构（{revision}）比本程序新：请用写过它的那个版本，或恢复升级之前的备份；什么也没有改动"
        )


class Database:
    """One database: ``write()`` and ``read()`` give a connection inside a transaction.

    On SQLite a write takes the database's write lock at once (BEGIN IMMEDIATE), so that what it
    reads is what it changes. On PostgreSQL it is READ COMMITTED: a row that was locked with FOR
    UPDATE (the store's head, first of all) is read as the last commit left it, and so is whatever
    is read after it. Writers of one process queue on a lock of their own, which is fair and wakes
    at once, where SQLite's busy handler sleeps. ``on_commit`` callbacks run after every committed
    write, those of ``on_append`` after one in which events were appended: a reader in the same process wakes
    without polling, and only where there is something to read.

    A PostgreSQL that does not answer, or a lock that somebody holds on to, raises OperationalError
    after some 10 s; a connection that has died since it was used last is replaced. A ``patient``
    transaction waits for locks, and may itself be idle, for as long as it takes.
    """

    def __init__(self, url: str) -> None:
        parsed = _address(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        self.url = url
        self._reader: sa.Engine
        if parsed.get_backend_name() == "postgresql":
            waiting = {name: value for name, value in _POSTGRESQL.items() if name not in parsed.query}
            self.engine = sa.create_engine(
                parsed, isolation_level="READ COMMITTED", pool_pre_ping=True, connect_args=waiting, pool_use_lifo=True
            )
            event.listen(self.engine, "handle_error", _lost_is_away, retval=True)
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._writing = self.engine
        else:
            self.engine = self._reader = sa.create_engine(parsed, pool_use_lifo=True)
            event.listen(self.engine, "connect", _configure_sqlite)
            self._writing = sa.create_engine(parsed, pool=self.engine.pool)
            _begin_with(self.engine, "BEGIN")
            _begin_with(self._writing, "BEGIN IMMEDIATE")
        self._writer = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []
        self._append_callbacks: list[Callable[[], None]] = []
        self._write_failed = False

    @property
    def write_failed(self) -> bool:
        """Whether the last write of this process failed in the database: away, full, or read only. That somebody
        else is at work there, and holds a lock, is no failure."""
        return self._write_failed

    @property
    def folder(self) -> Path | None:
        """The folder of the database's file; None where it is no file of this machine's."""
        file = self.engine.url.database
        return Path(file).parent if file and not self.postgresql else None

    @property
    def postgresql(self) -> bool:
        """Whether this is PostgreSQL, where several processes write at once."""
        return self.engine.dialect.name == "postgresql"

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` after every committed write of this process."""
        self._callbacks.append(callback)

    def on_append(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` after every committed write of this process in which events were appended to a store."""
        self._append_callbacks.append(callback)

    @contextmanager
    def write(self, *, patient: bool = False) -> Iterator[sa.Connection]:
        """A connection in a transaction that commits at the end, or rolls back on an exception."""
        with self._writer, self._noting_failure(), _connect(self._writing) as connection, connection.begin():
            self._prepare(connection, patient)
            connection.info.pop(_APPENDED, None)  # of a transaction that was rolled back
            yield connection
            appended = connection.info.pop(_APPENDED, False)
        for callback in (*self._callbacks, *(self._append_callbacks if appended else ())):
            callback()

    @contextmanager
    def read(self, *, patient: bool = False) -> Iterator[sa.Connection]:
        """A connection in a transaction that sees one state of the database and changes nothing."""
        with _connect(self._reader) as connection, connection.begin():
            self._prepare(connection, patient)
            yield connection

    def migrate(self, scripts: Path, revision: str = "head") -> None:
        """Bring the schema to ``revision`` with the Alembic scripts of the service: all of it or nothing.

        Safe when started several times at once: the first does it, the others wait and find it done.
        """
        self.refuse_newer(scripts)
        if revision == "head" and self.newest(scripts):
            return
        from alembic import command  # a database that is up to date does without
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        with self.write(patient=True) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            config.attributes["connection"] = connection
            command.upgrade(config, revision)

    def newest(self, scripts: Path) -> bool:
        """Whether the schema is the one of this version: that which :meth:`migrate` would bring it to."""
        with self.read() as connection:
            return revisions_of(connection) == {*known_revisions(scripts)[-1:]}

    def refuse_newer(self, scripts: Path) -> None:
        """Refuse a database that a later version has written to: what it holds is not known to this one.

        Raises:
            DatabaseNewer: it is one.
        """
        with self.read() as connection:
            unknown = revisions_of(connection).difference(known_revisions(scripts))
        if unknown:
            raise DatabaseNewer(self.engine.url.database or "", "、".join(sorted(unknown)))

    @contextmanager
    def _noting_failure(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.OperationalError as error:
            self._write_failed = self._write_failed or not is_locked(error)
            if is_full(error):
                structlog.get_logger().error("disk full", database=self.engine.url.database, error=str(error.orig))
            raise
        self._write_failed = False

    def _prepare(self, connection: sa.Connection, patient: bool) -> None:
        if patient and self.postgresql:
            connection.exec_driver_sql(_PATIENT)

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()
        self._writing.pool = self.engine.pool  # the one that takes the closed one's place


def note_appended(connection: sa.Connection) -> None:
    """Events were appended to a store in the transaction that the connection is in."""
    connection.info[_APPENDED] = True


def run_migrations(config: Config, context: Any, metadata: sa.MetaData) -> None:
    """What every service's ``migrations/env.py`` does with the connection it was handed, inside its transaction."""
    connection: sa.Connection = config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


def _address(url: str) -> sa.URL:
    """The address, with the driver that is installed where it names none."""
    parsed = sa.make_url(url)
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed


def is_no_table(error: sa.exc.DBAPIError) -> bool:
    """Whether a table was asked for that is not there: nobody has migrated the database yet."""
    return getattr(error.orig, "sqlstate", None) == _NO_SUCH_TABLE or "no such table" in str(error.orig)


def is_locked(error: sa.exc.OperationalError) -> bool:
    """Whether somebody else held a lock for longer than was waited."""
    sqlite_code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # the rest tells which kind of lock
    locked = sqlite_code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return locked or getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


def _connect(engine: sa.Engine) -> sa.Connection:
    """A connection of the pool; that all are in use for long means the same as a database that is away."""
    try:
        return engine.connect()
    except sa.exc.TimeoutError as error:
        raise sa.exc.OperationalError("connect", None, error) from error


def _lost_is_away(context: sa.engine.ExceptionContext) -> sa.exc.OperationalError | None:
    """A server that ends a session for its long silence calls that an internal error. Whatever ended it, the
    transaction is lost and nothing is wrong with what was asked: that is a database that is away."""
    error = context.sqlalchemy_exception
    if context.is_disconnect and isinstance(error, sa.exc.DBAPIError):
        return sa.exc.OperationalError(error.statement, error.params, context.original_exception, False, True)
    return None


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    _use_write_ahead_log(cursor)
    cursor.close()


def _use_write_ahead_log(cursor: Any) -> None:
    """Of two processes that open a new file at once only one can change its journal's mode, and the
    other is told "locked" at once: SQLite does not wait here as it does for every other statement."""
    deadline = time.monotonic() + _BUSY_TIMEOUT_MS / 1_000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_GLANCE_SECONDS)


def _begin_with(engine: sa.Engine, text: str) -> None:
    """Begin an engine's transactions so. As a listener to their beginning it would cost each as much as its commit."""

    def begin(dbapi_connection: sa.PoolProxiedConnection) -> None:
        dbapi_connection.cursor().execute(text)

    engine.dialect.do_begin = begin  # type: ignore[method-assign]
