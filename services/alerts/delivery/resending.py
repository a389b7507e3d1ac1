"""A dead letter is sent again because somebody asks for it."""

from __future__ import annotations

import structlog

from services.alerts.delivery.queue import Outbound
from services.alerts.handling.requests import By
from services.alerts.repository import AlertsRepository
from shared.database.engine import Database
from shared.events import NotificationRetried
from shared.periods import Clock, to_microseconds
from shared.store import NewEvent


class NoDeadLetter(Exception):
    """There is no such message, or its delivery was not given up."""


class Resending:
    """Every method is one transaction; a repeated idempotency key changes nothing."""

    def __init__(self, database: Database, repository: AlertsRepository, outbound: Outbound, clock: Clock) -> None:
        self._database = database
        self._repository = repository
        self._outbound = outbound
        self._clock = clock
        self._logger = structlog.get_logger()

    def resend(self, by: By, notification: str) -> None:
        """Queue a dead letter anew, under the same identity: who has it already recognises it by its number.

        Raises:
            NoDeadLetter: it is none.
        """
        with self._database.write() as connection:
            self._repository.lock(connection)
            if self._repository.store.find_keys(connection, [by.key]):
                return
            row = self._outbound.find(connection, notification)
            if row is None or not self._outbound.again(connection, notification, to_microseconds(self._clock.now())):
                raise NoDeadLetter(notification)
            event = NotificationRetried(notification=notification, alert=row["alert"])
            new = NewEvent(
                stream=row["stream"],
                event=event,
                actor=by.actor,
                correlation_id=by.correlation_id,
                idempotency_key=by.key,
            )
            self._repository.append(connection, [new])
        self._logger.info("message sent again", notification=notification, actor=by.actor)

    def dead_letters(self) -> list[str]:
        """The names of all dead letters, oldest first."""
        with self._database.read() as connection:
            return self._outbound.dead_letters(connection)
