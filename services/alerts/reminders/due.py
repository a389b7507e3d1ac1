"""Who is reminded (催报) of which months, and how. Pure: what is known in, what is to be said out.

============  ==============================================  =======================
step          from when (16:00–18:00, on working days)        to whom
============  ==============================================  =======================
before_due    2 working days before the due day               the unit
after_due     the first working day after the due day         the unit
leader        the third working day after the due day         the unit and its leader
============  ==============================================  =======================

Each step is taken once for a month, and never one below what was taken. A month whose report was returned
or withdrawn is due anew three working days later, and so is what a report leaves blank that is owed, until it is filled
in or the report is accepted without it. Of a plan that was taken up later nobody is reminded of a
month before the first that is owed, and of that one only from the first step on. In the afternoon: who reports
on the day is not bothered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal, NamedTuple

from services.alerts.reminders.contacts import contacts_of
from shared.catalogue.catalogue import Catalogue
from shared.periods import Month, months
from shared.work_calendar import WorkCalendar
from shared.working_time import WorkingTime

Step = Literal["before_due", "after_due", "leader"]
Status = Literal["submitted", "accepted", "returned", "withdrawn"]

ORDER: tuple[Step, ...] = ("before_due", "after_due", "leader")
"""The steps as they follow each other."""

OWED_AGAIN: tuple[Status, ...] = ("returned", "withdrawn")
"""What a report's state is when its month is owed again."""

OPENS = time(16)
"""When reminders go out: from then on, of a working day."""

BEFORE_WORKING_DAYS = 2
AFTER_WORKING_DAYS = 1
LEADER_WORKING_DAYS = 3
MADE_UP_DAYS = 31
"""A step that could not be taken for longer is not made up for."""


class ReportedMonth(NamedTuple):
    """What became of a report: its status, and the day in China since when; and which indicators it leaves ``blank``
    that are owed, those without which it was accepted before aside."""

    status: Status
    since: date
    blank: tuple[str, ...] = ()


class OwedMonth(NamedTuple):
    """A month that a region owes: ``due`` on this day, ``again`` after a return or a withdrawal. With ``blank`` it is
    reported, but for those indicators."""

    period: Month
    due: date
    again: Status | None = None
    blank: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownOfReports:
    """What is known of the reports.

    ``reports`` by region and month: of the months asked about, and every one that is owed again or in part.
    ``first`` is each region's first month that was ever reported. ``taken`` are the steps by region and month.
    """

    reports: Mapping[tuple[str, Month], ReportedMonth]
    first: Mapping[str, Month]
    taken: Mapping[tuple[str, Month], frozenset[Step]] = field(default_factory=dict)


class Reminder(NamedTuple):
    """A region is to be reminded by ``step`` of these months, the newest first."""

    region: str
    step: Step
    months: tuple[OwedMonth, ...]


def hour_has_come(now: datetime, calendar: WorkCalendar) -> bool:
    """Whether reminders go out at this instant."""
    return WorkingTime(opens=OPENS, calendar=calendar).holds(now)


def decide(catalogue: Catalogue, known: KnownOfReports, today: date) -> list[Reminder]:
    """Every reminder that is due on ``today``, in the order of the catalogue's regions."""
    due: dict[tuple[str, Step], list[OwedMonth]] = defaultdict(list)
    for region, owed in _candidates(catalogue, known, today):
        if not catalogue.calendar_of(region).is_working_day(today):
            continue  # a holiday of its own: the step is taken on the next working day
        taken = known.taken.get((region, owed.period), frozenset())
        step = due_step(owed.due, taken, today, catalogue.calendar_of(region))
        if step not in (None, ORDER[0]) and not taken and catalogue.backfills(region, owed.period.shift(-1)):
            continue  # the first month that is owed was due before anybody was asked for it
        if step is not None and contacts_of(catalogue, region, Month.of(today)):
            due[region, step].append(owed)
    return [
        Reminder(region, step, tuple(sorted(owed, reverse=True))) for (region, step), owed in _ordered(catalogue, due)
    ]


