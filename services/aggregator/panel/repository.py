"""What sample enterprises have reported: every revision, as ``reports`` tells it. SQL only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from services.aggregator.panel.withholding import RecordedPanel
from services.aggregator.tables import PANEL_REPORTS
from shared.codec import Codec
from shared.database.rows import insert_rows, parts
from shared.events import PanelReported
from shared.periods import Month
from shared.store import Recorded

_IN_LIST = 400
_C = PANEL_REPORTS.c
_CODEC = Codec()


def save(
    connection: sa.Connection, reported: Sequence[tuple[Recorded, PanelReported]]
) -> list[tuple[Recorded, PanelReported]]:
    """Write those that do not stand yet, and give them: a report that is read again changes nothing."""
    if not reported:
        return []
    positions = [record.position for record, _ in reported]
    known = set(connection.execute(sa.select(_C.position).where(_C.position.in_(positions))).scalars())
    new = [(record, event) for record, event in reported if record.position not in known]
    insert_rows(connection, PANEL_REPORTS, _C.keys(), (_row(record, event) for record, event in new))
    return new


def of_enterprise(connection: sa.Connection, enterprise: str, period: str) -> list[RecordedPanel]:
    """Every revision of an enterprise's period."""
    return _read(connection, _C.enterprise == enterprise, _C.period == period)


def of_regions(
    connection: sa.Connection, regions: Iterable[str], periods: Collection[Month], until: int | None
) -> list[RecordedPanel]:
    """Every revision of these months that the regions' enterprises reported, up to a position (None: the last one)."""
    found: list[RecordedPanel] = []
    upto = () if until is None else (_C.position <= until,)
    for some in parts(list(regions), _IN_LIST):
        found += _read(connection, _C.region.in_(some), _C.period.in_([str(each) for each in periods]), *upto)
    return sorted(found)


def reported(connection: sa.Connection, regions: Iterable[str], periods: Collection[Month]) -> set[tuple[str, str]]:
    """Which of the regions' enterprises have reported these months (enterprise, period), whatever they said."""
    found: set[tuple[str, str]] = set()
    for some in parts(list(regions), _IN_LIST):
        wanted = _C.region.in_(some), _C.period.in_([str(each) for each in periods])
        rows = connection.execute(sa.select(_C.enterprise, _C.period).distinct().where(*wanted))
        found.update((enterprise, period) for enterprise, period in rows)
    return found


def periods(connection: sa.Connection, until: int | None) -> list[Month]:
    """The months that anybody has reported, the newest first."""
    query = sa.select(_C.period).distinct()
    if until is not None:
        query = query.where(_C.position <= until)
    return sorted((Month.parse(each) for each in connection.execute(query).scalars()), reverse=True)


def forget_after(connection: sa.Connection, position: int) -> list[RecordedPanel]:
    """Keep nothing behind a position, which no store holds any more; what stood there."""
    gone = _read(connection, _C.position > position)
    connection.execute(sa.delete(PANEL_REPORTS).where(_C.position > position))
    return gone


def _read(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[RecordedPanel]:
    query = sa.select(_C.position, _C.recorded_at, _C.schema_version, _C.event).where(*where).order_by(_C.position)
    return [_reported(*row) for row in connection.execute(query)]


def _row(record: Recorded, event: PanelReported) -> tuple[Any, ...]:
    where = (event.region, event.enterprise, event.period)
    return record.position, record.recorded_at, *where, record.schema_version, record.data


def _reported(position: int, recorded_at: int, version: int, data: bytes) -> RecordedPanel:
    event = _CODEC.decode(PanelReported.__name__, version, data)
    assert isinstance(event, PanelReported)
    return RecordedPanel(position, recorded_at, event)
