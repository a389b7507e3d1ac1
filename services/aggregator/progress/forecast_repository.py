"""What stands in ``forecasts``: the months to come as they were forecast, by data version. SQL only."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec
import sqlalchemy as sa

from services.aggregator import to_judge
from services.aggregator.forecast.stored import Forecast
from services.aggregator.model import ProgressKey
from services.aggregator.tables import FORECASTS, PROGRESS
from services.aggregator.targets.levels import UNJUDGED
from shared.database.rows import insert_rows, replacing
from shared.periods import Month

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Forecast).decode


def load(connection: sa.Connection, key: ProgressKey, data_version: int | None = None) -> Forecast | None:
    """The forecast of a target at a month on figures of a version, or else the latest version stored."""
    table = FORECASTS
    query = sa.select(table.c.document).where(
        table.c.plan == key.plan, table.c.row == key.row, table.c.period == str(key.period)
    )
    if data_version is not None:
        query = query.where(table.c.data_version == data_version)
    document = connection.execute(query.order_by(table.c.data_version.desc()).limit(1)).scalar()
    return None if document is None else _decode(document)


def save(connection: sa.Connection, forecasts: Iterable[Forecast]) -> None:
    """Write them; one that stands already is the same."""
    rows = ((each.plan, each.row, each.period, each.data_version, _encode(each)) for each in forecasts)
    insert_rows(connection, FORECASTS, FORECASTS.c.keys(), rows, _REPLACE)


def forget_after(connection: sa.Connection, data_version: int) -> None:
    """Keep none on figures of a later version: they were put back to ``data_version``."""
    connection.execute(sa.delete(FORECASTS).where(FORECASTS.c.data_version > data_version))


def keep_plans(connection: sa.Connection, plans: Collection[str]) -> None:
    """Keep none but those of ``plans``: the others' targets are judged by something else now."""
    connection.execute(sa.delete(FORECASTS).where(FORECASTS.c.plan.not_in(sorted(plans))))


def lacking(connection: sa.Connection, most: int) -> list[ProgressKey]:
    """Up to ``most`` of the latest judged months whose data version has no forecast stored; none that a change waits to
    be judged in: its figures are newer than that version."""
    latest = (
        sa.select(PROGRESS.c.plan, PROGRESS.c.row, sa.func.max(PROGRESS.c.period).label("period"))
        .where(PROGRESS.c.level.not_in(UNJUDGED))
        .group_by(PROGRESS.c.plan, PROGRESS.c.row)
        .subquery()
    )
    of_latest = sa.and_(*(PROGRESS.c[name] == latest.c[name] for name in ("plan", "row", "period")))
    same = sa.and_(*(FORECASTS.c[name] == PROGRESS.c[name] for name in ("plan", "row", "period", "data_version")))
    query = (
        sa.select(PROGRESS.c.plan, PROGRESS.c.row, PROGRESS.c.period)
        .join(latest, of_latest)
        .outerjoin(FORECASTS, same)
        .where(FORECASTS.c.plan.is_(None), sa.not_(to_judge.reaches(PROGRESS)))
        .order_by(PROGRESS.c.plan, PROGRESS.c.row)
        .limit(most)
    )
    return [ProgressKey(plan, row, Month.parse(period)) for plan, row, period in connection.execute(query)]


_REPLACE = replacing(FORECASTS.c.keys(), ("plan", "row", "period", "data_version"))
