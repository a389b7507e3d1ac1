"""One at a time: work that several instances stand ready for and only one does."""

from __future__ import annotations

import hashlib
from contextlib import suppress

import sqlalchemy as sa

from shared.database.engine import Database


class Lease:
    """Held by at most one instance; it falls free when its holder lets go, dies, or loses the database.

    On PostgreSQL it is a session's advisory lock, on a connection that is kept for it: a holder that is
    killed frees it at once, one that falls silent within the server's keep-alive time. On SQLite there is
    one process, which holds every lease.

    What is done under a lease must do no harm when, for a moment, two believe they hold it: it is there
    so that work is not done twice in vain, not to keep figures right.
    """

    def __init__(self, database: Database, name: str) -> None:
        self.name = name
        self._database = database
        self._key = int.from_bytes(hashlib.sha256(f"xushi-lease-{name}".encode()).digest()[:8], "big", signed=True)
        self._connection: sa.Connection | None = None

    @property
    def shared(self) -> bool:
        """Whether several processes may stand ready for it."""
        return self._database.postgresql

    def held(self) -> bool:
        """Whether this instance holds the lease now; takes it when it is free. Called by one thread."""
        if not self._database.postgresql:
            return True
        if self._connection is None:
            return self._take()
        try:
            self._connection.exec_driver_sql("SELECT 1")
        except sa.exc.OperationalError:
            self._drop()
            return False
        return True

    def release(self) -> None:
        """Let go, so that another instance takes over at once."""
        if self._connection is None:
            return
        # Closing the session frees the lock too, but only once the server has got round to ending it.
        with suppress(sa.exc.OperationalError):  # the session is gone, and the lock with it
            self._connection.execute(sa.select(sa.func.pg_advisory_unlock(self._key)))
        self._drop()

    def _take(self) -> bool:
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            if connection.execute(sa.select(sa.func.pg_try_advisory_lock(self._key))).scalar_one():
                self._connection = connection
                return True
        except sa.exc.OperationalError:
            connection.invalidate()
            connection.close()
            raise
        connection.close()
        return False

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()  # back in the pool it would go on holding the lock
            connection.close()
