"""What changed after a plan was published: revisions of its rows, and how they were shared out. Pure.

The catalogue's files stay as published; a revision is an event with its document. In force in a month is
the **last recorded** revision whose effective month is not after it: a later decision replaces an earlier
one from its own effective month on. Which revisions are *known* is a question of position (or instant),
which one is *in force* a question of the month; the two never mix.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from shared.catalogue.model import Attribute, Bound, Plan, Target
from shared.events import TargetAllocated, TargetRevised
from shared.periods import Month

RowKey = tuple[str, int]
"""A plan and the number of one of its rows."""


class Amendment(NamedTuple):
    """A recorded revision or allocation: its position in ``reports``, and when (UTC microseconds since 1970)."""

    position: int
    recorded_at: int
    event: TargetRevised | TargetAllocated


class TargetStretch(NamedTuple):
    """A stretch of months: ``target`` as it is in force from ``since`` on. ``position`` 0 is the published row."""

    since: Month
    target: Target
    position: int


class Amendments:
    """Every amendment that is known. Nothing changes after construction."""

    def __init__(self, items: Iterable[Amendment] = ()) -> None:
        self.items: tuple[Amendment, ...] = tuple(sorted(items, key=lambda item: item.position))
        self._revisions: dict[RowKey, list[tuple[int, TargetRevised]]] = {}
        self._allocations: dict[tuple[str, int, str], TargetAllocated] = {}
        for position, _, event in self.items:
            if isinstance(event, TargetRevised):
                self._revisions.setdefault((event.plan, event.row), []).append((position, event))
            else:
                self._allocations[event.plan, event.row, event.period] = event
        self._steps: dict[RowKey, tuple[TargetStretch, ...]] = {}

    def until(self, position: int) -> Amendments:
        """Those known at a position in ``reports``."""
        return self._only([item for item in self.items if item.position <= position])

    def known_at(self, recorded_at: int) -> Amendments:
        """Those known at an instant (UTC microseconds since 1970)."""
        return self._only([item for item in self.items if item.recorded_at <= recorded_at])

    def target(self, target: Target, period: Month) -> Target:
        """``target``, a published row, as it is in force in ``period``: the same object if it never changed."""
        if (target.plan, target.row) not in self._revisions:
            return target
        steps = self.steps(target, period)
        return steps[-1].target if steps else target

    def steps(self, target: Target, period: Month) -> tuple[TargetStretch, ...]:
        """How ``target`` came to be what it is in ``period``, oldest first; empty if it had not changed by then.

        The first step is the published row, of which ``since`` is the calendar's beginning.
        """
        key = (target.plan, target.row)
        if key not in self._revisions:
            return ()
        if key not in self._steps:
            self._steps[key] = _fold(target, self._revisions[key])
        found = tuple(step for step in self._steps[key] if step.since <= period)
        return found if len(found) > 1 else ()

    def plan(self, plan: Plan, period: Month) -> Plan:
        """``plan`` with its rows as they are in force in ``period``."""
        targets = tuple(self.target(target, period) for target in plan.targets)
        return plan if targets == plan.targets else replace(plan, targets=targets)

    def revisions_of(self, plan: str, row: int) -> tuple[TargetRevised, ...]:
        """Every revision of a row, as recorded."""
        return tuple(event for _, event in self._revisions.get((plan, row), ()))

    def allocations_of(self, plan: str, row: int) -> Mapping[str, TargetAllocated]:
        """The allocations of a row that stand, by period ('': the whole plan)."""
        return {key[2]: event for key, event in self._allocations.items() if key[:2] == (plan, row)}

    def allocation(self, plan: str, row: int, year: int | None) -> TargetAllocated | None:
        """The allocation of a year (None: of the whole plan) that stands."""
        return self._allocations.get((plan, row, "" if year is None else str(year)))

    def _only(self, items: list[Amendment]) -> Amendments:
        return self if len(items) == len(self.items) else Amendments(items)


NO_AMENDMENTS = Amendments()
"""The plans as published."""

_EVER = Month(1, 1)


def _fold(target: Target, revisions: Iterable[tuple[int, TargetRevised]]) -> tuple[TargetStretch, ...]:
    steps = [TargetStretch(_EVER, target, 0)]
    for position, event in revisions:
        since = Month.parse(event.effective)
        steps = [step for step in steps if step.since < since]
        steps.append(TargetStretch(since, revised(steps[-1].target, event), position))
    return tuple(steps)


def revised(target: Target, event: TargetRevised) -> Target:
    """``target`` after a revision: what the event does not name stays as it was."""
    return replace(
        target,
        value=Decimal(event.value),
        attribute=Attribute(event.attribute) if event.attribute else target.attribute,
        bound=Bound(event.bound) if event.bound else target.bound,
    )
