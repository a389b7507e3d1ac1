"""When an alert is raised and cleared: thresholds and counts, as data. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.events import Assessment, Level
from shared.periods import Month, due_day
from shared.quantities import BASIS_POINTS

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
class Policy:
    """The rule of one plan.

    An alert is raised at ``raise_level`` or worse for ``raise_periods`` judged periods in a row,
    or at ``at_once_level`` at once. It is cleared at ``clear_progress`` (P in basis points) on
    accepted figures that cover at least ``coverage`` (basis points) of the units. ``version``
    names the rule and goes up with every change of it.
    """

    raise_level: Level = "yellow"
    raise_periods: int = 2
    at_once_level: Level = "red"
    clear_progress: int = BASIS_POINTS
    coverage: int = 9_500
    version: int = 1

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
        return is_judged(assessment.level) and not complete and today <= due_day(period)

    def clear_reason(self, assessment: Assessment) -> str | None:
        """Why an open episode is resolved by this assessment; None when it is not.

        Only accepted figures count, and only when enough units stand behind them: a ceiling kept
        by a tenth of the units is no ceiling kept.
        """
        if assessment.accepted_units * BASIS_POINTS < self.coverage * assessment.expected_units:
            return None
        if assessment.rule == "trajectory":
            progress = assessment.accepted_progress
            return "caught_up" if progress is not None and progress >= self.clear_progress else None
        if not assessment.accepted_met:
            return None
        return "target_met" if assessment.rule == "final" else "bound_kept"


@dataclass(frozen=True, slots=True)
class Policies:
    """The default policy, and the plans that have one of their own."""

    default: Policy = Policy()
    overrides: Mapping[str, Policy] = field(default_factory=dict)

    def of(self, plan: str) -> Policy:
        """The policy of a plan."""
        return self.overrides.get(plan, self.default)
