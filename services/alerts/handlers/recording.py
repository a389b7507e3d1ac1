"""What was done about an alert, by people or because nobody did: recorded, and told to whom it asks something of."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
import structlog

from services.alerts.episodes.events import LateEvent, SteppingEvent
from services.alerts.episodes.known_months import newest_judged
from services.alerts.handlers.alert_at_work import AlertAtWork
from services.alerts.handlers.alerts_at_work import save_alerts
from services.alerts.handlers.dispatch import Dispatch, Occasion
from services.alerts.handling.requests import By
from services.alerts.repository.streams import AlertStreams
from shared.events import AlertAnswerReturned, AlertEscalated
from shared.periods import Clock, to_microseconds, today_in_china


class Recording:
    """Every method works inside the caller's transaction."""

    def __init__(self, streams: AlertStreams, clock: Clock, dispatch: Dispatch) -> None:
        self._streams = streams
        self._clock = clock
        self._dispatch = dispatch
        self._logger = structlog.get_logger()

    def record(self, connection: sa.Connection, alert: AlertAtWork, events: Sequence[SteppingEvent], by: By) -> None:
        """The events happened now; an escalation, a returned answer, and what only time brought about are told, where
        the row is in the catalogue."""
        now, today = self._clock.now(), today_in_china(self._clock)
        row = alert.rows[alert.state.episode]
        events = [self._dispatch.with_days(event, row.plan) for event in events]
        for event in events:
            alert.record(event, today, to_microseconds(now), by.correlation_id)
        told, knows = [], self._dispatch.knows(row.plan, row.row)
        for event in events:
            if knows and isinstance(event, AlertEscalated | AlertAnswerReturned | LateEvent):
                told += alert.queue(self._dispatch.notices(occasion(alert, event, by), alert.secret))
            self._log(event, by)
        save_alerts(connection, self._streams, [alert], told, by.actor, by.key or None)

    def _log(self, event: SteppingEvent, by: By) -> None:
        self._logger.info(
            "alert handled",
            alert=event.alert,
            episode=event.episode,
            what=type(event).__name__,
            actor=by.actor,
            correlation_id=by.correlation_id,
        )


def occasion(alert: AlertAtWork, event: AlertEscalated | AlertAnswerReturned | LateEvent, by: By) -> Occasion:
    """The event with the newest figures there are: since the episode last changed, months may have passed."""
    row = alert.rows[event.episode]
    period, assessment = newest_judged(alert.history) or (row.period, row.assessed)
    return alert.occasion(event, row.assessed_as(period, assessment), alert.state.level, by.correlation_id)
