"""Reads which alerts are open, each with where its target stands now."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from services.aggregator.api.visibility import waiting_since
from services.aggregator.board.overview.alert_rows import ListedAlert
from services.aggregator.tables import OPEN_ALERTS, PROGRESS
from services.aggregator.targets.levels import UNJUDGED
from shared.events import Assessment
from shared.periods import Month
from shared.security.access import Sight

_decode = msgspec.json.Decoder(Assessment).decode
_EVER, _NEVER = Month(1949, 1), Month(2100, 12)


def open_alerts(connection: sa.Connection, sight: Sight) -> list[ListedAlert]:
    """Every open alert, as far as ``sight`` may see where its target stands."""
    rows = list(connection.execute(_OPEN))
    units = {row.region for row in rows if not sight.sees(row.region)}
    waiting = waiting_since(connection, units, _EVER, max((_latest(row) for row in rows), default=_EVER))
    return [_open_alert(row, hidden=waiting.get(row.region, _NEVER) <= _latest(row)) for row in rows]


def _with_latest_assessment() -> sa.Select[Any]:
    """The open alerts, beside each the latest judged month of its target."""
    other = PROGRESS.alias()
    latest = (
        sa.select(sa.func.max(other.c.period))
        .where(
            other.c.plan == OPEN_ALERTS.c.plan,
            other.c.row == OPEN_ALERTS.c.row,
            other.c.level.not_in(UNJUDGED),
        )
        .scalar_subquery()
    )
    here = sa.and_(
        PROGRESS.c.plan == OPEN_ALERTS.c.plan,
        PROGRESS.c.row == OPEN_ALERTS.c.row,
        PROGRESS.c.period == latest,
    )
    query = sa.select(OPEN_ALERTS, PROGRESS.c.period.label("latest"), PROGRESS.c.assessment)
    return query.select_from(OPEN_ALERTS).outerjoin(PROGRESS, here)


_OPEN = _with_latest_assessment()


def _latest(row: sa.Row[Any]) -> Month:
    return Month.parse(max(row.period, row.latest or row.period))


def _open_alert(row: sa.Row[Any], hidden: bool) -> ListedAlert:
    assessment = None if row.assessment is None or hidden else _decode(row.assessment)
    return ListedAlert(
        alert=row.alert,
        episode=row.episode,
        plan=row.plan,
        row=row.row,
        region=row.region,
        level=row.level,
        frozen=row.frozen,
        since=Month.parse(row.since),
        period=_latest(row),
        difference=assessment.difference if assessment else None,
        months_behind=assessment.months_behind if assessment else None,
    )
