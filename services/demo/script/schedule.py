"""When everything happens: every step of the play in time order. Pure.

Some reports are wrong at first and are corrected after acceptance or after closing; one unit of 湘西州 is a month
late once and reports after its month was closed, as a correction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from services.demo.script.areas import area_of
from services.demo.script.commitments import played_words
from services.demo.script.days import (
    ACCEPTANCE_DAY,
    ACCEPTANCE_TIME,
    CLOSING_DAY,
    CLOSING_TIME,
    DUE_CHECK_TIME,
    FAULT_DAY,
    LATE_DAY,
    MENDED_DAY,
    POSTING_TIME,
    PUBLISHING_DAY,
    PUBLISHING_TIME,
    REMINDED_DAYS,
    REMINDER_TIME,
    RETURN_DAY,
    correction_day,
    posting_day,
    working_day,
)
from services.demo.script.mistakes import LATE_REPORT, Mistake, borne_out, correction_of, mistakes
from services.demo.script.planted_faults import EVIDENCE, Story, stories
from services.demo.script.plots import AREA
from services.demo.script.steps import Acceptance, Closing, PlayStep, Publication, ReportToPost, SendingBack
from services.demo.script.year_targets import YEAR_TARGETS
from services.demo.world.figures import Simulation
from shared.catalogue.catalogue import Catalogue
from shared.periods import CHINA, Month
from shared.work_calendar import WorkCalendar

EVALUATED_YEAR, POINTS_OF = Month(2024, 12), Month(2025, 9)
"""The last months of the year that is evaluated and of the quarter whose points are published, of 重庆: one of each
shows what it is, and takes seconds."""
_YEAR, _QUARTER = 12, 3
"""Months."""


def schedule(catalogue: Catalogue, simulation: Simulation) -> tuple[PlayStep, ...]:
    """Every step of the play, in time order."""
    steps = _Steps()
    wrong = mistakes(catalogue, simulation)
    planted = stories(catalogue, simulation)
    areas = {region: area_of(catalogue, region) for region in simulation.regions}
    for period in simulation.periods:
        steps.at(catalogue.calendar.due_day(period), REMINDER_TIME).settles = True
        steps.at(working_day(period, LATE_DAY), DUE_CHECK_TIME).settles = True
        _reports(steps, catalogue, period, areas, wrong, planted)
        for area in dict.fromkeys(areas.values()):
            step = steps.at(working_day(period, CLOSING_DAY), CLOSING_TIME)
            step.closings.append(Closing(area, period))
            step.settles = True
            for publication in _publications(catalogue, area, period, simulation.last):
                steps.at(working_day(period, PUBLISHING_DAY), PUBLISHING_TIME).publications.append(publication)
    _years(steps, catalogue, simulation)
    _words(steps, catalogue, simulation, frozenset(areas.values()))
    steps.every_morning(catalogue.calendar)
    return steps.in_order()


def _publications(catalogue: Catalogue, area: str, period: Month, last: Month) -> Iterator[Publication]:
    """What an area's reviewer publishes when a month was closed: its bulletin; of 重庆 the evaluation of one year, and
    one quarter's points; and of every plan that has come to its end the last evaluation."""
    if _has_bulletin(area, period, last):
        yield Publication(area, period)
    if area == AREA and period == POINTS_OF:
        yield Publication(area, period, "appraisal")
    for plan in catalogue.plans.values():
        if area_of(catalogue, plan.region) != area:
            continue
        if plan.region == AREA and period == EVALUATED_YEAR and period.year in plan.years:
            yield Publication(area, period, "annual", plan.id)
        if period == plan.last:
            yield Publication(area, period, "final", plan.id)


def _has_bulletin(area: str, period: Month, last: Month) -> bool:
    """Whether a bulletin of the month is published: of every year's end, and of the quarters of the last year that is
    played; of the areas beside 重庆 of the last year's end alone, as each takes the better part of a second."""
    if area != AREA:
        return period == last and period.month == _YEAR
    return period.month == _YEAR or (period.month % _QUARTER == 0 and period.year == last.year)


