"""What reminders read and write: who has reported which month, and the steps that were taken."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, cast

import sqlalchemy as sa

from services.alerts.reminders.due import OWED_AGAIN, KnownOfReports, ReportedMonth, Step
from services.alerts.tables import REMINDERS, REPORTED_MONTHS
from shared.periods import CHINA, Month, from_microseconds

_TABLE = REPORTED_MONTHS.c
_MONTHS = sa.select(_TABLE.region, _TABLE.period, _TABLE.status, _TABLE.since, _TABLE.blanks, _TABLE.confirmed)


class Issued(NamedTuple):
    """A step as it was taken (``issued_at`` in UTC microseconds); its messages have this number and sequence."""

    region: str
    period: str
    step: Step
    due: str
    issued_at: int
    number: str
    sequence: int


def known(connection: sa.Connection, newest: Collection[Month]) -> KnownOfReports:
    """What a decision rests on: the months ``newest`` of everybody, and what is owed again or in part."""
    months = [str(month) for month in newest]
    table = REPORTED_MONTHS.c
    query = _MONTHS.where(
        sa.or_(
            table.period.in_(months),
            table.status.in_(OWED_AGAIN),
            sa.and_(table.status == "submitted", table.blanks != "", table.blanks != table.confirmed),
        )
    )
    reports = {(region, Month.parse(period)): _reported(*rest) for region, period, *rest in _rows(connection, query)}
    asked = {*months, *(str(period) for _, period in reports)}
    return KnownOfReports(reports, first_reported(connection), _taken(connection, asked))


def first_reported(connection: sa.Connection) -> dict[str, Month]:
    """By region the first month that it ever reported."""
    table = REPORTED_MONTHS.c
    query = sa.select(table.region, sa.func.min(table.period)).group_by(table.region)
    return {region: Month.parse(period) for region, period in _rows(connection, query)}


def reports(connection: sa.Connection, regions: Collection[str]) -> dict[str, dict[Month, ReportedMonth]]:
    """Everything these regions ever reported, by region and month."""
    table = REPORTED_MONTHS.c
    query = _MONTHS.where(table.region.in_(regions))
    found: dict[str, dict[Month, ReportedMonth]] = {region: {} for region in regions}
    for region, period, *rest in _rows(connection, query):
        found[region][Month.parse(period)] = _reported(*rest)
    return found


def simulated(connection: sa.Connection) -> frozenset[str]:
    """The regions that simulated figures were ever reported for."""
    table = REPORTED_MONTHS.c
    return frozenset(row[0] for row in _rows(connection, sa.select(table.region).where(table.simulated).distinct()))


def sequences(connection: sa.Connection, numbers: Collection[str]) -> dict[str, int]:
    """The last message of each of these numbers."""
    table = REMINDERS.c
    query = sa.select(table.number, sa.func.max(table.sequence)).where(table.number.in_(numbers))
    return dict(_rows(connection, query.group_by(table.number)))


def save(connection: sa.Connection, issued: Sequence[Issued]) -> None:
    """Keep the steps that were taken."""
    if issued:
        connection.execute(REMINDERS.insert(), [each._asdict() for each in issued])


def issued(connection: sa.Connection, period: str) -> list[Issued]:
    """The steps that were taken for a month, the last first."""
    table = REMINDERS
    query = sa.select(table).where(table.c.period == period)
    rows = connection.execute(query.order_by(table.c.issued_at.desc(), table.c.region)).mappings()
    return [Issued(**row) for row in rows]


def periods(connection: sa.Connection) -> list[str]:
    """The months that anybody was reminded of, the newest first."""
    period = REMINDERS.c.period
    return [row[0] for row in _rows(connection, sa.select(period).distinct().order_by(period.desc()))]


def reported(connection: sa.Connection, period: str) -> dict[str, ReportedMonth]:
    """What became of each region's report of a month."""
    query = _MONTHS.where(REPORTED_MONTHS.c.period == period)
    return {region: _reported(*rest) for region, _, *rest in _rows(connection, query)}


def _taken(connection: sa.Connection, periods: Collection[str]) -> dict[tuple[str, Month], frozenset[Step]]:
    table = REMINDERS.c
    query = sa.select(table.region, table.period, table.step).where(table.period.in_(sorted(periods)))
    found: dict[tuple[str, Month], frozenset[Step]] = {}
    for region, period, step in _rows(connection, query):
        key = (region, Month.parse(period))
        found[key] = found.get(key, frozenset()) | {cast(Step, step)}
    return found


def _rows(connection: sa.Connection, query: sa.Select[Any]) -> Sequence[Any]:
    return connection.execute(query).all()


def _reported(status: Any, since: int, blanks: str, confirmed: str) -> ReportedMonth:
    known = set(confirmed.split())
    blank = tuple(each for each in blanks.split() if each not in known)
    return ReportedMonth(status, from_microseconds(since).astimezone(CHINA).date(), blank)
