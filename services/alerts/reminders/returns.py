"""A unit whose report was returned is told at once: by whom, why, and by when it is to report again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Literal

import sqlalchemy as sa
import structlog

from services.alerts.delivery import queue
from services.alerts.reminders import returned_reports
from services.alerts.reminders.contacts import contacts_of
from services.alerts.reminders.due import MADE_UP_DAYS, outermost
from services.alerts.reminders.repository import simulated as simulated_regions
from services.alerts.reminders.return_message import ToldReturn, compose_return
from services.alerts.reminders.returned_reports import Outcome, ReturnedReport
from services.alerts.reminders.sweep import ACTOR, Post, correlation_of, stream_of
from services.alerts.repository.streams import AlertStreams
from shared.catalogue.catalogue import Catalogue
from shared.database.engine import Database
from shared.events import Event, ReminderIssued
from shared.periods import CHINA, Clock, Month, from_microseconds, today_in_china
from shared.store import NewEvent
from shared.working_time import WorkingTime

STEP: Literal["returned"] = "returned"


class Returns:
    """``behind`` says whether reports may not be known here yet: then nobody is told, a unit may have sent anew."""

    def __init__(
        self,
        database: Database,
        streams: AlertStreams,
        catalogue: Catalogue,
        clock: Clock,
        *,
        post: Post,
        behind: Callable[[], bool],
    ) -> None:
        self._database = database
        self._streams = streams
        self._catalogue = catalogue
        self._clock = clock
        self._post = post
        self._behind = behind
        self._logger = structlog.get_logger()

    def sweep(self) -> int:
        """Tell every return that waits for it and may be told now; how many they were."""
        with self._database.read() as connection:
            if not returned_reports.waiting(connection):
                return 0
        if self._behind():
            return 0
        told = 0
        with self._database.write() as connection:
            self._streams.lock(connection)
            for each in returned_reports.waiting(connection):
                outcome = self._outcome(connection, each)
                if outcome is not None:
                    returned_reports.settle(connection, each, outcome)
                    told += outcome == "told"
        return told

    def _outcome(self, connection: sa.Connection, returned: ReturnedReport) -> Outcome | None:
        """What becomes of a return; None while it waits for working time. Told in this transaction, where it is."""
        if (moot := self._moot(connection, returned)) is not None:
            return moot
        if not WorkingTime(calendar=self._catalogue.calendar_of(returned.region)).holds(self._clock.now()):
            return None
        this_month = Month.of(today_in_china(self._clock))
        contacts = contacts_of(self._catalogue, returned.region, this_month)
        mail = tuple(dict.fromkeys(address for each in contacts for address in each.mail))
        if not mail:
            return "nobody"
        self._tell(connection, returned, mail)
        return "told"

    def _moot(self, connection: sa.Connection, returned: ReturnedReport) -> Outcome | None:
        """Why there is nothing to tell of a return; None where there is."""
        if not returned.stands:
            return "reported"
        if returned.region not in self._catalogue.regions:
            return "nobody"
        if self._streams.done(connection, _key(returned)):
            return "told"  # before the reports were read again from their beginning
        age = self._clock.now() - from_microseconds(returned.at)
        return "late" if age > timedelta(days=MADE_UP_DAYS) else None

    def _tell(self, connection: sa.Connection, returned: ReturnedReport, mail: Sequence[str]) -> None:
        region, period = returned.region, Month.parse(returned.period)
        since = from_microseconds(returned.at).astimezone(CHINA).date()
        due = self._catalogue.calendar_of(region).due_again(period, since)
        area = outermost(self._catalogue, region)
        simulated = any(outermost(self._catalogue, code) == area for code in simulated_regions(connection))
        told = ToldReturn(region, period, returned.revision, returned.reason, returned.area, due, simulated)
        message = compose_return(told, self._catalogue, self._post.public_url)
        stream, correlation_id = stream_of(region, period), correlation_of(message)
        queued = self._post.notices(message, mail, stream, self._clock.now())
        issued = ReminderIssued(
            region=region, period=returned.period, step=STEP, due=due.isoformat(), revision=returned.revision
        )
        told_events = [_new(issued, stream, correlation_id, _key(returned))]
        told_events += [_new(each.event, stream, correlation_id) for each in queued]
        self._streams.append(connection, told_events)
        queue.add(connection, [each.row for each in queued])
        self._logger.info("return told", region=region, number=message.alert, correlation_id=correlation_id)


def _new(event: Event, stream: str, correlation_id: str, key: str | None = None) -> NewEvent:
    return NewEvent(stream=stream, event=event, actor=ACTOR, correlation_id=correlation_id, idempotency_key=key)


def _key(returned: ReturnedReport) -> str:
    return f"{ACTOR}:{returned.region}:{returned.period}:{STEP}:{returned.revision}"
