"""The catalogue's changes as they were read from ``reports``. SQL only."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

import sqlalchemy as sa

from services.alerts.tables import CATALOGUE_CHANGES
from shared.catalogue.record import RecordedChange
from shared.codec import Codec
from shared.database.engine import Database
from shared.database.rows import insert_rows
from shared.events import CatalogueChanged
from shared.store import Recorded


def keep(connection: sa.Connection, events: Iterable[Recorded]) -> None:
    """Keep these events; one that stands already is the same."""
    rows = ((each.position, each.recorded_at, each.actor, each.schema_version, each.data, each.hash) for each in events)
    insert_rows(connection, CATALOGUE_CHANGES, CATALOGUE_CHANGES.c.keys(), rows, "ON CONFLICT (position) DO NOTHING")


def forget(connection: sa.Connection) -> None:
    """Know of none: the topic is read from its beginning again."""
    connection.execute(sa.delete(CATALOGUE_CHANGES))


class ChangesRead:
    """Reads them; see shared.catalogue.record.RecordedChanges."""

    def __init__(self, database: Database, codec: Codec) -> None:
        self._database = database
        self._codec = codec

    def mark(self) -> Hashable:
        """The hash of the last one, and how many there are."""
        last = sa.select(CATALOGUE_CHANGES.c.hash).order_by(CATALOGUE_CHANGES.c.position.desc()).limit(1)
        with self._database.read() as connection:
            count = connection.execute(sa.select(sa.func.count()).select_from(CATALOGUE_CHANGES)).scalar_one()
            return int(count), connection.execute(last).scalar_one_or_none()

    def read(self) -> Iterator[RecordedChange]:
        """All of them, in order."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(CATALOGUE_CHANGES).order_by(CATALOGUE_CHANGES.c.position)).all()
        for row in rows:
            event = self._codec.decode(CatalogueChanged.__name__, row.schema_version, row.data)
            assert isinstance(event, CatalogueChanged)
            yield RecordedChange(row.position, row.recorded_at, row.actor, event)
