"""The chains' heads that a document rests on. SQL only."""

from __future__ import annotations

import sqlalchemy as sa

from services.aggregator.issuing.documents import DOCUMENT_EVENTS
from services.aggregator.tables import STORE, UNIT_HISTORY
from shared.events.bulletin_content import ChainHead
from shared.periods import to_microseconds
from shared.points import Point

_DOCUMENTS = [each.__name__ for each in DOCUMENT_EVENTS]


def heads(connection: sa.Connection, point: Point) -> tuple[ChainHead, ...]:
    """The last event of ``reports`` up to the point, and the last of ``figures`` recorded by its instant.

    A document's own event is no figure: that of ``figures`` is the last that is none.
    """
    return tuple(head for head in (_reports_head(connection, point), _figures_head(connection, point)) if head)


def _reports_head(connection: sa.Connection, point: Point) -> ChainHead | None:
    table = UNIT_HISTORY
    query = (
        sa.select(table.c.position, table.c.hash)
        .where(table.c.position <= point.position)
        .order_by(table.c.position.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else ChainHead("reports", row.position, row.hash)


def _figures_head(connection: sa.Connection, point: Point) -> ChainHead | None:
    table = STORE.events
    query = (
        sa.select(table.c.position, table.c.hash)
        .where(table.c.recorded_at <= to_microseconds(point.instant), table.c.type.not_in(_DOCUMENTS))
        .order_by(table.c.position.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else ChainHead("figures", row.position, row.hash)
