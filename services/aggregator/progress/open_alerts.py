"""Which alerts are open: a projection of the topic ``alerts`` in the aggregator's own database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from services.aggregator.tables import OPEN_ALERTS
from shared.codec import Codec
from shared.consume import Steps, TakeStep
from shared.events import (
    AlertClosedByCorrection,
    AlertExpired,
    AlertFrozen,
    AlertLevelChanged,
    AlertRaised,
    AlertReopened,
    AlertResolved,
    Event,
)
from shared.store import Recorded

CONSUMER_NAME = "board"
"""Under which the board's position in ``alerts`` stands."""


class NeverRaised(Exception):
    """An episode goes on, or ends, that is not open."""


class OpenAlerts:
    """Keeps ``open_alerts``; see shared.consume.Handle.

    Other events of the topic (messages, what people did) do not open or close an alert: they pass by.
    """

    def __init__(self, codec: Codec) -> None:
        self._steps = Steps(codec, STEPS)

    def __call__(self, connection: sa.Connection, events: Sequence[Recorded]) -> None:
        """Apply ``events``, which follow the ones before.

        Raises:
            NeverRaised: an episode goes on without having begun.
        """
        self._steps.apply(connection, events)


def forget(connection: sa.Connection) -> None:
    """Know of no alert: the topic is read from its beginning again."""
    connection.execute(sa.delete(OPEN_ALERTS))


def _raised(connection: sa.Connection, event: AlertRaised | AlertReopened, record: Recorded) -> None:
    values = {
        "alert": event.alert,
        "episode": event.episode,
        "plan": event.plan,
        "row": event.row,
        "region": event.region,
        "level": event.level,
        "frozen": isinstance(event, AlertReopened) and event.frozen,
        "since": event.since if isinstance(event, AlertReopened) else event.period,
        "period": event.period,
    }
    # a new episode, or one that goes on, takes the place of whatever is known of the alert
    connection.execute(sa.delete(OPEN_ALERTS).where(OPEN_ALERTS.c.stream == record.stream))
    connection.execute(sa.insert(OPEN_ALERTS).values(stream=record.stream, **values))


def _level_changed(connection: sa.Connection, event: AlertLevelChanged, record: Recorded) -> None:
    thawed = {"frozen": False} if event.reason == "figures_returned" else {}
    _change(connection, event, record.stream, {"level": event.level, **thawed})


def _frozen(connection: sa.Connection, event: AlertFrozen, record: Recorded) -> None:
    _change(connection, event, record.stream, {"frozen": True})


def _closed(
    connection: sa.Connection, event: AlertResolved | AlertClosedByCorrection | AlertExpired, record: Recorded
) -> None:
    gone = connection.execute(sa.delete(OPEN_ALERTS).where(*_episode(event, record.stream)))
    if gone.rowcount == 0:
        raise NeverRaised(f"{event.alert} episode {event.episode}")


def _change(
    connection: sa.Connection, event: AlertLevelChanged | AlertFrozen, stream: str, values: dict[str, Any]
) -> None:
    # a correction of an earlier month may move an episode: the latest month that did stays
    later = sa.case((OPEN_ALERTS.c.period < event.period, event.period), else_=OPEN_ALERTS.c.period)
    named = {"period": later, "alert": event.alert, **values}
    changed = connection.execute(sa.update(OPEN_ALERTS).where(*_episode(event, stream)).values(**named))
    if changed.rowcount == 0:
        raise NeverRaised(f"{event.alert} episode {event.episode}")


def _episode(event: Any, stream: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """By the alert's stream: before numbers were kept two alerts could share one."""
    return OPEN_ALERTS.c.stream == stream, OPEN_ALERTS.c.episode == event.episode


STEPS: Mapping[type[Event], TakeStep[sa.Connection]] = {
    AlertRaised: _raised,
    AlertLevelChanged: _level_changed,
    AlertFrozen: _frozen,
    AlertResolved: _closed,
    AlertClosedByCorrection: _closed,
    AlertExpired: _closed,
    AlertReopened: _raised,
}
"""Which event does what to the open alerts."""
