"""What is told once, at once, within working time of its region: of a return, of a correction that waits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from typing import Generic, Literal, Protocol, TypeVar

import sqlalchemy as sa

from services.alerts.delivery import queue
from services.alerts.messages.message import ComposedMessage
from services.alerts.reminders.due import MADE_UP_DAYS
from services.alerts.reminders.sweep import Sweep, correlation_of, message_events, stream_of
from shared.events import Event
from shared.periods import Month, from_microseconds
from shared.working_time import WorkingTime

Outcome = Literal["told", "reported", "settled", "nobody", "late"]
"""It was told; the unit had reported again, or nothing waited any more, before; nobody has an address; it is too long
ago."""


class OfAMonth(Protocol):
    """What happened to a region's report of a month, ``at`` an instant (microseconds, UTC)."""

    @property
    def region(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def at(self) -> int: ...


Item = TypeVar("Item", bound=OfAMonth)


class TellingOnce(Sweep, ABC, Generic[Item]):
    """Tells each of it, and keeps what became of that."""

    def sweep(self) -> int:
        """Tell all that waits for it and may be told now; how many they were."""
        with self._database.read() as connection:
            if not self._waiting(connection):
                return 0
        if self._behind():
            return 0
        told = 0
        with self._database.write() as connection:
            self._streams.lock(connection)
            for each in self._waiting(connection):
                outcome = self._outcome(connection, each)
                if outcome is not None:
                    self._settle(connection, each, outcome)
                    told += outcome == "told"
        return told

    def _outcome(self, connection: sa.Connection, item: Item) -> Outcome | None:
        """What becomes of one; None while it waits for working time. Told in this transaction, where it is."""
        if (settled := self._moot(item) or self._settled(connection, item)) is not None:
            return settled
        if not WorkingTime(calendar=self._catalogue.calendar_of(item.region)).holds(self._clock.now()):
            return None
        mail = self._mail(item)
        if not mail:
            return "nobody"
        self._tell(connection, item, mail)
        return "told"

    def _settled(self, connection: sa.Connection, item: Item) -> Outcome | None:
        """Why there is nobody to tell, or no need to; None where there is."""
        if item.region not in self._catalogue.regions:
            return "nobody"
        if self._streams.done(connection, self._key(item)):
            return "told"  # before the reports were read again from their beginning
        age = self._clock.now() - from_microseconds(item.at)
        return "late" if age > timedelta(days=MADE_UP_DAYS) else None

    @abstractmethod
    def _waiting(self, connection: sa.Connection) -> list[Item]:
        """All of which nothing has become yet, the first one first."""

    @abstractmethod
    def _settle(self, connection: sa.Connection, item: Item, outcome: Outcome) -> None:
        """Keep what has become of one."""

    @abstractmethod
    def _moot(self, item: Item) -> Outcome | None:
        """Why there is nothing to tell of it any more; None where there is."""

    @abstractmethod
    def _key(self, item: Item) -> str:
        """The idempotency key of the first event that is recorded when it is told."""

    @abstractmethod
    def _mail(self, item: Item) -> Sequence[str]:
        """Whom to tell."""

    @abstractmethod
    def _tell(self, connection: sa.Connection, item: Item, mail: Sequence[str]) -> None:
        """Compose the message, and :meth:`_send` it."""

    def _send(
        self,
        connection: sa.Connection,
        item: Item,
        message: ComposedMessage,
        mail: Sequence[str],
        issued: Event | None = None,
    ) -> None:
        """Record ``issued``, where there is such an event, and queue the message, under the key of ``item``."""
        stream = stream_of(item.region, Month.parse(item.period))
        queued = self._post.notices(message, mail, stream, self._clock.now())
        told: list[Event] = [*((issued,) if issued is not None else ()), *(each.event for each in queued)]
        keys = [self._key(item), *[None] * (len(told) - 1)]
        self._streams.append(connection, message_events(message, stream, zip(told, keys, strict=True)))
        queue.add(connection, [each.row for each in queued])
        self._logger.info("told", region=item.region, number=message.alert, correlation_id=correlation_of(message))
