"""The corrections that wait for a second signer, and what became of telling who may sign: read and written.

SQL only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.alerts.reminders.telling import Outcome
from services.alerts.tables import PROPOSED_CORRECTIONS
from shared.database.rows import insert_rows
from shared.events import CorrectionProposed
from shared.store import Recorded

_WAITING = ""
_COLUMNS = ("region", "period", "number", "base", "reason", "mail", "simulated", "at", "position", "outcome")


class ProposedCorrection(NamedTuple):
    """A correction of revision ``base`` (0: a late report), proposed ``at`` an instant (microseconds, UTC); ``mail``
    are the addresses of who may sign."""

    region: str
    period: str
    number: int
    base: int
    reason: str
    mail: tuple[str, ...]
    simulated: bool
    at: int


def row_of(event: CorrectionProposed, record: Recorded) -> tuple[object, ...]:
    """What is kept of a proposal that is read."""
    told = (event.number, event.base, event.reason, "\n".join(event.tell), event.simulated)
    return (event.region, event.period, *told, record.recorded_at, record.position, _WAITING)


def keep(
    connection: sa.Connection, proposed: Sequence[tuple[object, ...]], moved: Mapping[tuple[str, str], int]
) -> None:
    """Keep proposals that are read; one that is known stays as it is, told or not. ``moved`` are months and the
    positions before which nothing waits any more: signed, declined, taken back, or replaced."""
    insert_rows(connection, PROPOSED_CORRECTIONS, _COLUMNS, proposed, "ON CONFLICT DO NOTHING")
    table = PROPOSED_CORRECTIONS.c
    query = sa.select(table.region, table.period, table.number, table.position).where(table.outcome == _WAITING)
    for region, period, number, position in connection.execute(query).all() if moved else ():
        if position < moved.get((region, period), 0):
            _settle(connection, region, period, number, "settled")


def waiting(connection: sa.Connection) -> list[ProposedCorrection]:
    """Those of which nobody was told yet, the first one first."""
    table = PROPOSED_CORRECTIONS.c
    columns = [getattr(table, name) for name in ProposedCorrection._fields]
    query = sa.select(*columns).where(table.outcome == _WAITING).order_by(table.position)
    found = [ProposedCorrection(*row) for row in connection.execute(query)]
    return [each._replace(mail=tuple(str(each.mail).split("\n")) if each.mail else ()) for each in found]


def settle(connection: sa.Connection, proposed: ProposedCorrection, outcome: Outcome) -> None:
    """Keep what has become of telling who may sign."""
    _settle(connection, proposed.region, proposed.period, proposed.number, outcome)


def _settle(connection: sa.Connection, region: str, period: str, number: int, outcome: Outcome) -> None:
    table = PROPOSED_CORRECTIONS.c
    mine = sa.and_(table.region == region, table.period == period, table.number == number)
    connection.execute(sa.update(PROPOSED_CORRECTIONS).where(mine).values(outcome=outcome))
