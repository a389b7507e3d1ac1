"""Takes queued messages to their channels and records what became of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
import structlog

from services.alerts.channels.port import Channel, Delivered, Hold, Outcome, Outgoing, RefusedByChannel, Retry
from services.alerts.delivery import queue
from services.alerts.delivery.backoff import Backoff
from services.alerts.delivery.due import anything_due, due, stuck
from services.alerts.delivery.next_channel import reroute
from services.alerts.delivery.parcels import Parcel
from services.alerts.delivery.pauses import Pauses
from services.alerts.messages.notification import NotificationRow
from services.alerts.repository.streams import AlertStreams
from shared.database.engine import Database
from shared.events import Event, NotificationDelivered, NotificationFailed
from shared.log.signal import Signal
from shared.observe import Metrics
from shared.periods import Clock, from_microseconds, to_microseconds
from shared.store import NewEvent
from shared.working_time import WorkingTime

ACTOR = "alerts-delivery"
_BATCH = 50
_COUNTED = 10_000
_IDLE_SECONDS = 1.0


class Delivery:
    """At least once: an attempt is made outside of any transaction and recorded after it.

    A crash in between sends the message again, with the same identity.
    """

    def __init__(
        self,
        database: Database,
        streams: AlertStreams,
        channels: Mapping[str, Channel],
        *,
        metrics: Metrics,
        clock: Clock,
        draw: Callable[[], int],
        hours: WorkingTime,
        backoff: Backoff | None = None,
        pauses: Pauses | None = None,
    ) -> None:
        self._database = database
        self._streams = streams
        self._channels = channels
        self._metrics = metrics
        self._clock = clock
        self._draw = draw
        self._backoff = backoff or Backoff()
        self.pauses = pauses or Pauses()
        self._hours = hours
        self._signal = Signal()
        self._logger = structlog.get_logger()
        database.on_commit(self._signal.notify)

    def step(self) -> int:
        """Try what is due now; how many messages were sent. What a channel kept too long goes over the next first."""
        instant = self._clock.now()
        now = to_microseconds(instant)
        with self._database.read() as connection:
            if not anything_due(connection, now):
                return 0
        if not self._hours.holds(instant):
            self._put_off(instant)
        with self._database.read() as connection:
            late = stuck(connection, now)
        if late:
            self._reroute(now)
        with self._database.read() as connection:
            parcels = due(connection, now, _BATCH, self.pauses.paused())
        return sum(self._try(parcel) for parcel in parcels)

    def to_try(self) -> int:
        """How many messages are due now and go out without anybody's doing, those that a pace holds included.

        What failed and waits for its next attempt is not among them, nor what a service asked to be left alone with.
        """
        now = to_microseconds(self._clock.now())
        with self._database.read() as connection:
            if not anything_due(connection, now):
                return 0
            return sum(len(parcel.parts) for parcel in due(connection, now, _COUNTED, self.pauses.refused()))

    def run(self, stop: threading.Event) -> None:
        """Step until ``stop`` is set. A database that is away is waited for."""
        while not stop.is_set():
            seen = self._signal.seen()
            try:
                if self.step() == 0:
                    self._signal.wait(seen, min(_IDLE_SECONDS, self.pauses.seconds() or _IDLE_SECONDS))
            except sa.exc.OperationalError as error:
                self._logger.warning("database away, trying again", error=str(error.orig))
                stop.wait(_IDLE_SECONDS)

    def wake(self) -> None:
        """Called by another thread: look whether there is something to do, or the end has come."""
        self._signal.notify()

    def _try(self, parcel: Parcel) -> bool:
        """Whether it was sent: not where its recipient turns out to be paused."""
        recipient = (parcel.outgoing.channel, parcel.outgoing.recipient)
        if recipient in self.pauses.paused():
            return False
        outcome = self._send(parcel.outgoing)
        if isinstance(outcome, Hold):
            self.pauses.keep(recipient, outcome)
            if not outcome.reason:
                return False
        with self._database.write() as connection:  # at once: a crash repeats one message, not the whole batch
            self._streams.lock(connection)
            self._record(connection, parcel, outcome)
        return True

    def _send(self, outgoing: Outgoing) -> Outcome:
        channel = self._channels.get(outgoing.channel)
        if channel is None:
            return RefusedByChannel(f"没有配置渠道“{outgoing.channel}”")
        try:
            return channel.send(outgoing)
        except Exception as error:  # a channel's fault must stop neither the loop nor the other messages
            self._logger.error("channel failed", notification=outgoing.notification, exc_info=error)
            return Retry(type(error).__name__)

    def _record(self, connection: sa.Connection, parcel: Parcel, outcome: Outcome) -> None:
        now, attempts = to_microseconds(self._clock.now()), parcel.attempts + 1
        match outcome:
            case Delivered(detail):
                self._finish(connection, parcel, "delivered", detail)
            case Hold(_, reason):
                for part in parcel.parts:
                    if queue.note(connection, part, reason):
                        self._count(parcel, part, "retried", reason)
            case Retry(reason, after) if not self._backoff.exhausted(attempts):
                until = now + self._backoff.microseconds(attempts, self._draw(), after)
                for part in parcel.parts:
                    if queue.postpone(connection, part, until, reason):
                        self._count(parcel, part, "retried", reason)
            case Retry(reason) | RefusedByChannel(reason):
                self._finish(connection, parcel, "failed", reason)

    def _finish(
        self, connection: sa.Connection, parcel: Parcel, state: Literal["delivered", "failed"], detail: str
    ) -> None:
        """Record what became of every message of the parcel; what another instance recorded first is left."""
        now = to_microseconds(self._clock.now())
        for part in parcel.parts:
            if not queue.finish(connection, part, state, now, detail):
                continue
            identity: dict[str, Any] = {
                "notification": part.notification,
                "alert": part.alert,
                "attempts": part.attempts + 1,
            }
            event: Event = (
                NotificationDelivered(**identity, detail=detail)
                if state == "delivered"
                else NotificationFailed(**identity, error=detail)
            )
            self._append(connection, part.stream, part.correlation_id, event)
            self._count(parcel, part, state, detail)

    def _put_off(self, instant: datetime) -> None:
        """What was meant to go in working time and did not does not go at night, but when working time begins."""
        now, opening = to_microseconds(instant), to_microseconds(self._hours.next_opening(instant))
        with self._database.write() as connection:
            due = queue.due_at(connection, now)
            names = [name for name, wanted_at in due if self._hours.holds(from_microseconds(wanted_at))]
            queue.put_off(connection, names, now, opening)

    def _reroute(self, now: int) -> None:
        """Queue on the next channel what its own did not deliver in time."""
        with self._database.write() as connection:
            self._streams.lock(connection)
            for late in stuck(connection, now):
                moved = reroute(late, now)
                if not queue.supersede(connection, late, now, moved.failed.error):
                    continue
                queue.add(connection, [moved.row])
                self._append(connection, late.stream, late.correlation_id, moved.failed, moved.queued)
                self._metrics.notifications.labels(late.channel, "superseded").inc()
                self._logger.warning(
                    "message rerouted",
                    notification=moved.failed.notification,
                    instead=moved.queued.notification,
                    detail=moved.failed.error,
                    correlation_id=late.correlation_id,
                )

    def _append(self, connection: sa.Connection, stream: str, correlation_id: str, *events: Event) -> None:
        new = [NewEvent(stream=stream, event=each, actor=ACTOR, correlation_id=correlation_id) for each in events]
        self._streams.append(connection, new)

    def _count(self, parcel: Parcel, part: NotificationRow, outcome: str, detail: str) -> None:
        self._metrics.notifications.labels(parcel.outgoing.channel, outcome).inc()
        log = self._logger.info if outcome == "delivered" else self._logger.warning
        log(
            "message attempted",
            notification=part.notification,
            outcome=outcome,
            detail=detail,
            correlation_id=part.correlation_id,
        )
