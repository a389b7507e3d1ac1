"""When everything happens: who posts on which day, what is accepted and closed when. Pure.

Most units report on working days 1–5 of the month after, a few late. The area's reviewer accepts
on working day 7 and closes the month on working day 10. Some reports are wrong at first and are
corrected after acceptance or after closing; one unit of 湘西州 is a month late once and reports after
its month was closed, as a correction. Instants are aware, in UTC; days are days in China.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from services.demo.player.planted_faults import EVIDENCE, WORK_INJURY, Story, convenient_fix, stories
from services.demo.player.reports import LATE_REPORT, Correction, Mistake, borne_out, correction_of
from services.demo.world.figures import Simulation
from services.demo.world.noise import between, generator
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Kind
from shared.periods import CHINA, DUE_WORKING_DAYS, Month, add_working_days, due_day
from shared.quantities import PARTS_PER_MILLION

FAULT_DAY, RETURN_DAY, MENDED_DAY = 1, 2, 3
LATE_DAY = 6
ACCEPTANCE_DAY = 7
CORRECTION_BEFORE_CLOSING_DAY = 8
REMINDED_DAYS = (6, 8)
CLOSING_DAY = 10
CORRECTION_AFTER_CLOSING_DAY = 2
MONTH_LATE_DAY = 3
"""Working days of the month after the period (the last two: of the month after that)."""

LATE_PER_THOUSAND = 15
MISTAKES = 12
CONVENIENT_PERCENT = 3
MONTH_LATE = frozenset({("433125", Month(2022, 11))})
"""保靖县's report for 2022-11 comes a month late, while 湘西州's 失业保险 alert is open."""

POSTING_TIME = time(10, 0)
DUE_CHECK_TIME = time(0, 5)
ACCEPTANCE_TIME = time(15, 0)
CLOSING_TIME = time(16, 0)
REMINDER_TIME = time(16, 0)
"""When those are reminded who have not reported: looked at on the due day, and on ``REMINDED_DAYS`` of a month that
a report is very late for."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A report to post: revision 1 with its mistake or planted story, if any, or revision 2 that sets it right.

    ``correction`` is given after acceptance or closing.
    """

    region: str
    period: Month
    revision: int = 1
    mistake: Mistake | None = None
    correction: Correction | None = None
    story: Story | None = None

    @property
    def corrects(self) -> bool:
        """Whether it comes after an acceptance."""
        return self.revision > 1 and self.correction is not None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A reviewer's decision to accept what stands: the first one, or (``corrected``) that after a correction."""

    area: str
    region: str
    period: Month
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Return:
    """A reviewer's decision to send a planted fault back."""

    area: str
    story: Story


@dataclass(frozen=True, slots=True)
class Closing:
    area: str
    period: Month


@dataclass
class Step:
    """What happens at one instant of the simulated time; ``settles``: then everybody catches up."""

    instant: datetime
    submissions: list[Submission] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    acceptances: list[Acceptance] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    settles: bool = False


def area_of(catalogue: Catalogue, region: str) -> str:
    """The outermost region with a plan that contains ``region``: its reviewer accepts the report.

    Raises:
        KeyError: no plan covers the region.
    """
    carrying = [code for code in (region, *catalogue.ancestors(region)) if catalogue.plans_of(code)]
    if not carrying:
        raise KeyError(region)
    return carrying[-1]


@lru_cache(maxsize=4096)
def working_day(period: Month, number: int) -> date:
    """The ``number``-th working day of the month after ``period``."""
    return add_working_days(period.last_day, number)


