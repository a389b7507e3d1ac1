"""A unit whose report was returned is told at once: by whom, why, and by when it is to report again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import sqlalchemy as sa

from services.alerts.reminders import returned_reports
from services.alerts.reminders.contacts import contacts_of
from services.alerts.reminders.due import outermost
from services.alerts.reminders.repository import simulated as simulated_regions
from services.alerts.reminders.return_message import ToldReturn, compose_return
from services.alerts.reminders.returned_reports import ReturnedReport
from services.alerts.reminders.sweep import ACTOR
from services.alerts.reminders.telling import Outcome, TellingOnce
from shared.events import ReminderIssued
from shared.periods import CHINA, Month, from_microseconds, today_in_china

STEP: Literal["returned"] = "returned"


class Returns(TellingOnce[ReturnedReport]):
    """Tells the unit's contacts of each return, while it stands: a unit may have sent anew."""

    def _waiting(self, connection: sa.Connection) -> list[ReturnedReport]:
        return returned_reports.waiting(connection)

    def _settle(self, connection: sa.Connection, item: ReturnedReport, outcome: Outcome) -> None:
        returned_reports.settle(connection, item, outcome)

    def _moot(self, item: ReturnedReport) -> Outcome | None:
        return None if item.stands else "reported"

    def _key(self, item: ReturnedReport) -> str:
        return f"{ACTOR}:{item.region}:{item.period}:{STEP}:{item.revision}"

    def _mail(self, item: ReturnedReport) -> Sequence[str]:
        contacts = contacts_of(self._catalogue, item.region, Month.of(today_in_china(self._clock)))
        return tuple(dict.fromkeys(address for each in contacts for address in each.mail))

    def _tell(self, connection: sa.Connection, item: ReturnedReport, mail: Sequence[str]) -> None:
        region, period = item.region, Month.parse(item.period)
        since = from_microseconds(item.at).astimezone(CHINA).date()
        due = self._catalogue.calendar_of(region).due_again(period, since)
        area = outermost(self._catalogue, region)
        simulated = any(outermost(self._catalogue, code) == area for code in simulated_regions(connection))
        told = ToldReturn(region, period, item.revision, item.reason, item.area, due, simulated)
        message = compose_return(told, self._catalogue, self._post.public_url)
        issued = ReminderIssued(
            region=region, period=item.period, step=STEP, due=due.isoformat(), revision=item.revision
        )
        self._send(connection, item, message, mail, issued)
