"""Ends what is still open when the days for reviewing a plan's last month are over: in one transaction."""

from __future__ import annotations

from collections.abc import Mapping

from services.alerts.episodes.expiry import out_of_time
from services.alerts.episodes.policy import Policies
from services.alerts.handlers.alert_at_work import AlertAtWork
from services.alerts.handlers.alerts_at_work import open_alerts, save_alerts
from services.alerts.handlers.closing import record_promise
from services.alerts.handlers.dispatch import Dispatch
from services.alerts.messages.notification import NotificationRow
from services.alerts.repository.episodes import open_streams
from services.alerts.repository.streams import AlertStreams
from shared.catalogue.model import Plan
from shared.database.engine import Database
from shared.periods import Clock, to_microseconds, today_in_china

EXPIRY = "alerts-expiry"
"""Who ends the episodes that nobody's figures end."""


class Expiring:
    """By time alone: a plan whose last month nobody reports, or nobody reviews, leaves no alert open for ever."""

    def __init__(
        self,
        database: Database,
        streams: AlertStreams,
        clock: Clock,
        plans: Mapping[str, Plan],
        *,
        policies: Policies,
        dispatch: Dispatch,
    ) -> None:
        self._database = database
        self._streams = streams
        self._clock = clock
        self._plans = plans
        self._policies = policies
        self._dispatch = dispatch

    def expire(self) -> int:
        """End every open episode of the plans whose time for review is over; how many they were."""
        today = today_in_china(self._clock)
        over = [plan for plan in self._plans.values() if today > plan.last.last_day]  # working days are dear to count
        ended = [plan.id for plan in over if today > self._policies.of(plan.id).reviewed_by(plan.last)]
        if not ended:
            return 0
        with self._database.write() as connection:
            self._streams.lock(connection)
            streams = [stream for stream, _ in open_streams(connection, ended)]
            if not streams:
                return 0
            alerts = open_alerts(connection, self._streams, streams)
            queued: list[NotificationRow] = []
            for alert in alerts.values():
                queued += self._expired(alert)
            save_alerts(connection, self._streams, alerts.values(), queued, EXPIRY)
        return len(streams)

    def _expired(self, alert: AlertAtWork) -> list[NotificationRow]:
        row = alert.rows[alert.state.episode]
        plan, before = self._plans[row.plan], alert.state.level
        policy = self._policies.of(row.plan)
        event = out_of_time(alert.state, alert.history, plan.last, policy, (row.period, row.assessed))
        correlation = f"expiry-{alert.state.number}"
        record_promise(alert, event, self._policies, self._clock, correlation)
        alert.record(event, today_in_china(self._clock), to_microseconds(self._clock.now()), correlation)
        if not self._dispatch.knows(row.plan, row.row):
            return []  # it has left its plan, and nobody answers for it
        assessed = row.assessed_as(event.figures_period or event.period, event.assessment)
        return alert.queue(self._dispatch.notices(alert.occasion(event, assessed, before, correlation), alert.secret))
