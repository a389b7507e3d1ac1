"""The catalogue's changes as they were read from ``reports``. SQL only."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from services.alerts.tables import CATALOGUE_CHANGES
from shared.codec import Codec
from shared.database.engine import Database
from shared.database.rows import insert_rows
from shared.process.catalogue.changes import ChangesInTable
from shared.store import Recorded


def keep(connection: sa.Connection, events: Iterable[Recorded]) -> None:
    """Keep these events; one that stands already is the same."""
    rows = ((each.position, each.recorded_at, each.actor, each.schema_version, each.data, each.hash) for each in events)
    insert_rows(connection, CATALOGUE_CHANGES, CATALOGUE_CHANGES.c.keys(), rows, "ON CONFLICT (position) DO NOTHING")


def forget(connection: sa.Connection) -> None:
    """Know of none: the topic is read from its beginning again."""
    connection.execute(sa.delete(CATALOGUE_CHANGES))


def changes_read(database: Database, codec: Codec) -> ChangesInTable:
    """Those that were read."""
    return ChangesInTable(database, codec, CATALOGUE_CHANGES)
