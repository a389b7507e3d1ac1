"""The 催报 of the day: what is known is read, decided on, recorded and queued in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
import structlog

from services.alerts.delivery import queue
from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.notices import Notice, notices
from services.alerts.messages.routing import ChannelWay
from services.alerts.reminders import repository
from services.alerts.reminders.contacts import contacts_of
from services.alerts.reminders.due import (
    KnownOfReports,
    OwedMonth,
    Reminder,
    Step,
    decide,
    everything_owed,
    first_months,
    hour_has_come,
    outermost,
)
from services.alerts.reminders.message import ReminderPlace, compose, number_of, recipients
from services.alerts.reminders.repository import Issued
from services.alerts.repository.streams import AlertStreams
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.contacts import Contact
from shared.database.engine import Database
from shared.events import Event, ReminderIssued
from shared.observe import Metrics
from shared.periods import Clock, Month, to_microseconds, today_in_china
from shared.store import NewEvent

ACTOR = "alerts-reminders"


@dataclass(frozen=True, slots=True)
class Post:
    """How reminders go out: over this channel, with links to the pages at ``public_url``."""

    channel: str
    public_url: str

    def notices(self, message: ComposedMessage, recipients: Iterable[str], stream: str, now: datetime) -> list[Notice]:
        """The message to each of ``recipients`` as of ``now``, to be recorded in ``stream`` and queued."""
        ways = [ChannelWay(self.channel, recipient, now) for recipient in recipients]
        return list(
            notices(
                message,
                ways,
                link=lambda _: message.link,
                stream=stream,
                queued_at=now,
                correlation_id=correlation_of(message),
            )
        )


@dataclass(frozen=True, slots=True)
class _MadeReminder:
    """What one reminder comes to: the steps, their events, and the messages about them."""

    issued: list[Issued]
    notices: list[Notice]
    events: list[NewEvent]


@dataclass(frozen=True, slots=True)
class SweepParts:
    """What every sweep works with; ``behind`` says whether what was reported, or stated, may not be known here yet:
    then nobody is told."""

    database: Database
    streams: AlertStreams
    catalogue: Catalogue
    clock: Clock
    post: Post
    behind: Callable[[], bool]


class Sweep:
    """Looks from time to time for what is to be told now."""

    def __init__(self, parts: SweepParts) -> None:
        self._database = parts.database
        self._streams = parts.streams
        self._catalogue = parts.catalogue
        self._clock = parts.clock
        self._post = parts.post
        self._behind = parts.behind
        self._logger = structlog.get_logger()


class Reminders(Sweep):
    """Reminds whoever has not reported."""

    def __init__(self, parts: SweepParts, metrics: Metrics) -> None:
        super().__init__(parts)
        self._metrics = metrics

    def sweep(self) -> int:
        """Take the steps that are due; how many they were."""
        if not hour_has_come(self._clock.now(), self._catalogue.calendar) or self._behind():
            return 0
        with self._database.write() as connection:
            self._streams.lock(connection)
            made = self._remind(connection)
        issued = [each for one in made for each in one.issued]
        for step, count in Counter(each.step for each in issued).items():
            self._metrics.reminders.labels(step).inc(count)
        return len(issued)

    def _remind(self, connection: sa.Connection) -> list[_MadeReminder]:
        today = today_in_china(self._clock)
        ended = {self._catalogue.calendar_of(region).last_ended(today) for region in self._catalogue.regions}
        known = repository.known(connection, ended)  # the last months that are over: what is due now, or was before
        due = decide(self._catalogue, known, today)
        if not due:
            return []
        made = self._all(connection, due, known, today)
        self._streams.append(connection, [event for one in made for event in one.events])
        queue.add(connection, [each.row for one in made for each in one.notices])
        repository.save(connection, [each for one in made for each in one.issued])
        return made

    def _all(
        self, connection: sa.Connection, due: list[Reminder], known: KnownOfReports, today: date
    ) -> list[_MadeReminder]:
        reports = repository.reports(connection, sorted({each.region for each in due}))
        simulated = {outermost(self._catalogue, code) for code in repository.simulated(connection)}
        numbers = [number_of(each.region, each.months[0].period) for each in due]
        sequences = repository.sequences(connection, numbers)
        begun = first_months(self._catalogue, known.first)
        made = []
        for number, reminder in zip(numbers, due, strict=True):
            region = reminder.region
            sequences[number] = sequences.get(number, 0) + 1
            ended = self._catalogue.calendar_of(region).last_ended(today)
            area, last = outermost(self._catalogue, region), max(ended, reminder.months[0].period)
            everything = everything_owed(self._catalogue, region, reports[region], begun[area], last)
            place = ReminderPlace(number, sequences[number], self._post.public_url, area in simulated)
            contacts = contacts_of(self._catalogue, region, Month.of(today))
            message = compose(reminder, everything, self._catalogue, place, contacts)
            made.append(self._one(reminder, message, contacts))
        return made

    def _one(self, reminder: Reminder, message: ComposedMessage, contacts: Iterable[Contact]) -> _MadeReminder:
        now, region, step = self._clock.now(), reminder.region, reminder.step
        stream, correlation_id = stream_of(region, reminder.months[0].period), correlation_of(message)
        queued = self._post.notices(message, recipients(contacts, step), stream, now)
        at = to_microseconds(now)
        issued = [
            Issued(region, str(owed.period), step, owed.due.isoformat(), at, message.alert, message.sequence)
            for owed in reminder.months
        ]
        events = [_event(region, owed, step, correlation_id) for owed in reminder.months]
        events += message_events(message, stream, ((each.event, None) for each in queued))
        self._logger.info("reminded", region=region, step=step, number=message.alert, correlation_id=correlation_id)
        return _MadeReminder(issued, queued, events)


def _event(region: str, owed: OwedMonth, step: Step, correlation_id: str) -> NewEvent:
    period = str(owed.period)
    return NewEvent(
        stream=stream_of(region, owed.period),
        event=ReminderIssued(region=region, period=period, step=step, due=owed.due.isoformat()),
        actor=ACTOR,
        correlation_id=correlation_id,
        idempotency_key=f"{ACTOR}:{region}:{period}:{step}",
    )


def message_events(message: ComposedMessage, stream: str, events: Iterable[tuple[Event, str | None]]) -> list[NewEvent]:
    """What is recorded of a message, each with its idempotency key."""
    correlation_id = correlation_of(message)
    return [
        NewEvent(stream=stream, event=event, actor=ACTOR, correlation_id=correlation_id, idempotency_key=key)
        for event, key in events
    ]


def correlation_of(message: ComposedMessage) -> str:
    """What holds the events of one message together."""
    return f"{message.alert}.{message.sequence}"


def stream_of(region: str, period: Month) -> str:
    """The stream of a month's reminders to a region, which stands last: it is the key of their partition."""
    return f"reminder-{period}-{region}"
