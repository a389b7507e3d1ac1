"""The services' databases for a command that only looks: one that is not there is not made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from services.commands.options import settings_of, stop
from services.intake.catalogue.recording import changes_in_store
from services.intake.main import MIGRATIONS
from services.intake.tables import STORE
from shared.catalogue.record import CatalogueHistory
from shared.codec import Codec
from shared.database.engine import Database
from shared.process.file_clock import clock_of
from shared.settings import Settings
from shared.store import EventStore


def settings_with(site: Path | None, data: Path | None) -> Settings:
    """The settings of the environment, changed by a command's options."""
    settings = settings_of(data)
    return settings if site is None else settings.model_copy(update={"site_dir": site})


@contextmanager
def looked_at(settings: Settings, service: str, migrations: Path) -> Iterator[Database | None]:
    """The database of a service; None where its file does not exist. Ends the command where it has the schema of
    another version: what is asked would not be found in it.

    Raises:
        DatabaseNewer: a later version has written to it.
    """
    url = settings.database_url(service)
    file = sa.make_url(url).database if url.startswith("sqlite") else None
    if file is not None and not Path(file).is_file():
        yield None
        return
    database = Database(url)
    try:
        database.refuse_newer(migrations)
        if not database.newest(migrations):
            stop(f"{service} 的数据库不是本版本的结构：请先停下服务、备份（xushi backup），再执行 xushi migrate", 2)
        yield database
    finally:
        database.dispose()


def recorded(settings: Settings) -> CatalogueHistory:
    """Every change of the catalogue's files that intake's store holds; none where there is no store."""
    with looked_at(settings, "intake", MIGRATIONS) as database:
        if database is None:
            return CatalogueHistory()
        store = EventStore(STORE, Codec(), clock_of(settings))
        return CatalogueHistory(changes_in_store(database, store).read())
