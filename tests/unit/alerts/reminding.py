"""Reminders without threads: reports in by hand, sweeps at set times."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from services.alerts.reminders.known_reports import CONSUMER_NAME, KnownReports
from services.alerts.reminders.repository import Issued, issued
from services.alerts.reminders.sweep import Post, Reminders, SweepParts
from services.alerts.reminders.telling import TellingOnce
from services.alerts.tables import CONSUMER
from shared.consume import Consumer
from shared.events import Event, ReminderIssued, ReportSubmitted
from shared.log import MemoryLog
from shared.periods import CHINA, Month, to_microseconds
from shared.store import Recorded
from tests.unit.alerts.setting import CODEC, Setting
from tests.whole_reports import a_whole_report

UNIT = "500107"
POST = Post("outbox", "http://127.0.0.1:8600")


def china(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant by the clock in China."""
    return datetime(year, month, day, hour, minute, tzinfo=CHINA).astimezone(UTC)


class Reminding:
    """The reminders of an alerts service. The clock stands at the beginning of 2025."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.log = MemoryLog("reports")
        self.consumer = self.a_consumer()
        setting.clock.set(china(2025, 1, 1, 9, 0))
        self.recorded: list[Recorded] = []
        self.sweeps = self.some_reminders()

    def some_reminders(self) -> Reminders:
        """What takes the steps, as after a restart."""
        return Reminders(self.parts(), self.setting.metrics)

    def parts(self) -> SweepParts:
        """What every sweep works with."""
        setting = self.setting
        return SweepParts(
            setting.database, setting.streams, setting.catalogue, setting.clock, POST, self.consumer.behind
        )

    def a_consumer(self) -> Consumer:
        """A reader that goes on from what is committed, as after a restart."""
        setting = self.setting
        return Consumer(
            CONSUMER_NAME,
            self.log,
            setting.database,
            CONSUMER,
            KnownReports(CODEC, setting.catalogue),
            metrics=setting.metrics,
            clock=setting.clock,
        )

    def produce(self, *events: Event) -> None:
        """Add events to the topic, recorded now, without reading them."""
        at = to_microseconds(self.setting.clock.now())
        for event in events:
            position = self.log.head() + 1
            type_name, version, data = CODEC.encode(event)
            stream = f"report-{getattr(event, 'region', '')}-{getattr(event, 'period', '')}"
            self.recorded.append(
                Recorded(position, stream, position, type_name, version, data, at, "a", "c", None, "", "")
            )
            self.log.extend(self.recorded[-1:])

    def report(self, *events: Event) -> None:
        """Add events to the topic and read them."""
        self.produce(*events)
        self.consumer.catch_up()

    def everybody_reports(self, period: str, *, but: str = UNIT) -> None:
        """Every region that owes the month reports it, ``but`` one."""
        catalogue = self.setting.catalogue
        inside = ["500000", *catalogue.units_under("500000", Month(2025, 12))]
        self.report(*(self.whole(region, period) for region in inside if region != but))

    def whole(self, region: str, period: str, *, but: Sequence[str] = ()) -> ReportSubmitted:
        """A report with a figure for all that the region owes, ``but`` these."""
        return a_whole_report(self.setting.catalogue, region, period, but=but)

    def at(self, *moment: int) -> int:
        """Sweep at an instant by the clock in China; how many steps were taken."""
        self.setting.clock.set(china(*moment))
        return self.sweeps.sweep()

    def tell(self, kind: type[TellingOnce[Any]], *moment: int) -> int:
        """Tell what waits for that at an instant by the clock in China; how many that were."""
        self.setting.clock.set(china(*moment))
        return kind(self.parts()).sweep()

    def outcomes(self, table: sa.Table) -> list[str]:
        """What became of telling each that is kept in the table, the first one first."""
        with self.setting.database.read() as connection:
            query = sa.select(table.c.outcome).order_by(table.c.position)
            return [row[0] for row in connection.execute(query)]

    def mailed(self, number: str) -> list[str]:
        """The texts of the mails of a number in the outbox."""
        paths = sorted(self.setting.outbox.folder.glob(f"{number}-*.eml"))
        mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]
        return [body.get_content() for mail in mails if (body := mail.get_body(("plain",))) is not None]

    def issued(self, period: str) -> list[Issued]:
        """The steps that were taken for a month, the first first."""
        with self.setting.database.read() as connection:
            return issued(connection, period)[::-1]

    def events(self) -> list[ReminderIssued]:
        """Every reminder in the store."""
        return [event for event in self.setting.events() if isinstance(event, ReminderIssued)]