def mistakes(catalogue: Catalogue, simulation: Simulation) -> dict[tuple[str, Month], Mistake]:
    """About a dozen reports whose first figure is modestly wrong, by region and period.

    Only amounts outside 其中 relations are mistaken, so that the wrong report is still consistent.
    """
    entangled = _entangled(catalogue)
    planted = stories(catalogue, simulation)
    periods = simulation.periods[:-2]
    found: dict[tuple[str, Month], Mistake] = {}
    for number in range(MISTAKES if periods else 0):
        random = generator("mistake", str(number))
        region = random.choice(simulation.regions)
        period = periods[between(random, 0, len(periods) - 1)]
        amounts = [
            indicator
            for indicator in simulation.series[region]
            if catalogue.indicators[indicator].kind in (Kind.FLOW, Kind.STOCK)
            and indicator not in entangled
            and simulation.figure(region, indicator, period)[0] >= 100
        ]
        if amounts and (region, period) not in MONTH_LATE and (region, period) not in planted:
            percent = between(random, 2, 6) * random.choice((-1, 1))
            factor = PARTS_PER_MILLION * (100 + percent) // 100
            found[region, period] = Mistake(random.choice(amounts), factor)
    if (place := convenient_fix(catalogue, simulation)) is not None:
        found[place] = Mistake(WORK_INJURY, PARTS_PER_MILLION * (100 - CONVENIENT_PERCENT) // 100)
    return found


def _entangled(catalogue: Catalogue) -> set[str]:
    found: set[str] = set()
    for plan in catalogue.plans.values():
        for target in plan.targets:
            if target.part_of is not None:
                found |= {target.indicator, plan.target(target.part_of).indicator}
    return found


def posting_day(region: str, period: Month) -> date:
    """The day on which the region first reports ``period``."""
    if (region, period) in MONTH_LATE:
        return working_day(period.shift(1), MONTH_LATE_DAY)
    random = generator("posting", region, str(period))
    if between(random, 1, 1000) <= LATE_PER_THOUSAND:
        return working_day(period, LATE_DAY)
    return working_day(period, between(random, 1, DUE_WORKING_DAYS))


def schedule(catalogue: Catalogue, simulation: Simulation) -> tuple[Step, ...]:
    """Every step of the play, in time order."""
    steps = _Steps()
    wrong = mistakes(catalogue, simulation)
    planted = stories(catalogue, simulation)
    areas = {region: area_of(catalogue, region) for region in simulation.regions}
    for period in simulation.periods:
        steps.at(due_day(period), REMINDER_TIME).settles = True
        steps.at(due_day(period) + timedelta(days=1), DUE_CHECK_TIME).settles = True
        _reports(steps, catalogue, period, areas, wrong, planted)
        for area in dict.fromkeys(areas.values()):
            step = steps.at(working_day(period, CLOSING_DAY), CLOSING_TIME)
            step.closings.append(Closing(area, period))
            step.settles = True
    return steps.in_order()


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
        mistake, day = wrong.get((region, period)), posting_day(region, period)
        late = day > working_day(period, CLOSING_DAY)
        for number in REMINDED_DAYS if late else ():
            steps.at(working_day(period, number), REMINDER_TIME).settles = True
        story = planted.get((region, period))
        if story is not None and not story.refused:
            _returned(steps, area, story)
        else:
            first = Submission(region, period, 1, mistake, LATE_REPORT if late else None, story)
            steps.at(day, POSTING_TIME).submissions.append(first)
        accepted = next_acceptance if late else working_day(period, ACCEPTANCE_DAY)
        _accept(steps, accepted, Acceptance(area, region, period))
        if mistake is not None:
            correction = borne_out(correction_of(catalogue, mistake), EVIDENCE.format(number=f"{region}-{period}"))
            second = Submission(region, period, 2, None, correction)
            steps.at(correction_day(region, period), POSTING_TIME).submissions.append(second)
            _accept(steps, next_acceptance, Acceptance(area, region, period, corrected=True))


def _returned(steps: _Steps, area: str, story: Story) -> None:
    """A planted fault, its return, and the right report: all before the month is due."""
    region, period = story.region, story.period
    wrong = Submission(region, period, 1, story=story)
    steps.at(working_day(period, FAULT_DAY), POSTING_TIME).submissions.append(wrong)
    steps.at(working_day(period, RETURN_DAY), ACCEPTANCE_TIME).returns.append(Return(area, story))
    right = Submission(region, period, 2)
    steps.at(working_day(period, MENDED_DAY), POSTING_TIME).submissions.append(right)


def correction_day(region: str, period: Month) -> date:
    """The day on which a mistake is corrected: before the month is closed, or after."""
    if between(generator("correction", region, str(period)), 1, 2) == 1:
        return working_day(period, CORRECTION_BEFORE_CLOSING_DAY)
    return working_day(period.shift(1), CORRECTION_AFTER_CLOSING_DAY)


def _accept(steps: _Steps, day: date, acceptance: Acceptance) -> None:
    step = steps.at(day, ACCEPTANCE_TIME)
    step.acceptances.append(acceptance)
    step.settles = True


class _Steps:
    """Steps by their instant, made as they are asked for."""

    def __init__(self) -> None:
        self._steps: dict[datetime, Step] = {}

    def at(self, day: date, hour: time) -> Step:
        instant = datetime.combine(day, hour, CHINA).astimezone(UTC)
        return self._steps.setdefault(instant, Step(instant))

    def in_order(self) -> tuple[Step, ...]:
        return tuple(self._steps[instant] for instant in sorted(self._steps))


def by_area(acceptances: Iterable[Acceptance]) -> dict[str, list[Acceptance]]:
    """The decisions of each area's reviewer."""
    found: dict[str, list[Acceptance]] = defaultdict(list)
    for acceptance in acceptances:
        found[acceptance.area].append(acceptance)
    return dict(found)
