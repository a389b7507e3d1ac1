"""What part of a plan's way each of its years takes (``a_y`` of the trajectory). Exact, pure."""

from __future__ import annotations

from fractions import Fraction

from shared.catalogue.model.kinds import Horizon
from shared.catalogue.model.plans import Plan
from shared.catalogue.model.targets import Target


def even_years(years: int) -> tuple[Fraction, ...]:
    """The same share for each of so many years."""
    return (Fraction(1, years),) * years


def year_shares(plan: Plan, target: Target) -> tuple[Fraction, ...]:
    """The years' shares of a row, as the plan gives them (else even), adding up to one.

    Where the plan says that they follow the annual targets (``follow_annual_targets``), a year that has one takes
    what it asks for; one that has none takes its usual part of what is left then. So what is set for a later year
    never moves an earlier one, and the last year takes all that is left: the line ends at the plan's own value,
    whatever the years add up to. It never runs back. See docs/decisions/0130.
    """
    usual = plan.year_shares.get(target.indicator) or even_years(len(plan.years))
    start, value = _start(target), target.value_exact
    if not plan.follow_annual_targets or start is None or value is None or value == start:
        return usual
    found: list[Fraction] = []
    for index, year in enumerate(plan.years):
        covered = sum(found, Fraction(0))
        left, rest = 1 - covered, sum(usual[index:])
        asked = target.annual_exact(year)
        if year == plan.last.year:
            part = left
        elif asked is None:
            part = left * usual[index] / rest if rest else Fraction(0)
        else:
            reached = (asked - start) / (value - start) - (0 if target.horizon is Horizon.PLAN else covered)
            part = min(max(reached, Fraction(0)), left)
        found.append(part)
    return tuple(found)


def _start(target: Target) -> Fraction | None:
    """Where a row's way begins: a plan's total at nothing, a stock or rate at its baseline. None where it has none, or
    where each year is judged by itself."""
    if target.horizon is Horizon.PLAN:
        return Fraction(0)
    return target.baseline_exact if target.horizon is Horizon.END else None
