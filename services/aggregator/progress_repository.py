"""What stands in ``progress``: the latest assessment of each target and month. SQL only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from services.aggregator.tables import PROGRESS
from shared.events import Assessment
from shared.periods import Month

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Assessment).decode


class ProgressKey(NamedTuple):
    """Names one assessment: a target and the month it was assessed for."""

    plan: str
    row: int
    period: Month


def load_range(connection: sa.Connection, plan: str, first: Month, last: Month) -> dict[ProgressKey, Assessment]:
    """Every assessment of a plan for the months from ``first`` to ``last``."""
    query = _SELECT.where(PROGRESS.c.plan == plan, PROGRESS.c.period.between(str(first), str(last)))
    return _assessments(connection, query)


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


def plans(connection: sa.Connection) -> list[str]:
    """The plans that were ever assessed: those that somebody has reported to."""
    return list(connection.execute(sa.select(PROGRESS.c.plan).distinct()).scalars())


def latest_period(connection: sa.Connection, plan: str) -> Month | None:
    """The latest month for which any target of the plan was assessed."""
    text = connection.execute(sa.select(sa.func.max(PROGRESS.c.period)).where(PROGRESS.c.plan == plan)).scalar()
    return Month.parse(text) if text else None


def assessed(connection: sa.Connection, plan: str, first: Month, last: Month) -> set[ProgressKey]:
    """Which targets of a plan stand assessed, whatever the level, for the months from ``first`` to ``last``."""
    query = sa.select(PROGRESS.c.row, PROGRESS.c.period).where(
        PROGRESS.c.plan == plan, PROGRESS.c.period.between(str(first), str(last))
    )
    return {ProgressKey(plan, row, Month.parse(period)) for row, period in connection.execute(query)}


def still_reporting(connection: sa.Connection) -> list[ProgressKey]:
    """The targets and months that stand at 报送中."""
    query = sa.select(PROGRESS.c.plan, PROGRESS.c.row, PROGRESS.c.period).where(PROGRESS.c.level == "reporting")
    return [ProgressKey(plan, row, Month.parse(period)) for plan, row, period in connection.execute(query)]


def save(connection: sa.Connection, assessments: Mapping[ProgressKey, Assessment]) -> None:
    """Write these assessments over those that stand."""
    if not assessments:
        return
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(PROGRESS)
    replaced = {name: statement.excluded[name] for name in ("level", "data_version", "assessment")}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["plan", "row", "period"], set_=replaced),
        list(_rows(assessments.items())),
    )


def _rows(items: Iterable[tuple[ProgressKey, Assessment]]) -> Iterable[dict[str, object]]:
    for key, assessment in items:
        yield {
            "plan": key.plan,
            "row": key.row,
            "period": str(key.period),
            "level": assessment.level,
            "data_version": assessment.data_version,
            "assessment": _encode(assessment),
        }


def _assessments(connection: sa.Connection, query: sa.Executable) -> dict[ProgressKey, Assessment]:
    return {
        ProgressKey(plan, row, Month.parse(period)): _decode(document)
        for plan, row, period, document in connection.execute(query)
    }


_SELECT = sa.select(PROGRESS.c.plan, PROGRESS.c.row, PROGRESS.c.period, PROGRESS.c.assessment)
