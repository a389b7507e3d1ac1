"""Takes queued messages to their channels and records what became of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import sqlalchemy as sa
import structlog

from services.alerts.backoff import Backoff
from services.alerts.channels.port import Channel, Delivered, Outcome, Refused, Retry
from services.alerts.outbound import Outbound, Queued
from services.alerts.repository import AlertsRepository
from shared.db import Database
from shared.events import Event, NotificationDelivered, NotificationFailed
from shared.log.signal import Signal
from shared.observe import Metrics
from shared.periods import Clock, to_microseconds
from shared.store import NewEvent

ACTOR = "alerts-delivery"
_BATCH = 50
_IDLE_SECONDS = 1.0


class Delivery:
    """At least once: an attempt is made outside of any transaction and recorded after it.

    A crash in between sends the message again, with the same identity.
    """

    def __init__(
        self,
        database: Database,
        repository: AlertsRepository,
        outbound: Outbound,
        channels: Mapping[str, Channel],
        *,
        metrics: Metrics,
        clock: Clock,
        draw: Callable[[], int],
        backoff: Backoff | None = None,
    ) -> None:
        self._database = database
        self._repository = repository
        self._outbound = outbound
        self._channels = channels
        self._metrics = metrics
        self._clock = clock
        self._draw = draw
        self._backoff = backoff or Backoff()
        self._signal = Signal()
        self._logger = structlog.get_logger()
        database.on_commit(self._signal.notify)

    def step(self) -> int:
        """Try what is due now; how many attempts were made."""
        with self._database.read() as connection:
            due = self._outbound.due(connection, to_microseconds(self._clock.now()), _BATCH)
        if not due:
            return 0
        for queued in due:
            outcome = self._send(queued)
            with self._database.write() as connection:  # at once: a crash repeats one message, not the whole batch
                self._repository.lock(connection)
                self._record(connection, queued, outcome)
        return len(due)

    def run(self, stop: threading.Event) -> None:
        """Step until ``stop`` is set. A database that is away is waited for."""
        while not stop.is_set():
            seen = self._signal.seen()
            try:
                if self.step() == 0:
                    self._signal.wait(seen, _IDLE_SECONDS)
            except sa.exc.OperationalError as error:
                self._logger.warning("database away, trying again", error=str(error.orig))
                stop.wait(_IDLE_SECONDS)

    def _send(self, queued: Queued) -> Outcome:
        channel = self._channels.get(queued.outgoing.channel)
        if channel is None:
            return Refused(f"没有配置渠道“{queued.outgoing.channel}”")
        try:
            return channel.send(queued.outgoing)
        except Exception as error:  # a channel's fault must stop neither the loop nor the other messages
            self._logger.error("channel failed", notification=queued.outgoing.notification, exc_info=error)
            return Retry(type(error).__name__)

    def _record(self, connection: sa.Connection, queued: Queued, outcome: Outcome) -> None:
        now = to_microseconds(self._clock.now())
        attempts = queued.attempts + 1
        identity = {"notification": queued.outgoing.notification, "alert": queued.outgoing.message.alert}
        event: Event
        match outcome:
            case Delivered(detail):
                won = self._outbound.finish(connection, queued, "delivered", now, detail)
                event = NotificationDelivered(**identity, attempts=attempts, detail=detail)
                outcome_name = "delivered"
            case Retry(reason, after) if not self._backoff.exhausted(attempts):
                until = now + self._backoff.microseconds(attempts, self._draw(), after)
                if self._outbound.postpone(connection, queued, until, reason):
                    self._count(queued, "retried", reason)
                return
            case Retry(reason) | Refused(reason):
                won = self._outbound.finish(connection, queued, "failed", now, reason)
                event = NotificationFailed(**identity, attempts=attempts, error=reason)
                outcome_name = "failed"
        if won:
            self._append(connection, queued, event)
            self._count(queued, outcome_name, outcome.detail if isinstance(outcome, Delivered) else outcome.reason)

    def _append(self, connection: sa.Connection, queued: Queued, event: Event) -> None:
        new = NewEvent(stream=queued.stream, event=event, actor=ACTOR, correlation_id=queued.correlation_id)
        self._repository.append(connection, [new])

    def _count(self, queued: Queued, outcome: str, detail: str) -> None:
        self._metrics.notifications.labels(queued.outgoing.channel, outcome).inc()
        log = self._logger.info if outcome == "delivered" else self._logger.warning
        log(
            "message attempted",
            notification=queued.outgoing.notification,
            outcome=outcome,
            detail=detail,
            correlation_id=queued.correlation_id,
        )
