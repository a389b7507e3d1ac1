"""总览: a plan that is over, by what came of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from shared.catalogue.model import Plan
from shared.events import Assessment

_COMPLETED, _NOT_COMPLETED = "completed", "not_completed"


@dataclass(frozen=True, slots=True)
class EndedPlan:
    """How many rows of a plan were completed in its last month, how many were not, and of how many there is no word;
    of the binding ones how many were completed."""

    plan: Plan
    completed: int
    not_completed: int
    unjudged: int
    binding: int
    binding_completed: int
    simulated: bool

    @property
    def size(self) -> int:
        """How many rows the plan has."""
        return self.completed + self.not_completed + self.unjudged


def ended(plan: Plan, assessments: Mapping[int, Assessment]) -> EndedPlan:
    """What came of ``plan``, by its rows' ``assessments`` of its last month; ``plan`` is as in force in it."""
    reasons = {row: item.reason for row, item in assessments.items()}
    found = Counter(reasons.get(target.row, "") for target in plan.targets)
    binding = [target.row for target in plan.targets if target.binding]
    completed, not_completed = found[_COMPLETED], found[_NOT_COMPLETED]
    return EndedPlan(
        plan=plan,
        completed=completed,
        not_completed=not_completed,
        unjudged=len(plan.targets) - completed - not_completed,
        binding=len(binding),
        binding_completed=sum(reasons.get(row) == _COMPLETED for row in binding),
        simulated=any(item.simulated for item in assessments.values()),
    )
