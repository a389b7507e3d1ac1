"""What changed after a plan was published: its rows revised, set for single years, and shared out. Pure.

The catalogue's files stay as published; a revision is an event with its document. In force in a month is
the **last recorded** revision whose effective month is not after it: a later decision replaces an earlier
one from its own effective month on. A target set for a year holds in that year alone, the whole of it. Which
amendments are *known* is a question of position (or instant), which one is *in force* a question of the month;
the two never mix.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from shared.catalogue.model import AnnualTarget, Attribute, Bound, Horizon, Plan, Target
from shared.events import AnnualTargetSet, TargetAllocated, TargetRevised
from shared.periods import Month

RowKey = tuple[str, int]
"""A plan and the number of one of its rows."""

Amending = TargetRevised | AnnualTargetSet | TargetAllocated
"""Every event that amends a plan."""


class Amendment(NamedTuple):
    """A recorded amendment: its position in ``reports``, and when (UTC microseconds since 1970)."""

    position: int
    recorded_at: int
    event: Amending


class TargetStretch(NamedTuple):
    """A stretch of months: ``target`` as it is in force from ``since`` on. ``position`` 0 is the published row."""

    since: Month
    target: Target
    position: int


class HeldTarget(NamedTuple):
    """A row as a month is held against it, and how it came to be so (see :meth:`Amendments.steps`)."""

    target: Target
    steps: tuple[TargetStretch, ...] = ()


class Amendments:
    """Every amendment that is known. Nothing changes after construction."""

    def __init__(self, items: Iterable[Amendment] = ()) -> None:
        self.items: tuple[Amendment, ...] = tuple(sorted(items, key=lambda item: item.position))
        self._revisions: dict[RowKey, list[tuple[int, TargetRevised]]] = {}
        self._years: dict[RowKey, dict[int, tuple[int, AnnualTargetSet]]] = {}
        self._allocations: dict[tuple[str, int, str], TargetAllocated] = {}
        for position, _, event in self.items:
            match event:
                case TargetRevised():
                    self._revisions.setdefault((event.plan, event.row), []).append((position, event))
                case AnnualTargetSet():
                    self._years.setdefault((event.plan, event.row), {})[event.year] = position, event
                case TargetAllocated():
                    self._allocations[event.plan, event.row, event.period] = event
        self._steps: dict[RowKey, tuple[TargetStretch, ...]] = {}

    def until(self, position: int) -> Amendments:
        """Those known at a position in ``reports``."""
        return self._only([item for item in self.items if item.position <= position])

    def known_at(self, recorded_at: int) -> Amendments:
        """Those known at an instant (UTC microseconds since 1970)."""
        return self._only([item for item in self.items if item.recorded_at <= recorded_at])

    def amended(self, plan: str, row: int) -> bool:
        """Whether a row was revised, or set for a year."""
        return (plan, row) in self._revisions or (plan, row) in self._years

    def target(self, target: Target, period: Month) -> Target:
        """``target``, a published row, as it is in force in ``period``: the same object if it never changed."""
        return self.in_force(target, period).target

    def in_force(self, target: Target, period: Month) -> HeldTarget:
        """``target``, a published row, as ``period`` is held against it, with its :meth:`steps`."""
        if not self.amended(target.plan, target.row):
            return HeldTarget(target)
        steps = self.steps(target, period)
        return HeldTarget(steps[-1].target if steps else self._steps[target.plan, target.row][0].target, steps)

    def by_year(self, target: Target, plan: Plan) -> dict[int, HeldTarget]:
        """A published row in each year of its plan, as it will have been amended by the end: a line over several years
        is that of the plan's last month, a year that is judged by itself has that of its December."""
        by_itself = governed(target) and self.amended(target.plan, target.row)
        ends = {year: Month(year, 12) if by_itself else plan.last for year in plan.years}
        return {year: self.in_force(target, end) for year, end in ends.items()}

    def of_plan(self, target: Target, plan: Plan) -> Target:
        """``target``, a published row, as the whole ``plan`` asks for it in the end: what was set for its last year
        alone is no aim of the plan."""
        revisions = self._revisions.get((target.plan, target.row), ())
        return [step for step in _fold(self._with_years(target), revisions) if step.since <= plan.last][-1].target

    def steps(self, target: Target, period: Month) -> tuple[TargetStretch, ...]:
        """How ``target`` came to be what it is in ``period``, oldest first; empty if it had not changed by then.

        The first step is the published row, of which ``since`` is the calendar's beginning. A target set for a year is
        a step where the row has no other value for it: the row asks for each year, or says its aim in words only.
        """
        key = (target.plan, target.row)
        if not self.amended(*key):
            return ()
        if key not in self._steps:
            folded = _fold(self._with_years(target), self._revisions.get(key, ()))
            self._steps[key] = _by_years(folded, self._years.get(key, {}))
        found = tuple(step for step in self._steps[key] if step.since <= period)
        return found if len(found) > 1 else ()

    def plan(self, plan: Plan, period: Month) -> Plan:
        """``plan`` with its rows as they are in force in ``period``."""
        targets = tuple(self.target(target, period) for target in plan.targets)
        return plan if targets == plan.targets else replace(plan, targets=targets)

    def revisions_of(self, plan: str, row: int) -> tuple[TargetRevised, ...]:
        """Every revision of a row, as recorded."""
        return tuple(event for _, event in self._revisions.get((plan, row), ()))

    def years_of(self, plan: str, row: int) -> Mapping[int, AnnualTargetSet]:
        """What stands for single years of a row, in their order."""
        return {year: event for year, (_, event) in sorted(self._years.get((plan, row), {}).items())}

    def allocations_of(self, plan: str, row: int) -> Mapping[str, TargetAllocated]:
        """The allocations of a row that stand, by period ('': the whole plan)."""
        return {key[2]: event for key, event in self._allocations.items() if key[:2] == (plan, row)}

    def allocation(self, plan: str, row: int, year: int | None) -> TargetAllocated | None:
        """The allocation of a year (None: of the whole plan) that stands."""
        return self._allocations.get((plan, row, "" if year is None else str(year)))

    def _with_years(self, target: Target) -> Target:
        """The published row with what was set for single years of it."""
        set_for = sorted(self._years.get((target.plan, target.row), {}).items())
        annual = tuple(AnnualTarget(year, Decimal(event.value), position) for year, (position, event) in set_for)
        return replace(target, annual=annual) if annual else target

    def _only(self, items: list[Amendment]) -> Amendments:
        return self if len(items) == len(self.items) else Amendments(items)


