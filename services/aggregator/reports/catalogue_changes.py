"""The catalogue's changes as the history of the reports holds them."""

from __future__ import annotations

from services.aggregator.tables import UNIT_HISTORY
from shared.codec import Codec
from shared.database.engine import Database
from shared.events import CatalogueChanged
from shared.process.catalogue.changes import ChangesInTable

_HERE = (UNIT_HISTORY.c.period == "", UNIT_HISTORY.c.region == "", UNIT_HISTORY.c.type == CatalogueChanged.__name__)
"""They are about no region and no month."""


def changes_in_history(database: Database, codec: Codec) -> ChangesInTable:
    """Those that were applied."""
    return ChangesInTable(database, codec, UNIT_HISTORY, *_HERE)