def _years(steps: _Steps, catalogue: Catalogue, simulation: Simulation) -> None:
    """The targets of the years that are played, of plans that are loaded."""
    for target in YEAR_TARGETS:
        if target.plan in catalogue.plans and simulation.first.year <= target.year <= simulation.last.year:
            steps.on(target.instant).years.append(target)


def _words(steps: _Steps, catalogue: Catalogue, simulation: Simulation, areas: frozenset[str]) -> None:
    """What is said of the commitments of the areas that are played."""
    for said in played_words(catalogue, simulation.first, simulation.last):
        if catalogue.plans[str(said.items[0]["plan"])].region in areas | frozenset(simulation.regions):
            steps.on(said.instant).said.append(said)


def _reports(
    steps: _Steps,
    catalogue: Catalogue,
    period: Month,
    areas: Mapping[str, str],
    wrong: Mapping[tuple[str, Month], Mistake],
    planted: Mapping[tuple[str, Month], Story],
) -> None:
    next_acceptance = working_day(period.shift(1), ACCEPTANCE_DAY)
    for region, area in areas.items():
        mistake, story = wrong.get((region, period)), planted.get((region, period))
        late = posting_day(region, period) > working_day(period, CLOSING_DAY)
        if story is not None and not story.refused:
            _returned(steps, area, story)
        else:
            _posted(steps, ReportToPost(region, period, 1, mistake, LATE_REPORT if late else None, story), late)
        accepted = next_acceptance if late else working_day(period, ACCEPTANCE_DAY)
        _accept(steps, accepted, Acceptance(area, region, period))
        if mistake is not None:
            evidence = EVIDENCE.format(number=f"{region}-{period}")
            correction = borne_out(correction_of(catalogue, mistake), evidence)
            _corrected(steps, ReportToPost(region, period, 2, None, correction))
            _accept(steps, next_acceptance, Acceptance(area, region, period, corrected=True))


def _posted(steps: _Steps, first: ReportToPost, late: bool) -> None:
    """The first report of a month; who is very late is reminded."""
    for number in REMINDED_DAYS if late else ():
        steps.at(working_day(first.period, number), REMINDER_TIME).settles = True
    steps.at(posting_day(first.region, first.period), POSTING_TIME).submissions.append(first)


def _corrected(steps: _Steps, second: ReportToPost) -> None:
    steps.at(correction_day(second.region, second.period), POSTING_TIME).submissions.append(second)


def _returned(steps: _Steps, area: str, story: Story) -> None:
    """A planted fault, its return, and the right report: all before the month is due."""
    region, period = story.region, story.period
    wrong = ReportToPost(region, period, 1, story=story)
    steps.at(working_day(period, FAULT_DAY), POSTING_TIME).submissions.append(wrong)
    steps.at(working_day(period, RETURN_DAY), ACCEPTANCE_TIME).returns.append(SendingBack(area, story))
    right = ReportToPost(region, period, 2)
    steps.at(working_day(period, MENDED_DAY), POSTING_TIME).submissions.append(right)


def _accept(steps: _Steps, day: date, acceptance: Acceptance) -> None:
    step = steps.at(day, ACCEPTANCE_TIME)
    step.acceptances.append(acceptance)
    step.settles = True


class _Steps:
    """Steps by their instant, made as they are asked for."""

    def __init__(self) -> None:
        self._steps: dict[datetime, PlayStep] = {}

    def at(self, day: date, hour: time) -> PlayStep:
        """The step at that hour in China."""
        return self.on(datetime.combine(day, hour, CHINA).astimezone(UTC))

    def on(self, instant: datetime) -> PlayStep:
        """The step at an instant."""
        return self._steps.setdefault(instant, PlayStep(instant))

    def every_morning(self, calendar: WorkCalendar) -> None:
        """On each working day from the first step to the last all is settled as the day begins."""
        days = [instant.astimezone(CHINA).date() for instant in self._steps]
        day, last = min(days), max(days)
        while day <= last:
            if calendar.is_working_day(day):
                self.at(day, DUE_CHECK_TIME).settles = True
            day += timedelta(days=1)

    def in_order(self) -> tuple[PlayStep, ...]:
        """All of them, by time."""
        return tuple(self._steps[instant] for instant in sorted(self._steps))
