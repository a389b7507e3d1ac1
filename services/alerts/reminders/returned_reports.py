"""The reports that were returned, and what became of telling the unit: read and written. SQL only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.alerts.reminders.telling import Outcome
from services.alerts.tables import REPORTED_MONTHS, RETURNED_REPORTS
from shared.database.rows import insert_rows

_WAITING = ""
_COLUMNS = ("region", "period", "revision", "area", "reason", "at", "position", "outcome")


class ReturnedReport(NamedTuple):
    """A return of a revision by ``area`` ('' not recorded) ``at`` an instant (microseconds, UTC); whether it still
    ``stands``: the unit has not sent anew since."""

    region: str
    period: str
    revision: int
    area: str
    reason: str
    at: int
    stands: bool


def keep(connection: sa.Connection, returns: Sequence[tuple[object, ...]]) -> None:
    """Keep returns that are read: region, period, revision, area, reason, at, position. One that is known stays as it
    is, told or not."""
    insert_rows(
        connection, RETURNED_REPORTS, _COLUMNS, [(*each, _WAITING) for each in returns], "ON CONFLICT DO NOTHING"
    )


def waiting(connection: sa.Connection) -> list[ReturnedReport]:
    """The returns of which nothing has become yet, the first one first."""
    table, month = RETURNED_REPORTS.c, REPORTED_MONTHS.c
    stands = sa.and_(month.status == "returned", month.position == table.position)
    query = (
        sa.select(table.region, table.period, table.revision, table.area, table.reason, table.at, stands)
        .join_from(
            RETURNED_REPORTS, REPORTED_MONTHS, sa.and_(month.region == table.region, month.period == table.period)
        )
        .where(table.outcome == _WAITING)
        .order_by(table.position)
    )
    return [ReturnedReport(*row)._replace(stands=bool(row[-1])) for row in connection.execute(query)]


def settle(connection: sa.Connection, returned: ReturnedReport, outcome: Outcome) -> None:
    """Keep what has become of a return."""
    table = RETURNED_REPORTS.c
    mine = sa.and_(
        table.region == returned.region, table.period == returned.period, table.revision == returned.revision
    )
    connection.execute(sa.update(RETURNED_REPORTS).where(mine).values(outcome=outcome))
