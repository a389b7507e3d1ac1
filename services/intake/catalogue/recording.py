"""Keeps the changes of the catalogue's files in the store: what was asked for, by whom, stays answerable."""

from __future__ import annotations

from shared.catalogue.record import (
    NO_FILES,
    CatalogueFiles,
    CatalogueHistory,
    changes_of,
    digest_of,
)
from shared.database.engine import Database
from shared.process.catalogue.changes import ChangesInTable
from shared.store import EventStore, NewEvent

STREAM = "catalogue"
"""The one stream of the catalogue's changes."""


def changes_in_store(database: Database, store: EventStore) -> ChangesInTable:
    """Those that were recorded."""
    events = store.tables.events
    return ChangesInTable(database, store.codec, events, events.c.stream == STREAM)


def record(database: Database, store: EventStore, files: CatalogueFiles, *, actor: str, program: str) -> int:
    """Record that the catalogue is read from ``files`` by now; how many events that took (0: it was known).

    All parts of a change are stored at once or none is. Of several instances that start together one records it.
    """
    changes, digest = changes_in_store(database, store), digest_of(files)
    last = CatalogueHistory(changes.read()).last
    if last is not None and last.digest == digest:
        return 0
    with database.write(patient=True) as connection:
        store.lock(connection)
        history = CatalogueHistory(changes.read_from(connection))
        last = history.last
        if last is not None and last.digest == digest:
            return 0
        before = NO_FILES if last is None else history.files(last)
        new = [
            NewEvent(stream=STREAM, event=change, actor=actor, correlation_id=f"catalogue-{change.digest[:12]}")
            for change in changes_of(before, files, program)
        ]
        return len(store.append(connection, new))
