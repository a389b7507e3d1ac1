"""What stands in ``amendments``: revisions and allocations of targets, as intake recorded them. SQL only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from services.aggregator.tables import AMENDMENTS
from shared.catalogue.amendments import NO_AMENDMENTS, Amending, Amendment, Amendments
from shared.codec import Codec
from shared.database.rows import insert_rows


def save(connection: sa.Connection, items: Sequence[Amendment]) -> list[Amendment]:
    """Write those that do not stand yet, and give them: an event that is read again changes nothing."""
    if not items:
        return []
    positions = [item.position for item in items]
    stored = sa.select(AMENDMENTS.c.position).where(AMENDMENTS.c.position.in_(positions))
    known = set(connection.execute(stored).scalars())
    new = [item for item in items if item.position not in known]
    insert_rows(connection, AMENDMENTS, AMENDMENTS.c.keys(), map(_row, new))
    return new


def load(connection: sa.Connection) -> Amendments:
    """Every amendment there is."""
    rows = connection.execute(sa.select(*AMENDMENTS.c).order_by(AMENDMENTS.c.position)).all()
    return Amendments(_amendment(row) for row in rows) if rows else NO_AMENDMENTS


def forget_after(connection: sa.Connection, position: int) -> list[Amendment]:
    """Keep nothing behind a position, which no store holds any more; what stood there."""
    behind = AMENDMENTS.c.position > position
    rows = connection.execute(sa.select(*AMENDMENTS.c).where(behind).order_by(AMENDMENTS.c.position)).all()
    connection.execute(sa.delete(AMENDMENTS).where(behind))
    return [_amendment(row) for row in rows]


class AmendmentsCache:
    """Reads the amendments anew only when there are others: how many, and their positions' sum, is asked each time.

    What stands at a position of ``reports`` never changes, so nothing that is kept can be wrong: not after a
    rollback, nor when another instance has written, nor in a database of the past. Replaced whole, so that
    threads may share a cache.
    """

    def __init__(self) -> None:
        self._known: tuple[tuple[int, int, int], Amendments] = ((0, 0, 0), NO_AMENDMENTS)

    def read(self, connection: sa.Connection) -> Amendments:
        """The amendments as this transaction sees them."""
        count, last, total = connection.execute(_MARK).one()
        mark = (int(count), int(last), int(total))
        known, found = self._known
        if known != mark:
            found = load(connection)
            self._known = (mark, found)
        return found


def _row(item: Amendment) -> tuple[object, ...]:
    name, version, data = _CODEC.encode(item.event)
    return item.position, item.recorded_at, item.event.plan, item.event.row, name, version, data


def _amendment(row: Iterable[object]) -> Amendment:
    position, recorded_at, _, _, name, version, data = row
    assert isinstance(position, int) and isinstance(recorded_at, int)
    assert isinstance(name, str) and isinstance(version, int) and isinstance(data, bytes)
    event = _CODEC.decode(name, version, data)
    assert isinstance(event, Amending)
    return Amendment(position, recorded_at, event)


_CODEC = Codec()
_LAST, _SUM = sa.func.max(AMENDMENTS.c.position), sa.func.sum(AMENDMENTS.c.position)
_MARK = sa.select(sa.func.count(), sa.func.coalesce(_LAST, 0), sa.func.coalesce(_SUM, 0))
