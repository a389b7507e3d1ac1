"""The 催报 of statements: what is known is read, decided on, recorded and queued in one transaction."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from services.alerts.delivery import queue
from services.alerts.reminders import repository
from services.alerts.reminders.commitments import known
from services.alerts.reminders.commitments.due import OwedStatements, StatementReminder, decide
from services.alerts.reminders.commitments.message import compose_statement_reminder, recipients
from services.alerts.reminders.due import ORDER, Step, first_months, hour_has_come, outermost
from services.alerts.reminders.sweep import ACTOR, Sweep, SweepParts, correlation_of, message_events
from shared.events import Event, StatementReminderIssued
from shared.observe import Metrics
from shared.periods import today_in_china


class StatementReminders(Sweep):
    """Reminds departments that have not stated how their commitments stand."""

    def __init__(self, parts: SweepParts, metrics: Metrics) -> None:
        super().__init__(parts)
        self._metrics = metrics

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
        stream = stream_of(owed)
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
        told: list[tuple[Event, str | None]] = [(issued, _key(owed, step)), *((each.event, None) for each in queued)]
        self._streams.append(connection, message_events(message, stream, told))
        queue.add(connection, [each.row for each in queued])
        self._logger.info("reminded", department=owed.department.id, step=step, correlation_id=correlation_of(message))


def stream_of(owed: OwedStatements) -> str:
    """The stream of a department's reminders of a period; its area stands last: it is the key of their partition."""
    return f"reminder-{owed.plan.id}-{owed.department.id}-{owed.period}-{owed.plan.region}"


def _key(owed: OwedStatements, step: Step) -> str:
    return f"{ACTOR}:{owed.plan.id}:{owed.department.id}:{owed.period}:{step}"
