"""What an episode's end makes of the promise that is still open: recorded before the end, whose message tells of it."""

from __future__ import annotations

from services.alerts.episodes.policy import Policies
from services.alerts.handlers.alert_at_work import AlertAtWork
from services.alerts.handling.promise_steps import PromiseFigures, at_close
from shared.events import AlertExpired, AlertResolved
from shared.periods import Clock, to_microseconds, today_in_china


def record_promise(
    alert: AlertAtWork, closed: AlertResolved | AlertExpired, policies: Policies, clock: Clock, correlation_id: str
) -> None:
    """Hold the promise against the figures; nothing where none is open, or nobody can say."""
    plan, today = alert.rows[closed.episode].plan, today_in_china(clock)
    figures = PromiseFigures(alert.history, policies.of(plan))
    verdict = at_close(closed.alert, alert.promises, closed, figures, today)
    if verdict is not None:
        alert.record(verdict, today, to_microseconds(clock.now()), correlation_id)
