"""The catalogue's recorded changes as a service has them: in its store, its history, or a table of their own."""

from __future__ import annotations

from collections.abc import Hashable

import sqlalchemy as sa

from shared.catalogue.record import RecordedChange
from shared.codec import Codec
from shared.database.engine import Database
from shared.events import CatalogueChanged


class ChangesInTable:
    """Reads them from a table with the columns of an event; see shared.catalogue.record.RecordedChanges."""

    def __init__(self, database: Database, codec: Codec, table: sa.Table, *where: sa.ColumnElement[bool]) -> None:
        """``where`` says which rows of the table they are."""
        self._database = database
        self._codec = codec
        columns = table.c
        latest = columns.position.desc()
        self._count = sa.select(sa.func.count()).select_from(table).where(*where)
        self._last = sa.select(columns.hash).where(*where).order_by(latest).limit(1)
        self._all = (
            sa.select(columns.position, columns.recorded_at, columns.actor, columns.schema_version, columns.data)
            .where(*where)
            .order_by(columns.position)
        )

    def mark(self) -> Hashable:
        """How many there are, and the hash of the last one."""
        with self._database.read() as connection:
            return connection.execute(self._count).scalar_one(), connection.execute(self._last).scalar_one_or_none()

    def read(self) -> list[RecordedChange]:
        """All of them, in order."""
        with self._database.read() as connection:
            return self.read_from(connection)

    def read_from(self, connection: sa.Connection) -> list[RecordedChange]:
        """All of them as a transaction sees them, in order."""
        found = []
        for row in connection.execute(self._all):
            event = self._codec.decode(CatalogueChanged.__name__, row.schema_version, row.data)
            assert isinstance(event, CatalogueChanged)
            found.append(RecordedChange(row.position, row.recorded_at, row.actor, event))
        return found
