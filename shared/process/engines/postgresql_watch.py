"""How PostgreSQL stands, asked as each service's own user: it needs no right that the services do not have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
import structlog

from shared.database.engine import Database
from shared.observe import Metrics
from shared.process.runtime import Runtime

SWEEP_SECONDS = 15.0

_ASK = """
SELECT (SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL AND usesysid IS NOT NULL) AS connections,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS most,
       pg_database_size(current_database()) AS size,
       (SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)
        FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = current_user) AS oldest
"""
"""Who is connected is open to everybody; since when somebody's transaction goes on only to that user."""


class _Found(NamedTuple):
    connections: int
    most: int
    size: int
    oldest: float


class PostgresqlWatch:
    """Asks the database of each of ``services`` that is in PostgreSQL; of an embedded one there are no metrics."""

    def __init__(self, runtime: Runtime, services: Sequence[str]) -> None:
        databases = {service: runtime.database(service) for service in services}
        self._databases = {service: each for service, each in databases.items() if each.postgresql}
        self._metrics = runtime.metrics
        self._logger = structlog.get_logger()

    def sweep(self) -> None:
        """Ask once. Of a server that does not answer nothing is known but that."""
        for service, database in self._databases.items():
            try:
                found = _ask(database)
            except sa.exc.DBAPIError as error:
                self._logger.warning("PostgreSQL does not answer", database=service, error=str(error.orig))
                _forget(self._metrics, service)
            else:
                _show(self._metrics, service, found)


def _ask(database: Database) -> _Found:
    with database.read() as connection:
        row = connection.execute(sa.text(_ASK)).one()
    return _Found(int(row.connections), int(row.most), int(row.size), max(0.0, float(row.oldest)))


def _show(metrics: Metrics, service: str, found: _Found) -> None:
    metrics.postgresql_up.labels(service).set(1)
    metrics.postgresql_connections.labels(service).set(found.connections)
    metrics.postgresql_connection_limit.labels(service).set(found.most)
    metrics.postgresql_size.labels(service).set(found.size)
    metrics.postgresql_oldest_transaction.labels(service).set(found.oldest)


def _forget(metrics: Metrics, service: str) -> None:
    metrics.postgresql_up.labels(service).set(0)
    for gauge in (
        metrics.postgresql_connections,
        metrics.postgresql_connection_limit,
        metrics.postgresql_size,
        metrics.postgresql_oldest_transaction,
    ):
        gauge.remove_by_labels({"service": service})
