"""When an alert is raised and cleared: thresholds and counts, as data. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Plan
from shared.catalogue.rules import Deadlines, Thresholds
from shared.events import Assessment, Level
from shared.periods import Month
from shared.quantities import BASIS_POINTS
from shared.work_calendar import WorkCalendar

LEVELS: tuple[Level, ...] = ("normal", "blue", "yellow", "orange", "red")
"""The judged levels, best first. The others say that a period was not judged."""


def is_judged(level: Level) -> bool:
    """Whether the period was held against its trajectory (缺报, 报送中 and 不判 are not)."""
    return level in LEVELS


def rank(level: Level) -> int:
    """How bad a judged level is: 0 for 正常, 4 for 红.

    Raises:
        ValueError: a level that was not judged.
    """
    return LEVELS.index(level)


@dataclass(frozen=True, slots=True)
class Policy(Thresholds):
    """The rule of one plan: its thresholds, and what follows from them."""

    calendar: WorkCalendar = field(default_factory=WorkCalendar)

    @classmethod
    def of(cls, thresholds: Thresholds, calendar: WorkCalendar) -> Policy:
        """The policy of these thresholds, with the office's calendar."""
        own = {each.name: getattr(thresholds, each.name) for each in fields(Thresholds)}
        return cls(**own, calendar=calendar)

    def behind(self, level: Level) -> bool:
        """Whether a judged level counts towards a raise."""
        return rank(level) >= rank(self.raise_level)

    def at_once(self, level: Level) -> bool:
        """Whether a judged level raises without waiting for a further period."""
        return rank(level) >= rank(self.at_once_level)

    def waits(self, assessment: Assessment, period: Month, today: date) -> bool:
        """Whether the month is not decided on yet: its reports are still coming in.

        A month with a few units missing is an estimate that the next reports replace, so until the
        due day only a month that everybody reported is decided on.
        """
        complete = assessment.reported_units >= assessment.expected_units
        return is_judged(assessment.level) and not complete and today <= self.calendar.due_day(period)

    def reviewed_by(self, period: Month) -> date:
        """The last day that there is for reviewing the month's figures."""
        return self.calendar.after(period.last_day, self.review_days)

    def enough_accepted(self, assessment: Assessment) -> bool:
        """Whether the accepted figures are enough to end an alert on: by weight, or, of an assessment by a rule that
        did not weigh, by the number of units."""
        if assessment.accepted_weight is not None:
            return assessment.accepted_weight >= self.coverage
        return assessment.accepted_units * BASIS_POINTS >= self.coverage * assessment.expected_units

    def clear_reason(self, assessment: Assessment) -> str | None:
        """Why an open episode is resolved by this assessment; None when it is not.

        Only accepted figures count, at the worst that the others could bring, and only when they are enough: a ceiling
        kept by a tenth of the units is no ceiling kept.
        """
        if not self.enough_accepted(assessment):
            return None
        if assessment.rule == "trajectory":
            progress = assessment.accepted_progress
            return "caught_up" if progress is not None and progress >= self.clear_progress else None
        if not assessment.accepted_met:
            return None
        return "target_met" if assessment.rule == "final" else "bound_kept"


@dataclass(frozen=True, slots=True)
class Policies:
    """The default policy and deadlines, and the plans that have some of their own."""

    default: Policy = field(default_factory=Policy)
    overrides: Mapping[str, Policy] = field(default_factory=dict)
    deadlines: Mapping[str, Deadlines] = field(default_factory=dict)
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    """The office's calendar of working days."""
    calendars: Mapping[str, WorkCalendar] = field(default_factory=dict)
    """By plan the calendar of its area, where it has one of its own."""

    @classmethod
    def of_plans(
        cls, plans: Iterable[Plan], calendar: WorkCalendar, calendars: Mapping[str, WorkCalendar] | None = None
    ) -> Policies:
        """What the plans' own files say, with the office's calendar and by plan those of their areas."""
        known, own = list(plans), dict(calendars or {})
        return cls(
            overrides={plan.id: Policy.of(plan.rules.thresholds, own.get(plan.id, calendar)) for plan in known},
            default=Policy(calendar=calendar),
            deadlines={plan.id: plan.rules.deadlines for plan in known},
            calendar=calendar,
            calendars=own,
        )

    def calendar_of(self, plan: str) -> WorkCalendar:
        """The calendar by which the people of a plan's area work."""
        return self.calendars.get(plan, self.calendar)

    @classmethod
    def of_catalogue(cls, catalogue: Catalogue) -> Policies:
        """What the plans of a catalogue say, by the calendars of their areas."""
        plans = catalogue.plans.values()
        return cls.of_plans(plans, catalogue.calendar, {plan.id: catalogue.calendar_of(plan.region) for plan in plans})

    def of(self, plan: str) -> Policy:
        """The policy of a plan."""
        return self.overrides.get(plan, self.default)

    def deadlines_of(self, plan: str) -> Deadlines:
        """The deadlines of a plan."""
        return self.deadlines.get(plan, Deadlines())
