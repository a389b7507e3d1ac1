"""Due days that were told, kept in a service's database: a calendar brought up to date later moves none of them.

A month's due day is told in forms, on pages and in mails, and who was late is counted by it for years. From the month's
end on it stays as it was then; a month that had ended before anything was kept is due as is known now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import sqlalchemy as sa
import structlog

from shared.catalogue import Catalogue
from shared.database.engine import Database
from shared.periods import Clock, Month, months, today_in_china
from shared.work_calendar import WorkCalendar

TABLE = "told_due_days"
OWN_TABLE = "told_due_days_of_regions"


def told_table(metadata: sa.MetaData) -> sa.Table:
    """By month its due day, both as ISO 8601 writes them."""
    return sa.Table(
        TABLE,
        metadata,
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
    )


def own_told_table(metadata: sa.MetaData) -> sa.Table:
    """By region and month the due day, of regions that have holidays or due rules of their own."""
    return sa.Table(
        OWN_TABLE,
        metadata,
        sa.Column("region", sa.String(20), primary_key=True),
        sa.Column("period", sa.String(7), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
    )


_TABLE = told_table(sa.MetaData())
_OWN_TABLE = own_told_table(sa.MetaData())


def create_own_told_days(connection: sa.Connection) -> None:
    """Make the table of regions: called by each service's migration."""
    _OWN_TABLE.create(connection)


def create_told_days(connection: sa.Connection) -> None:
    """Make the table: called by each service's migration."""
    _TABLE.create(connection)


_Own = tuple[str, Month]
"""A region and a month."""


class ToldDays:
    """The told days of one service, which its catalogue's calendar goes by."""

    def __init__(self, database: Database, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._calendar = catalogue.calendar
        self._own: Mapping[str, WorkCalendar] = catalogue.calendars_of_reporters()
        self._first = min((plan.first for plan in catalogue.plans.values()), default=None)
        self._clock = clock
        self._kept: set[Month] = set()
        self._kept_own: set[_Own] = set()

    def load(self) -> None:
        """Go by what was told; what is known otherwise by now is said to the log."""
        with self._database.read() as connection:
            told = _read(connection)
            own = _read_own(connection)
        for month, day in sorted(told.items()):
            known = self._calendar.due_day(month)
            if known != day:
                structlog.get_logger().info("due day stays as told", period=str(month), told=str(day), known=str(known))
        self._note(told)
        self._catalogue.tell_due_days(_by_region(own))
        self._own = self._catalogue.calendars_of_reporters()
        self._kept_own.update(own)

    def teach(self, catalogue: Catalogue) -> None:
        """Let another catalogue, one of the past, go by what was told too, before anybody asks it."""
        with self._database.read() as connection:
            told, own = _read(connection), _read_own(connection)
        catalogue.calendar.told.update(told)
        catalogue.tell_due_days(_by_region(own))

    def keep(self) -> None:
        """Keep the due day of every month that has ended, of the plans' first on."""
        today = today_in_china(self._clock)  # the same for both: midnight may pass in between
        self._keep_own(today)  # before what is told everywhere, which would stand in for it
        self._keep_everywhere(today)

    def _keep_everywhere(self, today: date) -> None:
        new = [month for month in self._ended(self._calendar, today) if month not in self._kept]
        if not new:
            return
        with self._database.write() as connection:
            told = _read(connection)
            rows = [(month, self._calendar.due_day(month)) for month in new if month not in told]
            if rows:
                values = [{"period": str(month), "day": day.isoformat()} for month, day in rows]
                connection.execute(sa.insert(_TABLE), values)
        self._note({**dict(rows), **told})

    def _keep_own(self, today: date) -> None:
        new = [
            (region, month)
            for region, calendar in self._own.items()
            for month in self._ended(calendar, today)
            if (region, month) not in self._kept_own
        ]
        if not new:
            return
        with self._database.write() as connection:
            told = _read_own(connection)
            rows = {key: self._own[key[0]].due_day(key[1]) for key in new if key not in told}
            if rows:
                values = [
                    {"region": region, "period": str(month), "day": day.isoformat()}
                    for (region, month), day in rows.items()
                ]
                connection.execute(sa.insert(_OWN_TABLE), values)
        self._note_own(rows | told)

    def _ended(self, calendar: WorkCalendar, today: date) -> Iterable[Month]:
        last = calendar.last_ended(today)
        return () if self._first is None else months(self._first, last)

    def _note(self, told: Mapping[Month, date]) -> None:
        self._calendar.told.update(told)
        self._kept.update(told)

    def _note_own(self, told: Mapping[_Own, date]) -> None:
        for (region, month), day in told.items():
            if region in self._own:
                self._own[region].told[month] = day
        self._kept_own.update(told)


def _by_region(told: Mapping[_Own, date]) -> dict[str, dict[Month, date]]:
    found: dict[str, dict[Month, date]] = defaultdict(dict)
    for (region, month), day in told.items():
        found[region][month] = day
    return found


def _read_own(connection: sa.Connection) -> dict[_Own, date]:
    columns = _OWN_TABLE.c
    rows = connection.execute(sa.select(columns.region, columns.period, columns.day))
    return {(region, Month.parse(period)): date.fromisoformat(day) for region, period, day in rows}


def _read(connection: sa.Connection) -> dict[Month, date]:
    rows = connection.execute(sa.select(_TABLE.c.period, _TABLE.c.day))
    return {Month.parse(period): date.fromisoformat(day) for period, day in rows}
