"""The numbers that alerts were given, each to one of them for ever. SQL only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from services.alerts.episodes.numbering import GivenNumber
from services.alerts.tables import ALERT_NUMBERS
from shared.database.rows import insert_rows

_C = ALERT_NUMBERS.c


def of_streams(connection: sa.Connection, streams: Sequence[str]) -> dict[str, GivenNumber]:
    """The number of each of these streams' alerts; one that has none yet is left out."""
    query = sa.select(*(_C[name] for name in GivenNumber._fields)).where(_C.stream.in_(streams))
    return {given.stream: given for given in (GivenNumber(*row) for row in connection.execute(query))}


def by_stream(connection: sa.Connection) -> dict[str, str]:
    """The number of every alert that has one."""
    return {row.stream: row.number for row in connection.execute(sa.select(_C.stream, _C.number))}


def prefixes(connection: sa.Connection) -> list[tuple[str, str]]:
    """Each plan that has ever had an alert here, with what numbers of its alerts begin with."""
    query = sa.select(_C.plan, _C.prefix).distinct().order_by(_C.plan, _C.prefix)
    return [(plan, prefix) for plan, prefix in connection.execute(query)]


def stream_of(connection: sa.Connection, number: str) -> str | None:
    """The alert that has this number; None where nobody has."""
    found: str | None = connection.execute(sa.select(_C.stream).where(_C.number == number)).scalar_one_or_none()
    return found


def give(connection: sa.Connection, numbers: Iterable[GivenNumber]) -> None:
    """Keep numbers that were given.

    Raises:
        sqlalchemy.exc.IntegrityError: one is another alert's, or an alert has one already.
    """
    insert_rows(connection, ALERT_NUMBERS, GivenNumber._fields, numbers)
