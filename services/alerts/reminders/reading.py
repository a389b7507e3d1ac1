"""Who was reminded of a month, by which step, and whether it was delivered: for the page 催报."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from services.alerts.reading.message_views import message_view
from services.alerts.reading.notification_queries import of_alerts
from services.alerts.reading.shown import AlertMessage
from services.alerts.reminders import repository
from services.alerts.reminders.due import ReportedMonth, Step, outermost
from services.alerts.reminders.letters import unit_name
from services.alerts.reminders.message import STEP_NAMES
from services.alerts.reminders.repository import Issued
from shared.catalogue.catalogue import Catalogue
from shared.database.engine import Database
from shared.periods import from_microseconds

STATUS_NAMES = {"submitted": "待审核", "accepted": "已通过", "returned": "已退回", "withdrawn": "已撤回", "": "未报"}
"""What became of a report, as a page writes it."""


class TakenStep(NamedTuple):
    """A step that was taken for a unit's month, what became of the report since, and its messages."""

    region: str
    region_name: str
    period: str
    step: Step
    step_name: str
    due: str
    issued_at: datetime
    status_name: str
    messages: list[AlertMessage]


class RemindedMonth(NamedTuple):
    """The reminders of a month: the newest first; and the months that there are any of."""

    period: str
    periods: list[str]
    reminders: list[TakenStep]
    simulated: bool


class RemindersReading:
    """Reads for the page. Every method blocks on the database."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    def month(self, asked: str, reads: Callable[[str], bool]) -> RemindedMonth:
        """The month ``asked`` for, else the newest, with what is about regions that the reader ``reads`` of."""
        with self._database.read() as connection:
            periods = repository.periods(connection)
            period = asked if asked in periods else next(iter(periods), "")
            issued = [each for each in repository.issued(connection, period) if reads(each.region)]
            reported = repository.reported(connection, period)
            messages = of_alerts(connection, sorted({each.number for each in issued}))
            simulated = {outermost(self._catalogue, code) for code in repository.simulated(connection)}
        sent: dict[tuple[str, int], list[AlertMessage]] = defaultdict(list)
        for message in messages:
            sent[message.alert, message.sequence].append(message_view(message))
        labelled = any(outermost(self._catalogue, each.region) in simulated for each in issued)
        return RemindedMonth(period, periods, list(self._taken(issued, reported, sent)), labelled)

    def _taken(
        self,
        issued: Iterable[Issued],
        reported: Mapping[str, ReportedMonth],
        sent: Mapping[tuple[str, int], list[AlertMessage]],
    ) -> Iterable[TakenStep]:
        known = self._catalogue.regions
        for each in issued:
            yield TakenStep(
                region=each.region,
                region_name=unit_name(self._catalogue, each.region) if each.region in known else each.region,
                period=each.period,
                step=each.step,
                step_name=STEP_NAMES[each.step],
                due=each.due,
                issued_at=from_microseconds(each.issued_at),
                status_name=_status_name(reported.get(each.region)),
                messages=sent.get((each.number, each.sequence), []),
            )


def _status_name(reported: ReportedMonth | None) -> str:
    """What became of a report, with how much of it is still owed."""
    if reported is None:
        return STATUS_NAMES[""]
    owes = f"，{len(reported.blank)} 项未填" if reported.status == "submitted" and reported.blank else ""
    return f"{STATUS_NAMES[reported.status]}{owes}"
