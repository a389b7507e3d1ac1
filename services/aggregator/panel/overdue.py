"""How many sample enterprises have not reported the last period that was due. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from shared.catalogue import Catalogue
from shared.periods import Month


def owed(catalogue: Catalogue, today: date) -> Iterator[tuple[str, str]]:
    """By enterprise the last period whose due day has passed, of those that owe one."""
    for region in catalogue.panel.regions:
        period = _last_due(catalogue, region, today)
        for member in catalogue.panel.sample([region], period):
            if member.owes(period):
                yield member.enterprise, str(period)


def overdue(catalogue: Catalogue, reported: Collection[tuple[str, str]], today: date) -> int:
    """How many have not ``reported`` it (enterprise, period)."""
    return sum(each not in reported for each in owed(catalogue, today))


def _last_due(catalogue: Catalogue, region: str, today: date) -> Month:
    calendar, period = catalogue.calendar_of(region), Month.of(today).shift(-1)
    while calendar.due_day(period) >= today:
        period = period.shift(-1)
    return period
