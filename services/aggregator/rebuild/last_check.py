"""What the last comparison of a rebuild with the live figures found: one row, that every instance shows."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.tables import REBUILD_CHECKS
from shared.periods import from_microseconds, to_microseconds

_ROW = 1


class RebuildCheck(NamedTuple):
    """``differences`` were found between the figures as of ``position`` and a rebuild, at ``checked_at``."""

    position: int
    differences: int
    checked_at: datetime


def save(connection: sa.Connection, check: RebuildCheck) -> None:
    """Put the check in the place of the one before."""
    table = REBUILD_CHECKS
    connection.execute(sa.delete(table))
    connection.execute(
        table.insert().values(
            id=_ROW,
            position=check.position,
            differences=check.differences,
            checked_at=to_microseconds(check.checked_at),
        )
    )


def load(connection: sa.Connection) -> RebuildCheck | None:
    """The last check; None when nothing was compared yet."""
    table = REBUILD_CHECKS
    row = connection.execute(sa.select(table.c.position, table.c.differences, table.c.checked_at)).one_or_none()
    return None if row is None else RebuildCheck(row.position, row.differences, from_microseconds(row.checked_at))
