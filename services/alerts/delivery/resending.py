"""A dead letter is sent again because somebody asks for it."""

from __future__ import annotations

import structlog

from services.alerts.delivery import queue
from services.alerts.delivery.waiting import dead_letters
from services.alerts.handling.requests import By
from services.alerts.repository.streams import AlertStreams
from shared.database.engine import Database
from shared.events import NotificationRetried
from shared.periods import Clock, to_microseconds
from shared.store import NewEvent


class NoDeadLetter(Exception):
    """There is no such message, or its delivery was not given up."""


class Resending:
    """Every method is one transaction; a repeated idempotency key changes nothing."""

    def __init__(self, database: Database, streams: AlertStreams, clock: Clock) -> None:
        self._database = database
        self._streams = streams
        self._clock = clock
        self._logger = structlog.get_logger()

    def resend(self, by: By, notification: str) -> None:
        """Queue a dead letter anew, under the same identity: who has it already recognises it by its number.

        Raises:
            NoDeadLetter: it is none.
        """
        with self._database.write() as connection:
            self._streams.lock(connection)
            if self._streams.done(connection, by.key):
                return
            row = queue.find(connection, notification)
            if row is None or not queue.again(connection, notification, to_microseconds(self._clock.now())):
                raise NoDeadLetter(notification)
            event = NotificationRetried(notification=notification, alert=row.alert)
            new = NewEvent(
                stream=row.stream,
                event=event,
                actor=by.actor,
                correlation_id=by.correlation_id,
                idempotency_key=by.key,
            )
            self._streams.append(connection, [new])
        self._logger.info("message sent again", notification=notification, actor=by.actor)

    def dead_letters(self) -> list[str]:
        """The names of all dead letters, oldest first."""
        with self._database.read() as connection:
            return dead_letters(connection)
