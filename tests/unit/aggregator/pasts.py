"""Past states over a database: for tests of whatever reads as of a point."""

from __future__ import annotations

from services.aggregator.past.as_of import AlertTopic, AsOf
from services.aggregator.reports.filling import Filling
from shared.catalogue import Catalogue
from shared.catalogue.known import KnownCatalogues, OneCatalogue
from shared.codec import Codec
from shared.database.engine import Database
from shared.log import LogReader, MemoryLog
from shared.periods import Clock


def an_as_of(
    database: Database,
    catalogue: Catalogue,
    clock: Clock,
    reports: LogReader | None = None,
    alerts: MemoryLog | None = None,
    catalogues: KnownCatalogues | None = None,
) -> AsOf:
    """What answers for the past of ``database``."""
    told = alerts or MemoryLog("alerts")
    filling = Filling(database, reports or MemoryLog("reports"), Codec())
    return AsOf(database, filling, AlertTopic(told, told.end), catalogues or OneCatalogue(catalogue), Codec(), clock)
