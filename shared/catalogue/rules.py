"""The rules that a plan may have of its own: levels' cuts, when an alert is raised, how long people have, and how often
commitments are stated.

They stand in ``plan.toml`` under ``[cuts]``, ``[policy]`` and ``[statements]``; what is left out holds as for every
plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from shared.quantities import BASIS_POINTS

RaiseLevel = Literal["blue", "yellow", "orange", "red"]
RAISE_LEVELS: tuple[RaiseLevel, ...] = ("blue", "yellow", "orange", "red")


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where the levels begin. A plan can override any of them.

    ``total_*`` hold for flows, ``climb_*`` for stocks and rates on their way: below ``yellow`` the
    level is yellow, and so on. ``guard`` is the part of the target, and ``revisions`` the number of
    usual revisions, under which a distance is noise. Under ``likely`` (basis points of probability) a
    target on schedule is blue. ``breaches`` are the numbers of assessed periods in a row at which a
    breached bound is yellow, orange and red.
    """

    total_yellow: Fraction = Fraction(95, 100)
    total_orange: Fraction = Fraction(85, 100)
    total_red: Fraction = Fraction(70, 100)
    climb_yellow: Fraction = Fraction(95, 100)
    climb_orange: Fraction = Fraction(60, 100)
    climb_red: Fraction = Fraction(0)
    guard: Fraction = Fraction(2, 1000)
    revisions: int = 2
    likely: int = 5_000
    breaches: tuple[int, int, int] = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When an alert is raised and cleared.

    It is raised at ``raise_level`` or worse for ``raise_periods`` judged periods in a row, or at
    ``at_once_level`` at once. It is cleared at ``clear_progress`` (P in basis points) on accepted
    figures that are at least ``coverage`` (basis points) of the whole, by weight. A month's figures are to be reviewed
    within ``review_days`` working days after it: what waits for that (a raise on figures in doubt, a promised month,
    the end with the plan) waits no longer. ``version`` names the rule and goes up with every change of it.
    """

    raise_level: RaiseLevel = "yellow"
    raise_periods: int = 2
    at_once_level: RaiseLevel = "red"
    clear_progress: int = BASIS_POINTS
    coverage: int = 9_500
    review_days: int = 10
    version: int = 1


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Working days that a department has: to sign, to answer, and until its leader is told of either."""

    sign: int = 2
    leader: int = 5
    answer: int = 5
    leader_answer: int = 8


StatementRhythm = Literal["year", "half_year", "never"]
RHYTHMS: tuple[StatementRhythm, ...] = ("year", "half_year", "never")


@dataclass(frozen=True, slots=True)
class StatementRules:
    """How often departments say how a plan's commitments stand: of ``every`` year or half year, by that ``day`` of
    the month after it."""

    every: StatementRhythm = "year"
    day: int = 20


@dataclass(frozen=True, slots=True)
class PlanRules:
    """A plan's rules, its own and those that hold for every plan."""

    cuts: Cuts = field(default_factory=Cuts)
    thresholds: Thresholds = field(default_factory=Thresholds)
    deadlines: Deadlines = field(default_factory=Deadlines)
    statements: StatementRules = field(default_factory=StatementRules)
