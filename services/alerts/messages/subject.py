"""What a message is about, as the catalogue knows it, and where it stands. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from services.alerts.episodes.summary import EpisodeSummary
from services.alerts.messages.chart import Chart
from services.alerts.messages.wording import Scale, as_judged
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Attribute, Department, Horizon, Indicator, Plan, Region, Target
from shared.catalogue.rules import Deadlines
from shared.events import (
    Assessment,
    Level,
    ProgressAssessed,
    QuotedPromise,
)
from shared.periods import Month
from shared.work_calendar import WorkCalendar


class RegionNames(dict[str, str]):
    """Every region's name by its code; one that has left the catalogue since is called by its code."""

    def __missing__(self, code: str) -> str:
        return code


@dataclass(frozen=True, slots=True)
class MessageSubject:
    """What a message is about, as the catalogue knows it."""

    plan: Plan
    target: Target
    indicator: Indicator
    region: Region
    department: Department
    period: Month
    scale: Scale
    names: RegionNames
    calendar: WorkCalendar

    @classmethod
    def of(cls, catalogue: Catalogue, assessed: ProgressAssessed, period: str, told: Assessment) -> MessageSubject:
        """Look everything up. ``told`` is the assessment that the message tells of, of the month ``period``: where a
        correction of an earlier month brings a later one to be told, it is not that of ``assessed``.

        Raises:
            KeyError: the catalogue does not know it.
        """
        plan = catalogue.plans[assessed.plan]
        attribute = Attribute.BINDING if assessed.binding else Attribute.EXPECTED  # as in force in the month
        target = replace(as_judged(plan.target(assessed.row), told), attribute=attribute)
        indicator = catalogue.indicators[target.indicator]
        return cls(
            plan=plan,
            target=target,
            indicator=indicator,
            region=catalogue.regions[assessed.region],
            department=catalogue.department_for(assessed.plan, assessed.row),
            period=Month.parse(period),
            scale=Scale.of(target, indicator),
            names=RegionNames((code, region.name) for code, region in catalogue.regions.items()),
            calendar=catalogue.calendar_of(plan.region),
        )

    @property
    def headline(self) -> str:
        """``重庆市 工伤保险参保人数（约束性）``."""
        attribute = "约束性" if self.target.binding else "预期性"
        return f"{self.region.name} {self.target.name}（{attribute}）"

    @property
    def final_month(self) -> Month:
        """The month whose figure is held against the target."""
        return Month(self.period.year, 12) if self.target.horizon is Horizon.YEAR else self.plan.last


@dataclass(frozen=True, slots=True)
class MessagePlace:
    """Where a message stands: its number in the episode, the level before it, and the day in China.

    ``simulated``: figures behind the alert come from a demonstration. ``policy_version`` is the
    rule that decided. ``chart``: the months before, where there are enough. ``gathers``: name of
    the region, number and level of each open alert on the same indicator inside the area. ``summary``: what became of
    the episode so far, ``promise``: what the department has promised, and whether it was kept. ``by_catalogue``: no
    report brought it about, but another catalogue.
    """

    episode: int
    sequence: int
    previous_level: Level | None
    today: date
    calendar: WorkCalendar
    public_url: str
    policy_version: int = 1
    simulated: bool = False
    chart: Chart | None = None
    deadlines: Deadlines = field(default_factory=Deadlines)
    gathers: tuple[tuple[str, str, Level], ...] = ()
    summary: EpisodeSummary = field(default_factory=EpisodeSummary)
    promise: tuple[QuotedPromise, Literal["open", "kept", "broken"]] | None = None
    by_catalogue: bool = False
