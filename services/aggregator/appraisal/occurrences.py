"""What happened to a unit's month that an appraisal counts. Pure.

Events are taken in the order of their positions, each once: delivered twice or in another order, they come to the
same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from services.aggregator.reports.handlers import IntakeEvent, evolve
from services.aggregator.reports.months import UnitMonth
from shared.events import ReportCorrected, ReportReturned, ReportSubmitted, ReportWithdrawn
from shared.periods import Month
from shared.work_calendar import WorkCalendar

_DAY = timedelta(days=1)


class PastEvent(NamedTuple):
    """An event of ``reports`` about the month: where it stands, and the day in China when it was recorded."""

    position: int
    day: date
    event: IntakeEvent


class FalseReport(NamedTuple):
    """A finding, recorded by a reviewer or an auditor with its document, that a report was false. ``position`` is where
    it stands in ``figures``."""

    position: int
    day: date
    revision: int
    document: str


class GoalStanding(NamedTuple):
    """A target of the district in a month on accepted figures: whether it is on schedule, and the position in
    ``reports`` up to which reports are in the figure. ``actual`` and ``expected`` are as a page writes them."""

    indicator: str
    met: bool
    actual: str
    expected: str
    position: int


@dataclass(frozen=True, slots=True)
class UnitMonthFacts:
    """All that a unit's points of a month follow from. ``today`` is the day as of which it is looked at; ``exempt``
    says why the month is not counted ('': it is)."""

    region: str
    period: Month
    today: date
    calendar: WorkCalendar
    events: Sequence[PastEvent] = ()
    false_reports: Sequence[FalseReport] = ()
    goals: Sequence[GoalStanding] = ()
    exempt: str = ""

    @property
    def due(self) -> date:
        """The day by whose end the month is owed."""
        return self.calendar.due_day(self.period)


class CountedEvent(NamedTuple):
    """One thing that an appraisal counts: where it is written down and when. ``days`` are the working days of a delay,
    ``revision`` that of the report, which it is about."""

    position: int
    day: date | None
    revision: int = 0
    days: int = 0
    document: str = ""


@dataclass(slots=True)
class Occurrences:
    """What happened to a month. ``late`` is the submission that came late, ``missing`` that none stands when it should;
    ``owed_by`` the day until which it may still come (None: it stands)."""

    returned: list[CountedEvent] = field(default_factory=list)
    corrected: list[CountedEvent] = field(default_factory=list)
    false: list[CountedEvent] = field(default_factory=list)
    late: CountedEvent | None = None
    missing: CountedEvent | None = None
    owed_by: date | None = None


def occurrences(facts: UnitMonthFacts) -> Occurrences:
    """What happened to the month, up to the day on which it is looked at.

    A delay is that of the first submission since the unit last took everything back: what a reviewer returns counts as
    a return, and as missing only where nothing has come again in the days there are for that.
    """
    found = Occurrences()
    state: UnitMonth | None = None
    began: CountedEvent | None = None
    emptied: PastEvent | None = None
    for each in _in_order(facts.events):
        state = evolve(state, each.event, each.position)
        match each.event:
            case ReportSubmitted() | ReportCorrected():
                came = CountedEvent(each.position, each.day, state.revision if state else 0)
                if isinstance(each.event, ReportCorrected) and began is not None:
                    found.corrected.append(came)
                began = began or came
            case ReportReturned():
                found.returned.append(CountedEvent(each.position, each.day, each.event.revision))
                emptied = each
            case ReportWithdrawn():
                began = began if state is not None and state.live is not None else None
                emptied = each
            case _:
                pass
    found.false = [CountedEvent(one.position, one.day, one.revision, document=one.document) for one in _once(facts)]
    _delay(facts, found, began)
    if state is None or state.live is None:
        _nothing_stands(facts, found, emptied)
    return found


def _delay(facts: UnitMonthFacts, found: Occurrences, began: CountedEvent | None) -> None:
    if began is not None and began.day is not None and began.day > facts.due:
        found.late = began._replace(days=working_days_late(facts.calendar, facts.due, began.day))


def _nothing_stands(facts: UnitMonthFacts, found: Occurrences, emptied: PastEvent | None) -> None:
    owed_by = facts.due if emptied is None else facts.calendar.due_again(facts.period, emptied.day)
    if facts.today > owed_by:
        found.missing = CountedEvent(0 if emptied is None else emptied.position, owed_by)
    else:
        found.owed_by = owed_by


def working_days_late(calendar: WorkCalendar, due: date, came: date) -> int:
    """How many working days a report is late: of a weekend right behind the due day one, as it is late."""
    days = sum(calendar.is_working_day(due + step * _DAY) for step in range(1, (came - due).days + 1))
    return max(days, 1) if came > due else 0


def _in_order(events: Iterable[PastEvent]) -> list[PastEvent]:
    return [each for _, each in sorted({each.position: each for each in events}.items())]


def _once(facts: UnitMonthFacts) -> list[FalseReport]:
    return [each for _, each in sorted({each.position: each for each in facts.false_reports}.items())]
