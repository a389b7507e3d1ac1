"""How far a target is from where it should be, and which level that is. Exact, pure.

Each verdict carries the rule that judged it and a named reason; ``reasons.py`` says each in Chinese.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, takewhile
from typing import Literal

from services.aggregator.targets.trajectory import Trajectory
from shared.catalogue.model import Bound
from shared.catalogue.rules import Cuts
from shared.events import Level

Rule = Literal["trajectory", "floor", "ceiling", "final", "none"]

UNJUDGED: tuple[Level, ...] = ("reporting", "missing", "unassessed")
"""The levels that say why nothing can be said."""


@dataclass(frozen=True, slots=True)
class LevelVerdict:
    """A level with its rule and reason, and the exact measures it stands on.

    ``gap`` is positive when behind; ``points`` is the gap as a share of the target's way (of the
    bound itself for a floor or ceiling). ``met`` says whether the figure is on the good side.
    """

    level: Level
    rule: Rule
    reason: str
    expected: Fraction | None = None
    gap: Fraction | None = None
    points: Fraction | None = None
    progress: Fraction | None = None
    met: bool = False
    breached_periods: int = 0


def noise_guard(target: Fraction, usual_revision: Fraction, cuts: Cuts) -> Fraction:
    """The distance from the start under which a trajectory says nothing: the larger of a part of
    the target and some usual revisions."""
    return max(cuts.guard * abs(target), cuts.revisions * usual_revision)


def judge_trajectory(
    line: Trajectory,
    month: int,
    actual: Fraction,
    *,
    usual_revision: Fraction,
    climbing: bool,
    cuts: Cuts,
    fallen: Fraction = Fraction(0),
) -> LevelVerdict:
    """Hold ``actual`` against the line at ``month``: P is how much of what was due is done.

    Less than a month behind is not behind. A climbing stock that clearly moves away is at least yellow, inside the
    noise guard as outside: it stands short of its start, or has ``fallen`` over the last months (see
    :func:`fallen_by`), by more than the guard.
    """
    expected = line.expected(month)
    due, signed = expected - line.start, expected - actual
    guard = noise_guard(line.end, usual_revision, cuts)
    progress = None if due == 0 or abs(due) < guard else (actual - line.start) / due
    found = LevelVerdict(
        "normal",
        "trajectory",
        "inside_noise_guard" if progress is None else "on_schedule",
        expected,
        signed if line.way > 0 else -signed,
        signed / line.way,
        progress,
        met=signed / line.way <= 0,
    )
    if line.done(actual) >= 1:
        return found if progress is None else replace(found, reason="target_reached")
    level = "normal" if progress is None else level_of(progress, climbing, cuts)
    away = _moved_away(line, actual, guard, fallen) if climbing and not found.met else ""
    if climbing and progress is not None and progress < 0:
        away = "moved_away"
    if level == "normal" and not away:
        return found
    if line.months_behind(month, actual) < 1:
        return replace(found, reason="within_a_month")
    return replace(found, level="yellow" if level == "normal" else level, reason=away or "behind_schedule")


def _moved_away(line: Trajectory, actual: Fraction, guard: Fraction, fallen: Fraction) -> str:
    """Why a climbing stock clearly moves away from its line; empty where it does not."""
    short = line.start - actual if line.way > 0 else actual - line.start
    if short > guard:
        return "moved_away"
    return "falling_back" if fallen > guard else ""


def fallen_by(values: Sequence[Fraction], way: Fraction) -> Fraction:
    """How far a stock moved against its ``way`` over ``values``, those of consecutive months, the latest first.

    0 where it did not in every one of the months: that is up and down, and no movement.
    """
    steps = [now - before if way < 0 else before - now for now, before in pairwise(values)]
    return sum(steps, Fraction(0)) if steps and min(steps) > 0 else Fraction(0)


def level_of(progress: Fraction, climbing: bool, cuts: Cuts) -> Level:
    """The level of a progress P; ``climbing`` says which of the cuts hold."""
    red = cuts.climb_red if climbing else cuts.total_red
    orange = cuts.climb_orange if climbing else cuts.total_orange
    yellow = cuts.climb_yellow if climbing else cuts.total_yellow
    if progress < red:
        return "red"
    if progress < orange:
        return "orange"
    return "yellow" if progress < yellow else "normal"


def foreseen(verdict: LevelVerdict, probability: int | None, cuts: Cuts) -> LevelVerdict:
    """The verdict with the forecast taken in: on schedule, but likelier missed than met, is blue.

    Inside the noise guard nothing is on or off schedule.
    """
    on_schedule = verdict.level == "normal" and verdict.rule != "final" and verdict.reason != "inside_noise_guard"
    if not on_schedule or probability is None or probability >= cuts.likely:
        return verdict
    return replace(verdict, level="blue", reason="likely_missed")


def breached_in_a_row(kept: Iterable[bool]) -> int:
    """How many assessed periods in a row broke the bound; ``kept`` begins with the latest one."""
    return sum(1 for _ in takewhile(lambda each: not each, kept))


def judge_bound(
    bound: Bound, limit: Fraction, actual: Fraction, breached: int, *, cuts: Cuts, month: Fraction | None = None
) -> LevelVerdict:
    """Hold ``actual`` against a floor or ceiling; ``breached`` counts this period and those before.

    Where a year's mean decides, ``actual`` is the mean and ``month`` the month's own figure: a
    month on the wrong side of the bound is then only advice.
    """
    rule: Rule = "floor" if bound.upward else "ceiling"
    gap = _shortfall(bound, limit, actual)
    points = gap / abs(limit) if limit else None
    if bound.holds(actual, limit):
        reason = "bound_kept"
        if month is not None and not bound.holds(month, limit):
            reason = "single_month_below" if bound.upward else "single_month_above"
        return LevelVerdict("normal", rule, reason, limit, gap, points, met=True)
    reason = "bound_breached" if month is None else "year_mean_breached"
    return LevelVerdict(breach_level(breached, cuts), rule, reason, limit, gap, points, breached_periods=breached)


def breach_level(breached: int, cuts: Cuts) -> Level:
    """The level of a bound broken for so many assessed periods in a row."""
    yellow, orange, red = cuts.breaches
    if breached >= red:
        return "red"
    if breached >= orange:
        return "orange"
    return "yellow" if breached >= yellow else "normal"


def judge_final(bound: Bound, limit: Fraction, actual: Fraction, start: Fraction | None) -> LevelVerdict:
    """The plan's last month asks only: 完成 or 未完成, with the signed difference.

    ``start`` is where the way began (None: there is no way, points are of the bound).
    """
    gap = _shortfall(bound, limit, actual)
    base = abs(limit if start is None or start == limit else limit - start)
    met = bound.holds(actual, limit)
    return LevelVerdict(
        "normal" if met else "red",
        "final",
        "completed" if met else "not_completed",
        limit,
        gap,
        gap / base if base else None,
        met=met,
    )


def _shortfall(bound: Bound, limit: Fraction, actual: Fraction) -> Fraction:
    return limit - actual if bound.upward else actual - limit
