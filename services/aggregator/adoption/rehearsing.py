"""What adopting another catalogue would change: done to a copy, and compared. The live database is only read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator import catalogue_in_use
from services.aggregator.adoption.adopting import Adopting
from services.aggregator.figures.reader import Figures
from services.aggregator.model import ProgressKey
from services.aggregator.progress import repository
from services.aggregator.progress.handler import ProgressHandler
from services.aggregator.progress.news import same
from services.aggregator.reports.catalogue_changes import changes_in_history
from services.aggregator.tables import (
    AMENDMENTS,
    CATALOGUE_IN_USE,
    CONSUMER,
    FIGURES,
    METADATA,
    OPEN_ALERTS,
    OWN_TOLD_DAYS,
    PROGRESS,
    STORE,
    TOLD_DAYS,
    UNIT_HISTORY,
    UNIT_MONTHS,
)
from shared.catalogue import Catalogue
from shared.catalogue.record import RecordedCatalogues
from shared.codec import Codec
from shared.database.engine import Database
from shared.database.rows import insert_rows
from shared.events import Assessment
from shared.periods import Clock, Month
from shared.process.calendar.told_days import ToldDays
from shared.store import EventStore

_COPIED = (
    CATALOGUE_IN_USE,
    CONSUMER.marks,
    CONSUMER.shapes,
    TOLD_DAYS,
    OWN_TOLD_DAYS,
    UNIT_MONTHS,
    UNIT_HISTORY,
    AMENDMENTS,
    FIGURES,
    PROGRESS,
    OPEN_ALERTS,
    STORE.head,
)
"""All that adopting reads, and whose alerts are open. Of its own events only the head is asked."""

_PAGE = 500

Assessments = Mapping[ProgressKey, Assessment]


class RehearsedRow(NamedTuple):
    """A target that is judged otherwise in so many ``months``, and the newest of them, ``period``: what stands, and
    what would (None: it is not asked for). ``came`` and ``went``: in no month before, or after."""

    plan: str
    row: int
    months: int
    period: Month
    before: Assessment | None
    after: Assessment | None
    came: bool
    went: bool


class RehearsedAlert(NamedTuple):
    """An open alert of such a target, at its level today."""

    alert: str
    plan: str
    row: int
    level: str


class RehearsedAdoption(NamedTuple):
    """How many ``figures`` would come out otherwise, and which targets and open alerts that touches."""

    figures: int
    rows: tuple[RehearsedRow, ...]
    alerts: tuple[RehearsedAlert, ...]


def rehearse(live: Database, catalogue: Catalogue, digest: str, clock: Clock) -> RehearsedAdoption | None:
    """What :class:`Adopting` would do to the database today; None where it would do nothing: the database stands by
    these files, or holds no report yet."""
    with live.read() as connection:
        if catalogue_in_use.standing(connection) == digest:
            return None
    with _copied(live) as copy:
        told, codec = ToldDays(copy, catalogue, clock), Codec()
        told.teach(catalogue)
        before = _assessments(copy)
        progress = ProgressHandler(catalogue, clock, Figures(catalogue))
        recorded = RecordedCatalogues(catalogue, digest, changes_in_history(copy, codec), told.teach).of_digest
        store = EventStore(STORE, codec, clock)
        adopted = Adopting(copy, store, catalogue, digest, progress, codec, clock, recorded).run()
        if adopted is None:
            return None
        rows = rows_between(before, _assessments(copy))
        touched = {(row.plan, row.row) for row in rows}
        return RehearsedAdoption(adopted.figures, rows, tuple(each for each in _alerts(copy) if each[1:3] in touched))


def rows_between(before: Assessments, after: Assessments) -> tuple[RehearsedRow, ...]:
    """The targets whose assessments differ in more than the version of their figures, by plan and row."""
    months: dict[tuple[str, int], list[ProgressKey]] = {}
    for key in sorted({*before, *after}):
        new = after.get(key)
        if new is None or not same(before.get(key), new):
            months.setdefault((key.plan, key.row), []).append(key)
    stood, stand = ({(key.plan, key.row) for key in each} for each in (before, after))
    return tuple(
        RehearsedRow(
            *row,
            len(keys),
            keys[-1].period,
            before.get(keys[-1]),
            after.get(keys[-1]),
            came=row not in stood,
            went=row not in stand,
        )
        for row, keys in months.items()
    )


@contextmanager
def _copied(live: Database) -> Iterator[Database]:
    """A database of its own with what stands in ``live`` at one moment; it is gone afterwards."""
    with TemporaryDirectory(prefix="xushi-rehearsed-") as folder:
        copy = Database(f"sqlite:///{Path(folder) / 'aggregator.db'}")
        try:
            with live.read(patient=True) as source, copy.write() as connection:
                METADATA.create_all(connection)
                for table in _COPIED:
                    rows: Iterable[sa.Row[tuple[object, ...]]] = source.execute(
                        sa.select(table).execution_options(yield_per=_PAGE)
                    )
                    insert_rows(connection, table, table.c.keys(), rows)
            yield copy
        finally:
            copy.dispose()


def _assessments(database: Database) -> Assessments:
    with database.read() as connection:
        plans = {key.plan for key in repository.keys(connection)}
        found: dict[ProgressKey, Assessment] = {}
        for plan in plans:
            found |= repository.load_range(connection, plan, Month(1, 1), Month(9999, 12))
    return found


def _alerts(database: Database) -> Iterator[RehearsedAlert]:
    alerts = OPEN_ALERTS.c
    query = sa.select(alerts.alert, alerts.plan, alerts.row, alerts.level).order_by(alerts.alert)
    with database.read() as connection:
        for alert, plan, row, level in connection.execute(query):
            yield RehearsedAlert(alert, plan, row, level)
