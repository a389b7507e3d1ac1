"""The catalogue's changes as the history of the reports holds them. SQL only."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import sqlalchemy as sa

from services.aggregator.tables import UNIT_HISTORY
from shared.catalogue.record import RecordedChange
from shared.codec import Codec
from shared.database.engine import Database
from shared.events import CatalogueChanged

_HERE = (UNIT_HISTORY.c.period == "", UNIT_HISTORY.c.region == "", UNIT_HISTORY.c.type == CatalogueChanged.__name__)
"""They are about no region and no month."""


class ChangesInHistory:
    """Reads them; see shared.catalogue.record.RecordedChanges."""

    def __init__(self, database: Database, codec: Codec) -> None:
        self._database = database
        self._codec = codec

    def mark(self) -> Hashable:
        """The hash of the last one, and how many there are."""
        last = sa.select(UNIT_HISTORY.c.hash).where(*_HERE).order_by(UNIT_HISTORY.c.position.desc()).limit(1)
        with self._database.read() as connection:
            count = connection.execute(sa.select(sa.func.count()).select_from(UNIT_HISTORY).where(*_HERE)).scalar_one()
            return int(count), connection.execute(last).scalar_one_or_none()

    def read(self) -> Iterator[RecordedChange]:
        """All of them, in order."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(UNIT_HISTORY).where(*_HERE).order_by(UNIT_HISTORY.c.position)).all()
        for row in rows:
            event = self._codec.decode(row.type, row.schema_version, row.data)
            assert isinstance(event, CatalogueChanged)
            yield RecordedChange(row.position, row.recorded_at, row.actor, event)
