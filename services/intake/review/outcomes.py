"""What intake knows of what came of the reports: open alerts, and how far targets are. Two projections.

Reviewing asks for them: a correction for the better while an alert is open needs evidence, and targets that
come out just above a line are picked for checking. Nothing else of the other topics is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.intake.review.convenient import FigureAlert
from services.intake.tables import OPEN_ALERTS, PROGRESS
from shared.codec import Codec
from shared.consume import Steps, TakeStep
from shared.database.rows import insert_rows, replacing
from shared.events import (
    AlertClosedByCorrection,
    AlertExpired,
    AlertOutcomeChanged,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    AlertSignedOff,
    Event,
    ProgressAssessed,
)
from shared.store import Recorded

ALERTS_CONSUMER = "intake-alerts"
FIGURES_CONSUMER = "intake-progress"
"""Under which the positions in ``alerts`` and ``figures`` stand."""

_COLUMNS = ("plan", "row", "period", "region", "progress")
_REPLACE = replacing(_COLUMNS, _COLUMNS[:3])


class KnownAlerts:
    """Keeps ``open_alerts``; see shared.consume.Handle.

    An alert is open from its raise to its close; one that ended with its plan and a target missed, until it is struck
    off: a correction that would mend the result needs evidence as well.
    """

    def __init__(self, codec: Codec) -> None:
        self._steps = Steps(codec, _STEPS)

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        """Apply ``events``; those that neither open nor close an alert pass by."""
        self._steps.apply(connection, events)


def _raised(connection: sa.Connection, event: AlertRaised | AlertReopened, record: Recorded) -> None:
    table = OPEN_ALERTS
    connection.execute(sa.delete(table).where(table.c.stream == record.stream))
    connection.execute(
        sa.insert(table).values(
            stream=record.stream,
            alert=event.alert,
            episode=event.episode,
            plan=event.plan,
            row=event.row,
            indicator=event.indicator,
            region=event.region,
            since=event.since if isinstance(event, AlertReopened) else event.period,
        )
    )


def _closed(
    connection: sa.Connection, event: AlertResolved | AlertClosedByCorrection | AlertSignedOff, record: Recorded
) -> None:
    _forget(connection, record.stream, event.episode)


def _came_out(connection: sa.Connection, event: AlertExpired | AlertOutcomeChanged, record: Recorded) -> None:
    if event.reason == "completed":
        _forget(connection, record.stream, event.episode)


def _forget(connection: sa.Connection, stream: str, episode: int) -> None:
    table = OPEN_ALERTS.c
    connection.execute(sa.delete(OPEN_ALERTS).where(table.stream == stream, table.episode == episode))


_STEPS: Mapping[type[Event], TakeStep[sa.Connection]] = {
    AlertRaised: _raised,
    AlertReopened: _raised,
    AlertResolved: _closed,
    AlertClosedByCorrection: _closed,
    AlertExpired: _came_out,
    AlertOutcomeChanged: _came_out,
    AlertSignedOff: _closed,
}
"""Which event does what to the open alerts."""


LastProgress = dict[tuple[str, int, str], tuple[object, ...]]
"""The row of each target and month that a batch assessed."""


class KnownProgress:
    """Keeps ``progress``: the last P of each target and month."""

    def __init__(self, codec: Codec) -> None:
        self._steps = Steps(codec, {ProgressAssessed: _assessed})

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        """Apply ``events``; those that assess no target pass by."""
        last: LastProgress = {}
        self._steps.apply(last, events)
        insert_rows(connection, PROGRESS, _COLUMNS, list(last.values()), _REPLACE)


def _assessed(last: LastProgress, event: ProgressAssessed, _record: Recorded) -> None:
    key = (event.plan, event.row, event.period)
    last[key] = (*key, event.region, event.assessment.progress)


def forget_alerts(connection: sa.Connection) -> None:
    """Know of no alert: the topic is read from its beginning again."""
    connection.execute(sa.delete(OPEN_ALERTS))


def forget_progress(connection: sa.Connection) -> None:
    """Know of no target's progress: the topic is read from its beginning again."""
    connection.execute(sa.delete(PROGRESS))


class Assessed(NamedTuple):
    """A target's P of a month, in basis points."""

    plan: str
    row: int
    period: str
    progress: int


def open_alerts(connection: sa.Connection, areas: Collection[str]) -> list[FigureAlert]:
    """The open alerts of these regions' own plans."""
    table = OPEN_ALERTS.c
    query = sa.select(table.alert, table.indicator, table.region, table.since)
    return [FigureAlert(*row) for row in connection.execute(query.where(table.region.in_(list(areas))))]


def assessed(connection: sa.Connection, areas: Collection[str], first: str, last: str) -> list[Assessed]:
    """P of these regions' targets from ``first`` to ``last``, where there was one."""
    table = PROGRESS.c
    query = sa.select(table.plan, table.row, table.period, table.progress).where(
        table.region.in_(list(areas)), table.period.between(first, last), table.progress.is_not(None)
    )
    return [Assessed(*row) for row in connection.execute(query.order_by(table.plan, table.row, table.period))]