def due_step(due: date, taken: frozenset[Step], today: date, calendar: WorkCalendar) -> Step | None:
    """The step to take on ``today`` for what is due on ``due``; None when it was taken, or a later one."""
    if today <= due:
        step: Step = "before_due"
        first = calendar.before(due, BEFORE_WORKING_DAYS)
    elif today >= calendar.after(due, LEADER_WORKING_DAYS):
        step, first = "leader", calendar.after(due, LEADER_WORKING_DAYS)
    else:
        step, first = "after_due", calendar.after(due, AFTER_WORKING_DAYS)
    timely = first <= today and (today - first).days <= MADE_UP_DAYS
    furthest = max((ORDER.index(each) for each in taken), default=-1)
    return step if timely and ORDER.index(step) > furthest else None


def everything_owed(
    catalogue: Catalogue, region: str, reports: Mapping[Month, ReportedMonth], first: Month, last: Month
) -> list[OwedMonth]:
    """The months from ``first`` to ``last`` that a region owes and has not reported, or not whole, the newest first."""
    found = [
        owed
        for period in months(first, last)
        if _owes(catalogue, region, period) and (owed := _still_owed(catalogue, region, period, reports.get(period)))
    ]
    return found[::-1]


def first_months(catalogue: Catalogue, first: Mapping[str, Month]) -> dict[str, Month]:
    """By outermost planned area the first month that anybody reported in it: one without data is not among them,
    and stays silent."""
    found: dict[str, Month] = {}
    for region, month in first.items():
        area = outermost(catalogue, region)
        found[area] = min(found.get(area, month), month)
    return found


def outermost(catalogue: Catalogue, region: str) -> str:
    """The outermost region with a plan that ``region`` lies in; itself where there is none, or nobody knows it."""
    if region not in catalogue.regions:
        return region
    planned = [code for code in (region, *catalogue.ancestors(region)) if catalogue.plans_of(code)]
    return planned[-1] if planned else region


def owed_of(period: Month, reported: ReportedMonth | None, calendar: WorkCalendar) -> OwedMonth:
    """When a month that is owed falls due: a report that was returned or taken back has its days anew, and so has what
    it leaves blank."""
    if reported is None:
        return OwedMonth(period, calendar.due_day(period))
    due = calendar.due_again(period, reported.since)
    if reported.status in OWED_AGAIN:
        return OwedMonth(period, due, reported.status)
    return OwedMonth(period, due, blank=reported.blank)


def _candidates(catalogue: Catalogue, known: KnownOfReports, today: date) -> Iterable[tuple[str, OwedMonth]]:
    """The last month of everybody whose figures have ended, and every month that is owed again."""
    begun = first_months(catalogue, known.first)
    for region in catalogue.regions:
        calendar = catalogue.calendar_of(region)
        newest = calendar.last_ended(today)
        reported = known.reports.get((region, newest))
        since = begun.get(outermost(catalogue, region))
        if reported is None and since is not None and since <= newest and _owes(catalogue, region, newest):
            yield region, owed_of(newest, None, calendar)
    for (region, period), reported in known.reports.items():
        if region in catalogue.regions and _owes(catalogue, region, period):
            owed = _still_owed(catalogue, region, period, reported)
            if owed is not None:
                yield region, owed


def _owes(catalogue: Catalogue, region: str, period: Month) -> bool:
    """What fills in the past is owed to nobody: reminders begin with the first month that a plan asks for."""
    if not catalogue.regions[region].valid_in(period) or catalogue.backfills(region, period):
        return False
    return bool(catalogue.owed(region, period))


def _still_owed(catalogue: Catalogue, region: str, period: Month, reported: ReportedMonth | None) -> OwedMonth | None:
    """What is owed of a month that is asked for; None where it is whole, or accepted without the rest."""
    calendar = catalogue.calendar_of(region)
    if reported is None or reported.status in OWED_AGAIN:
        return owed_of(period, reported, calendar)
    blank = tuple(each for each in reported.blank if each in catalogue.owed(region, period))
    if reported.status != "submitted" or not blank:
        return None
    return owed_of(period, reported._replace(blank=blank), calendar)


def _ordered(
    catalogue: Catalogue, due: Mapping[tuple[str, Step], Sequence[OwedMonth]]
) -> list[tuple[tuple[str, Step], Sequence[OwedMonth]]]:
    place = {code: number for number, code in enumerate(catalogue.regions)}
    return sorted(due.items(), key=lambda item: (place[item[0][0]], ORDER.index(item[0][1])))
