"""Keeps the changes of the catalogue's files in the store: what was asked for, by whom, stays answerable."""

from __future__ import annotations

from collections.abc import Hashable

import sqlalchemy as sa

from shared.catalogue.record import (
    NO_FILES,
    CatalogueFiles,
    CatalogueHistory,
    RecordedChange,
    changes_of,
    digest_of,
)
from shared.database.engine import Database
from shared.events import CatalogueChanged
from shared.store import EventStore, NewEvent

STREAM = "catalogue"
"""The one stream of the catalogue's changes."""


def read_changes(connection: sa.Connection, store: EventStore) -> list[RecordedChange]:
    """Every recorded change, in order."""
    found = []
    for record in store.read_stream(connection, STREAM):
        event = store.decode(record)
        assert isinstance(event, CatalogueChanged)
        found.append(RecordedChange(record.position, record.recorded_at, record.actor, event))
    return found


class ChangesInStore:
    """The recorded changes as they stand in intake's store; see shared.catalogue.record.RecordedChanges."""

    def __init__(self, database: Database, store: EventStore) -> None:
        self._database = database
        self._store = store

    def mark(self) -> Hashable:
        """The hash of the last one."""
        events = self._store.tables.events.c
        last = sa.select(events.hash).where(events.stream == STREAM).order_by(events.version.desc()).limit(1)
        with self._database.read() as connection:
            return connection.execute(last).scalar_one_or_none()

    def read(self) -> list[RecordedChange]:
        """All of them, in order."""
        with self._database.read() as connection:
            return read_changes(connection, self._store)


def record(database: Database, store: EventStore, files: CatalogueFiles, *, actor: str, program: str) -> int:
    """Record that the catalogue is read from ``files`` by now; how many events that took (0: it was known).

    All parts of a change are stored at once or none is. Of several instances that start together one records it.
    """
    with database.read() as connection:
        if _digest(store, connection) == digest_of(files):
            return 0
    with database.write(patient=True) as connection:
        store.lock(connection)
        history = CatalogueHistory(read_changes(connection, store))
        last = history.last
        if last is not None and last.digest == digest_of(files):
            return 0
        before = NO_FILES if last is None else history.files(last)
        changes = changes_of(before, files, program)
        new = [
            NewEvent(stream=STREAM, event=change, actor=actor, correlation_id=f"catalogue-{change.digest[:12]}")
            for change in changes
        ]
        return len(store.append(connection, new))


def _digest(store: EventStore, connection: sa.Connection) -> str:
    last = CatalogueHistory(read_changes(connection, store)).last
    return "" if last is None else last.digest
