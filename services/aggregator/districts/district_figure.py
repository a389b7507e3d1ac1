"""A district's accepted figure and its own target, as they are ranked. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shared.events import Level


@dataclass(frozen=True, slots=True)
class DistrictGoal:
    """A district's own target, and how its accepted figure stands against it.

    ``source`` is ``own`` (its plan prints it) or ``allocated``. ``progress`` is None where the rule
    has none (a floor to keep, inside the noise guard, the plan's last month); ``actual`` is what the target
    measures, which for a plan's total is more than this year's figure.
    """

    source: str
    value: Fraction
    level: Level
    reason: str
    actual: Fraction | None = None
    expected: Fraction | None = None
    progress: Fraction | None = None


@dataclass(frozen=True, slots=True)
class DistrictFigure:
    """A district's accepted figure now and a year ago, exact; None with the reason where there is none."""

    region: str
    now: Fraction | None = None
    before: Fraction | None = None
    goal: DistrictGoal | None = None
    reason: str = ""
