"""Who answers for a commitment, and which row of the main table says how it stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from shared.catalogue.model import Commitment, Department, Plan


def answering(departments: Iterable[Department], plan: Plan, commitment: Commitment) -> tuple[str, ...]:
    """The names of the departments that answer for it: those that the plan itself names; else those whose entry in
    ``departments.toml`` names it; else the one that answers for its indicator. () where nobody does."""
    if commitment.department:
        return tuple(name for each in commitment.department.split("、") if (name := each.strip()))
    here = [each for each in departments if each.region == plan.region]
    named = tuple(each.name for each in here if commitment.row in each.commitments.get(plan.id, ()))
    if named or not commitment.indicator:
        return named
    return tuple(each.name for each in here if commitment.indicator in each.indicators)[:1]


def department_named(departments: Iterable[Department], plan: Plan, name: str) -> Department | None:
    """Where a message to a department of the plan's area goes; None where ``departments.toml`` does not have it."""
    return next((each for each in departments if each.region == plan.region and each.name == name), None)


def followed_row(plan: Plan, commitment: Commitment) -> int | None:
    """The row of the main table that its progress follows from; None where it is stated."""
    if commitment.target_row is not None or not commitment.indicator:
        return commitment.target_row
    return next((each.row for each in plan.targets if each.indicator == commitment.indicator), None)
