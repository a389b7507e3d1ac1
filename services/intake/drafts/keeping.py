"""Keeps drafts in intake's database: read, decided and written in one transaction."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import sqlalchemy as sa

from services.intake.drafts.draft import NO_DRAFT, Draft, DraftMoved, Drop, Kept, Save, drop, save
from services.intake.tables import DRAFTS
from shared.database.engine import Database
from shared.database.rows import insert_rows, replacing
from shared.periods import Clock, to_microseconds

_KEYS = ("region", "period")
_COLUMNS = (*_KEYS, "fields", "version", "base_revision", "saved_by", "saved_at", "page", "count")


class Drafts:
    """Each method opens a transaction of its own; call it in a thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def of(self, region: str, period: str) -> Draft:
        """What is kept of a month's form."""
        with self._database.read() as connection:
            return _read(connection, region, period, lock=False)

    def save(self, region: str, period: str, command: Save) -> Kept | DraftMoved:
        """Keep what somebody typed: when this returns, it is on the disk.

        Raises:
            OperationalError: the database is away; nothing was kept.
        """
        now = to_microseconds(self._clock.now())
        return self._decide(region, period, lambda draft: save(draft, command, now))

    def drop(self, region: str, period: str, command: Drop) -> Kept | DraftMoved:
        """Let go of what was reported or given up; its place is kept, so that its version goes on."""
        return self._decide(region, period, lambda draft: drop(draft, command))

    def _decide(self, region: str, period: str, decide: Callable[[Draft], Kept | DraftMoved]) -> Kept | DraftMoved:
        with self._database.write() as connection:
            outcome = decide(_read(connection, region, period, lock=True))
            if isinstance(outcome, Kept) and outcome.changed:
                row = (region, period, *_values(outcome.draft))
                insert_rows(connection, DRAFTS, _COLUMNS, [row], replacing(_COLUMNS, _KEYS))
        return outcome


def _read(connection: sa.Connection, region: str, period: str, *, lock: bool) -> Draft:
    """The draft, locked for who is about to change it: the first of a month takes its place first, since what is not
    there cannot be locked."""
    if lock and connection.dialect.name == "postgresql":
        row = (region, period, *_values(NO_DRAFT))
        insert_rows(connection, DRAFTS, _COLUMNS, [row], f"ON CONFLICT ({', '.join(_KEYS)}) DO NOTHING")
    table = DRAFTS.c
    query = sa.select(*(table[name] for name in _COLUMNS[2:])).where(table.region == region, table.period == period)
    found = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        return NO_DRAFT
    fields = None if found[0] is None else msgspec.json.decode(found[0], type=dict[str, str])
    return Draft(fields, *found[1:])


def _values(draft: Draft) -> tuple[object, ...]:
    fields = None if draft.fields is None else msgspec.json.encode(draft.fields).decode()
    return fields, draft.version, draft.base_revision, draft.saved_by, draft.saved_at, draft.page, draft.count
