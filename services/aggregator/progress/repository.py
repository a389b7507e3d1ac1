"""What stands in ``progress``: the latest assessment of each target and month. SQL only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import msgspec
import sqlalchemy as sa

from services.aggregator.model import ProgressKey
from services.aggregator.tables import PROGRESS
from shared.database.rows import insert_rows, parts, replacing
from shared.events import Assessment
from shared.periods import Month

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Assessment).decode


def load_range(connection: sa.Connection, plan: str, first: Month, last: Month) -> dict[ProgressKey, Assessment]:
    """Every assessment of a plan for the months from ``first`` to ``last``."""
    query = _SELECT.where(PROGRESS.c.plan == plan, PROGRESS.c.period.between(str(first), str(last)))
    return _assessments(connection, query)


def load_rows(
    connection: sa.Connection, plan: str, rows: Collection[int], first: Month, last: Month
) -> dict[ProgressKey, Assessment]:
    """As :func:`load_range`, of some targets of the plan only: one seek for each."""
    values = {"plan": plan, "rows": sorted(rows), "first": str(first), "last": str(last)}
    return _assessments(connection, _ROWS, values)


def load_row(
    connection: sa.Connection, plan: str, row: int, first: Month, last: Month
) -> dict[ProgressKey, Assessment]:
    """Every assessment of one target for the months from ``first`` to ``last``."""
    query = _SELECT.where(
        PROGRESS.c.plan == plan, PROGRESS.c.row == row, PROGRESS.c.period.between(str(first), str(last))
    )
    return _assessments(connection, query)


def load_latest(connection: sa.Connection, plan: str) -> dict[ProgressKey, Assessment]:
    """The latest assessment of each target of a plan."""
    latest = (
        sa.select(PROGRESS.c.row, sa.func.max(PROGRESS.c.period).label("period"))
        .where(PROGRESS.c.plan == plan)
        .group_by(PROGRESS.c.row)
        .subquery()
    )
    query = _SELECT.join(latest, sa.and_(PROGRESS.c.row == latest.c.row, PROGRESS.c.period == latest.c.period)).where(
        PROGRESS.c.plan == plan
    )
    return _assessments(connection, query)


def plans(connection: sa.Connection, among: Iterable[str]) -> list[str]:
    """Those of the plans that were ever assessed: that somebody has reported to."""
    return [plan for plan in among if connection.execute(_ANY, {"plan": plan}).first() is not None]


def assessed(connection: sa.Connection, plan: str, first: Month, last: Month) -> set[ProgressKey]:
    """Which targets of a plan stand assessed, whatever the level, for the months from ``first`` to ``last``."""
    query = sa.select(PROGRESS.c.row, PROGRESS.c.period).where(
        PROGRESS.c.plan == plan, PROGRESS.c.period.between(str(first), str(last))
    )
    return {ProgressKey(plan, row, Month.parse(period)) for row, period in connection.execute(query)}


def keys(connection: sa.Connection) -> list[ProgressKey]:
    """Everything that stands assessed, of whatever plan."""
    query = sa.select(PROGRESS.c.plan, PROGRESS.c.row, PROGRESS.c.period)
    return [ProgressKey(plan, row, Month.parse(period)) for plan, row, period in connection.execute(query)]


def forget(connection: sa.Connection, gone: Collection[ProgressKey]) -> None:
    """Keep these assessments no longer: nobody asks for them."""
    rows: dict[tuple[str, int], list[str]] = {}
    for key in gone:
        rows.setdefault((key.plan, key.row), []).append(str(key.period))
    for (plan, row), periods in rows.items():
        for some in parts(periods):
            here = (PROGRESS.c.plan == plan, PROGRESS.c.row == row, PROGRESS.c.period.in_(some))
            connection.execute(sa.delete(PROGRESS).where(*here))


def still_reporting(connection: sa.Connection) -> list[ProgressKey]:
    """The targets and months that stand at 报送中."""
    query = sa.select(PROGRESS.c.plan, PROGRESS.c.row, PROGRESS.c.period).where(PROGRESS.c.level == "reporting")
    return [ProgressKey(plan, row, Month.parse(period)) for plan, row, period in connection.execute(query)]


def save(connection: sa.Connection, assessments: Mapping[ProgressKey, Assessment]) -> None:
    """Write these assessments over those that stand."""
    rows = (
        (key.plan, key.row, str(key.period), new.level, new.data_version, _encode(new), new.data_version)
        for key, new in assessments.items()
    )
    insert_rows(connection, PROGRESS, PROGRESS.c.keys(), rows, _REPLACE)


def held_again(connection: sa.Connection, kept: Iterable[ProgressKey], data_version: int) -> None:
    """These were judged again, and stand as they did: between what they were said of and ``data_version`` they may have
    been others."""
    spans: dict[tuple[str, int], list[str]] = {}
    for key in kept:
        spans.setdefault((key.plan, key.row), []).append(str(key.period))
    values = [
        {"plan_": plan, "row_": row, "first": min(periods), "last": max(periods), "held": data_version}
        for (plan, row), periods in spans.items()
    ]
    if values:
        connection.execute(_HELD, values)


def lower_versions(connection: sa.Connection, most: int) -> None:
    """Let no assessment tell a later data version than ``most``: figures were put back to it."""
    query = _SELECT.where(PROGRESS.c.data_version > most)
    later = _assessments(connection, query)
    connection.execute(sa.update(PROGRESS).where(PROGRESS.c.held_from > most).values(held_from=most))
    save(connection, {key: msgspec.structs.replace(each, data_version=most) for key, each in later.items()})


def _assessments(
    connection: sa.Connection, query: sa.Executable, values: Mapping[str, object] | None = None
) -> dict[ProgressKey, Assessment]:
    return {
        ProgressKey(plan, row, Month.parse(period)): _decode(document)
        for plan, row, period, document in connection.execute(query, values)
    }


_HELD = (
    sa.update(PROGRESS)
    .where(
        PROGRESS.c.plan == sa.bindparam("plan_"),
        PROGRESS.c.row == sa.bindparam("row_"),
        PROGRESS.c.period.between(sa.bindparam("first"), sa.bindparam("last")),
    )
    .values(held_from=sa.bindparam("held"))
)
_SELECT = sa.select(PROGRESS.c.plan, PROGRESS.c.row, PROGRESS.c.period, PROGRESS.c.assessment)
_OF_TARGETS = sa.and_(PROGRESS.c.plan == sa.bindparam("plan"), PROGRESS.c.row.in_(sa.bindparam("rows", expanding=True)))
_ANY = sa.select(PROGRESS.c.row).where(PROGRESS.c.plan == sa.bindparam("plan")).limit(1)
_ROWS = _SELECT.where(_OF_TARGETS, PROGRESS.c.period.between(sa.bindparam("first"), sa.bindparam("last")))
_REPLACE = replacing(PROGRESS.c.keys(), ("plan", "row", "period"))
