"""What the figures were made of: every event of ``reports`` that was applied, kept beside its effect. SQL only.

The rows are the events as intake recorded them, written in the transaction that applies them and never changed.
So a past state is not stored but worked out again, by the code that works out the present one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.reports.handlers import AppliedEvent, IntakeEvent
from services.aggregator.tables import UNIT_HISTORY, UNIT_MONTHS
from shared.consume import last_position
from shared.database.rows import insert_rows, parts, select_where
from shared.events import CatalogueChanged, ReportSubmitted, ShapeDefined
from shared.periods import Month
from shared.store import Recorded


class RecordedReport(NamedTuple):
    """One event: where it stands in ``reports``, when it was recorded (UTC microseconds) and by whom."""

    position: int
    recorded_at: int
    region: str
    period: str
    type: str
    schema_version: int
    actor: str
    data: bytes
    hash: str


class Extent(NamedTuple):
    """How far the history reaches: the last applied position, and what may stand before it and is not applied yet.

    ``open`` is empty where every position up to ``last`` is there, so that nothing can come in between. ``hashes``:
    of the last event of each partition, so that no other history has the same extent.
    """

    last: int
    open: tuple[int, ...]
    hashes: tuple[str, ...]


def add(connection: sa.Connection, events: Iterable[tuple[Recorded, AppliedEvent]]) -> None:
    """Keep these events; one that stands already is the same."""
    rows = (
        (
            record.position,
            record.recorded_at,
            "" if isinstance(event, CatalogueChanged | ShapeDefined) else event.region,
            event.period if isinstance(event, IntakeEvent) else "",
            record.type,
            record.schema_version,
            record.actor,
            record.data,
            record.hash,
        )
        for record, event in events
    )
    insert_rows(connection, UNIT_HISTORY, UNIT_HISTORY.c.keys(), rows, "ON CONFLICT (position) DO NOTHING")


def of_units(
    connection: sa.Connection, regions: Sequence[str], periods: Sequence[str], until: int
) -> list[RecordedReport]:
    """The events of these regions' months up to a position, in order."""
    found: list[RecordedReport] = []
    for some_periods in parts(periods, 60):
        for some in parts(regions, 400):
            among = {UNIT_HISTORY.c.period: some_periods, UNIT_HISTORY.c.region: some}
            rows = select_where(connection, list(UNIT_HISTORY.c), among, f"position <= {until:d}")
            found += [RecordedReport(*row) for row in rows]
    return sorted(found)


def about_plans(connection: sa.Connection, region: str, kinds: Sequence[str], until: int) -> list[RecordedReport]:
    """The events of these types about a region's plans, which are of no month, up to a position, in order."""
    table = UNIT_HISTORY.c
    query = sa.select(UNIT_HISTORY).where(
        table.period == "", table.region == region, table.type.in_(kinds), table.position <= until
    )
    return [RecordedReport(*row) for row in connection.execute(query.order_by(table.position))]


def of_periods(connection: sa.Connection, periods: Sequence[str], until: int) -> list[RecordedReport]:
    """Every event of these months up to a position, in order."""
    found: list[RecordedReport] = []
    for some in parts(periods, 60):
        rows = select_where(connection, list(UNIT_HISTORY.c), {UNIT_HISTORY.c.period: some}, f"position <= {until:d}")
        found += [RecordedReport(*row) for row in rows]
    return sorted(found)


def last(connection: sa.Connection) -> RecordedReport | None:
    """The event at the highest position; None where none was applied."""
    query = sa.select(UNIT_HISTORY).order_by(UNIT_HISTORY.c.position.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else RecordedReport(*row)


def hash_until(connection: sa.Connection, position: int) -> str:
    """The hash of the last event up to a position ('': there is none): it tells one history from every other."""
    query = sa.select(UNIT_HISTORY.c.hash).where(UNIT_HISTORY.c.position <= position)
    return connection.execute(query.order_by(UNIT_HISTORY.c.position.desc()).limit(1)).scalar_one_or_none() or ""


def after(connection: sa.Connection, position: int) -> list[RecordedReport]:
    """The events behind a position, in order."""
    query = sa.select(UNIT_HISTORY).where(UNIT_HISTORY.c.position > position).order_by(UNIT_HISTORY.c.position)
    return [RecordedReport(*row) for row in connection.execute(query)]


def hashes(connection: sa.Connection) -> dict[int, str]:
    """Every event's hash, by its position, in order."""
    query = sa.select(UNIT_HISTORY.c.position, UNIT_HISTORY.c.hash).order_by(UNIT_HISTORY.c.position)
    return {row.position: row.hash for row in connection.execute(query)}


def forget_after(connection: sa.Connection, position: int) -> None:
    """Keep nothing behind a position: no store holds it any more."""
    connection.execute(sa.delete(UNIT_HISTORY).where(UNIT_HISTORY.c.position > position))


def of_moved_months(connection: sa.Connection, until: int) -> Iterator[RecordedReport]:
    """The events up to a position of the units' months that have moved since, in order."""
    here = sa.and_(UNIT_MONTHS.c.period == UNIT_HISTORY.c.period, UNIT_MONTHS.c.region == UNIT_HISTORY.c.region)
    query = sa.select(UNIT_HISTORY).join(UNIT_MONTHS, here)
    moved = query.where(UNIT_MONTHS.c.position > until, UNIT_HISTORY.c.position <= until)
    return (RecordedReport(*row) for row in connection.execute(moved.order_by(UNIT_HISTORY.c.position)))


def first_report(connection: sa.Connection, regions: Iterable[str], first: Month, until: int) -> int | None:
    """When any of ``regions`` first reported a month from ``first`` on, by a position; None when none has."""
    query = (
        sa.select(UNIT_HISTORY.c.recorded_at)
        .where(
            UNIT_HISTORY.c.position <= until,
            UNIT_HISTORY.c.region.in_(sorted(regions)),
            UNIT_HISTORY.c.period >= str(first),
            UNIT_HISTORY.c.type == ReportSubmitted.__name__,
        )
        .order_by(UNIT_HISTORY.c.position)
        .limit(1)
    )
    return connection.execute(query).scalar_one_or_none()


def seek(connection: sa.Connection, position: int) -> tuple[int, int] | None:
    """The first event at or after a position: its position and ``recorded_at``. See shared.points."""
    row = connection.execute(_SEEK, {"position": position}).one_or_none()
    return None if row is None else (row.position, row.recorded_at)


def extent(connection: sa.Connection) -> Extent:
    """How far the history reaches."""
    marks = reader_position.marks(connection)
    last, parked = last_position(marks), sorted(reader_position.parked_positions(connection))
    applied = sum(mark.events for mark in marks.values())
    hashes = tuple(mark.hash for mark in marks.values())
    return Extent(last, (applied, *parked) if applied != last or parked else (), hashes)


_SEEK: sa.Select[Any] = (
    sa.select(UNIT_HISTORY.c.position, UNIT_HISTORY.c.recorded_at)
    .where(UNIT_HISTORY.c.position >= sa.bindparam("position"))
    .order_by(UNIT_HISTORY.c.position)
    .limit(1)
)
