"""The 催报 of statements: what is known is read, decided on, recorded and queued in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import sqlalchemy as sa
import structlog

from services.alerts.delivery import queue
from services.alerts.reminders import repository
from services.alerts.reminders.commitments import known
from services.alerts.reminders.commitments.due import OwedStatements, StatementReminder, decide
from services.alerts.reminders.commitments.message import compose_statement_reminder, recipients
from services.alerts.reminders.due import ORDER, Step, first_months, hour_has_come, outermost
from services.alerts.reminders.sweep import ACTOR, Post, correlation_of
from services.alerts.repository.streams import AlertStreams
from shared.catalogue.catalogue import Catalogue
from shared.database.engine import Database
from shared.events import StatementReminderIssued
from shared.observe import Metrics
from shared.periods import Clock, today_in_china
from shared.store import NewEvent


class StatementReminders:
    """``behind`` says whether statements may not be known here yet: then nobody is reminded."""

    def __init__(
        self,
        database: Database,
        streams: AlertStreams,
        catalogue: Catalogue,
        clock: Clock,
        *,
        post: Post,
        behind: Callable[[], bool],
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._streams = streams
        self._catalogue = catalogue
        self._clock = clock
        self._post = post
        self._behind = behind
        self._metrics = metrics
        self._logger = structlog.get_logger()

    def sweep(self) -> int:
        """Take the steps that are due; how many they were."""
        if not hour_has_come(self._clock.now(), self._catalogue.calendar):
            return 0
        with self._database.read() as connection:
            if not self._due(connection) or self._behind():
                return 0
        with self._database.write() as connection:
            self._streams.lock(connection)
            due = self._due(connection)
            simulated = {outermost(self._catalogue, code) for code in repository.simulated(connection)}
            for each in due:
                self._remind(connection, each, outermost(self._catalogue, each.owed.plan.region) in simulated)
        for each in due:
            self._metrics.reminders.labels(each.step).inc()
        return len(due)

    def _due(self, connection: sa.Connection) -> list[StatementReminder]:
        taken = partial(self._taken, connection)
        begun = first_months(self._catalogue, repository.first_reported(connection))
        return decide(self._catalogue, known.load(connection), begun, taken, today_in_china(self._clock))

    def _taken(self, connection: sa.Connection, owed: OwedStatements, step: Step) -> bool:
        return self._streams.done(connection, _key(owed, step))

    def _remind(self, connection: sa.Connection, reminder: StatementReminder, simulated: bool) -> None:
        owed, step = reminder.owed, reminder.step
        sequence = 1 + sum(self._taken(connection, owed, each) for each in ORDER)
        calendar = self._catalogue.calendar_of(owed.plan.region)
        message = compose_statement_reminder(reminder, sequence, calendar, self._post.public_url, simulated)
        stream, correlation_id = stream_of(owed), correlation_of(message)
        queued = self._post.notices(message, recipients(reminder), stream, self._clock.now())
        issued = StatementReminderIssued(
            region=owed.plan.region,
            plan=owed.plan.id,
            department=owed.department.name,
            period=str(owed.period),
            step=step,
            due=owed.due.isoformat(),
            rows=tuple(each.row for each in owed.commitments),
        )
        events = [
            NewEvent(
                stream=stream,
                event=issued,
                actor=ACTOR,
                correlation_id=correlation_id,
                idempotency_key=_key(owed, step),
            ),
            *(NewEvent(stream=stream, event=each.event, actor=ACTOR, correlation_id=correlation_id) for each in queued),
        ]
        self._streams.append(connection, events)
        queue.add(connection, [each.row for each in queued])
        self._logger.info("reminded", department=owed.department.id, step=step, correlation_id=correlation_id)


def stream_of(owed: OwedStatements) -> str:
    """The stream of a department's reminders of a period; its area stands last: it is the key of their partition."""
    return f"reminder-{owed.plan.id}-{owed.department.id}-{owed.period}-{owed.plan.region}"


def _key(owed: OwedStatements, step: Step) -> str:
    return f"{ACTOR}:{owed.plan.id}:{owed.department.id}:{owed.period}:{step}"
