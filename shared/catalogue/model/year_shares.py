"""What part of a plan's way each of its years takes (``a_y`` of the trajectory). Exact, pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from shared.catalogue.model.kinds import Horizon
from shared.catalogue.model.plans import Plan
from shared.catalogue.model.targets import Target


class Way(NamedTuple):
    """Where a row's line goes: from ``start`` to ``value`` (base units, a rate as a fraction of one), and what was due
    at the end of each year that lay behind when it began to go there."""

    start: Fraction
    value: Fraction
    passed: Sequence[Fraction] = ()


def even_years(years: int) -> tuple[Fraction, ...]:
    """The same share for each of so many years."""
    return (Fraction(1, years),) * years


def year_shares(plan: Plan, target: Target, way: Way | None = None) -> tuple[Fraction, ...]:
    """The years' shares of a row, as the plan gives them (else even), adding up to one.

    Where the plan says that they follow the annual targets (``follow_annual_targets``), a year that has one takes
    what it asks for; one that has none takes its usual part of what is left then. So what is set for a later year
    never moves an earlier one, and the last year takes all that is left: the line ends at the plan's own value,
    whatever the years add up to. It never runs back. ``way`` is where the row goes, if that is not what is printed:
    from the figure before the plan, or to a revised value. See docs/decisions/0130.
    """
    usual = plan.year_shares.get(target.indicator) or even_years(len(plan.years))
    way = way or _printed(target)
    if not plan.follow_annual_targets or way is None or way.value == way.start:
        return usual
    found: list[Fraction] = []
    for index, year in enumerate(plan.years):
        covered = sum(found, Fraction(0))
        left, rest = 1 - covered, sum(usual[index:])
        asked = target.annual_exact(year)
        if year == plan.last.year:
            part = left
        elif index < len(way.passed):
            part = _within(_reached(way, way.passed[index]) - covered, left)
        elif asked is None:
            part = left * usual[index] / rest if rest else Fraction(0)
        elif target.horizon is Horizon.PLAN:
            part = _within(asked / (way.value - way.start), left)
        else:
            part = _within(_reached(way, asked) - covered, left)
        found.append(part)
    return tuple(found)


def _reached(way: Way, figure: Fraction) -> Fraction:
    """What share of the way a figure stands for."""
    return (figure - way.start) / (way.value - way.start)


def _within(part: Fraction, left: Fraction) -> Fraction:
    return min(max(part, Fraction(0)), left)


def _printed(target: Target) -> Way | None:
    """The way that a row prints: a plan's total from nothing, a stock or rate from its baseline. None where it has
    none, or where each year is judged by itself."""
    start, value = _start(target), target.value_exact
    return None if start is None or value is None else Way(start, value)


def _start(target: Target) -> Fraction | None:
    if target.horizon is Horizon.PLAN:
        return Fraction(0)
    return target.baseline_exact if target.horizon is Horizon.END else None
