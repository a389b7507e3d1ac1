"""Whether a database was written to since it was looked at last: by whomever, in this process or another."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Hashable

import sqlalchemy as sa

from shared.database.engine import Database

_SNAPSHOT = "SELECT pg_current_snapshot()::text"


class Writes:
    """Tells where a database stands, for any number of threads, without reading what is in it.

    On SQLite it costs some microseconds: the counter of commits that every connection sees of the others, asked on a
    connection that never writes. On PostgreSQL it is which transactions are over, of the whole server: it also moves
    where something else was written to.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._asking: sqlite3.Connection | None = None
        self._opened = 0
        sa.event.listen(database.engine, "engine_disposed", lambda _engine: self.close())

    def stand(self) -> Hashable:
        """Equal to what was told before only where everything that can be read is the same."""
        if self._database.postgresql:
            with self._database.read() as connection:
                return str(connection.exec_driver_sql(_SNAPSHOT).scalar_one())
        with self._lock:
            if self._asking is None:
                self._asking = sqlite3.connect(str(self._database.engine.url.database), check_same_thread=False)
                self._opened += 1  # each connection counts by itself
            return self._opened, self._asking.execute("PRAGMA data_version").fetchone()[0]

    def close(self) -> None:
        """Let the connection go; it is opened again when it is asked."""
        with self._lock:
            if self._asking is not None:
                self._asking.close()
                self._asking = None