NO_AMENDMENTS = Amendments()
"""The plans as published."""

_EVER = Month(1, 1)


def _fold(target: Target, revisions: Iterable[tuple[int, TargetRevised]]) -> list[TargetStretch]:
    steps = [TargetStretch(_EVER, target, 0)]
    for position, event in revisions:
        since = Month.parse(event.effective)
        steps = [step for step in steps if step.since < since]
        steps.append(TargetStretch(since, revised(steps[-1].target, event), position))
    return steps


def _by_years(
    steps: list[TargetStretch], years: Mapping[int, tuple[int, AnnualTargetSet]]
) -> tuple[TargetStretch, ...]:
    """The stretches of a row with those of the years that it has a target for; from the next January on it is again
    what it was."""
    for year, (position, event) in sorted(years.items()):
        first, next_first = Month(year, 1), Month(year + 1, 1)
        before = [step for step in steps if step.since < next_first]
        if not governed(before[-1].target):
            continue
        begun = [step for step in before if step.since <= first]
        inside = [begun[-1]._replace(since=first), *before[len(begun) :]]
        steps = [
            *(step for step in begun if step.since < first),
            *(step._replace(target=_set(step.target, event), position=max(position, step.position)) for step in inside),
            before[-1]._replace(since=next_first),
            *(step for step in steps if step.since >= next_first),
        ]
        ends = [step.since for step in steps[1:]]
        steps = [*(step for step, end in zip(steps, ends, strict=False) if step.since < end), steps[-1]]
    return tuple(steps)


def governed(target: Target) -> bool:
    """Whether a row asks for nothing but what is set for single years: for each year, or in words only."""
    return target.value is None or target.horizon is Horizon.YEAR


def _set(target: Target, event: AnnualTargetSet) -> Target:
    """``target`` in the year that something was set for."""
    bound = Bound(event.bound) if event.bound else target.bound
    set_for = event.year if target.value is None else None
    note = target.note if set_for is None else ""
    return replace(target, value=Decimal(event.value), horizon=Horizon.YEAR, bound=bound, set_for=set_for, note=note)


def revised(target: Target, event: TargetRevised) -> Target:
    """``target`` after a revision: what the event does not name stays as it was."""
    return replace(
        target,
        value=Decimal(event.value),
        attribute=Attribute(event.attribute) if event.attribute else target.attribute,
        bound=Bound(event.bound) if event.bound else target.bound,
        note="",
    )
