"""What can be read of targets: as published, as revised, as shared out, each with its document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from services.intake.reports.commands import CommandAnswer
from services.intake.reports.repository import Repository
from services.intake.reports.streams import target_stream
from services.intake.targets.documents import target_document
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amending, Amendment, Amendments, RowKey
from shared.catalogue.known import ByCatalogue, KnownCatalogues
from shared.database.engine import Database
from shared.periods import Clock
from shared.points import Point, PointFault, ask_point, catalogue_at, refuse, resolve, said_of_then

Document = dict[str, Any]

ReadRows = Callable[[Catalogue], tuple[str | None, int | None]]
"""Which plan (None: all) and which row (None: every one) of a catalogue are asked for."""


class TargetReading:
    """Each method opens a transaction of its own; call it in a thread."""

    def __init__(self, database: Database, repository: Repository, catalogues: KnownCatalogues, clock: Clock) -> None:
        self._database = database
        self._repository = repository
        self._store = repository.store
        self._catalogues = catalogues
        self._clock = clock
        self._streams = ByCatalogue(catalogues.now, _streams)

    def known(self) -> tuple[Amendments, Mapping[RowKey, int]]:
        """Every amendment, and how many there are of each row that has any."""
        with self._database.read() as connection:
            items, versions = self._read(connection, self._catalogues.now)
        return Amendments(items), versions

    def kept(self, key: str, digest: str) -> CommandAnswer | None:
        """What was answered to the same body under the same (scoped) idempotency key; None when nothing was."""
        with self._database.read() as connection:
            found = self._repository.answers(connection, [key]).get(key)
        return CommandAnswer(found.body, replayed=True) if found is not None and found.digest == digest else None

    def listing(self, read: ReadRows, as_of: str | None) -> Document:
        """The targets that are asked for, as they were known at a point (None: now), of the plans that were in force
        there: ``read`` tells which of a catalogue.

        Raises:
            Problem: 422 for a point that cannot be answered for, and as ``read``.
        """
        with self._database.read() as connection:
            point = None if as_of is None else self._point(connection, as_of)
            catalogue = catalogue_at(self._catalogues, point)
            with said_of_then(catalogue, self._catalogues.now):
                plan, row = read(catalogue)
            items, _ = self._read(connection, catalogue)
            position = self._store.head(connection).position if point is None else point.position
        known = [item for item in items if item.position <= position]
        amendments = Amendments(known)
        rows = [
            target_document(
                catalogue, each, target, amendments, [item for item in known if _of(item, each.id, target.row)]
            )
            for each in catalogue.plans.values()
            if plan in (None, each.id)
            for target in each.targets
            if row in (None, target.row)
        ]
        return {"position": position, "targets": rows}

    def _read(self, connection: sa.Connection, catalogue: Catalogue) -> tuple[list[Amendment], dict[RowKey, int]]:
        streams = self._streams.of(catalogue)
        found = self._store.read_streams(connection, streams)
        items = []
        for records in found.values():
            for record in records:
                event = self._store.decode(record)
                assert isinstance(event, Amending)
                items.append(Amendment(record.position, record.recorded_at, event))
        return items, {streams[stream]: len(records) for stream, records in found.items()}

    def _point(self, connection: sa.Connection, text: str) -> Point:
        def seek(position: int) -> tuple[int, int] | None:
            found = self._store.read(connection, position - 1, 1)
            return (found[0].position, found[0].recorded_at) if found else None

        try:
            return resolve(ask_point(text), self._clock.now(), self._store.head(connection).position, seek)
        except PointFault as fault:
            raise refuse(fault) from None


def _streams(catalogue: Catalogue) -> dict[str, RowKey]:
    """By stream the row that its events amend."""
    return {
        target_stream(plan.id, target.row): (plan.id, target.row)
        for plan in catalogue.plans.values()
        for target in plan.targets
    }


def _of(item: Amendment, plan: str, row: int) -> bool:
    return (item.event.plan, item.event.row) == (plan, row)
