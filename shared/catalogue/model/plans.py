"""A plan as published: an area's targets for a span of years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from shared.catalogue.model.targets import CompletedTarget, Target
from shared.catalogue.rules import PlanRules
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: an area's targets for a span of years, and where they were published.

    ``prefix`` begins the numbers of the plan's alerts (``CQ`` in ``CQ-08``); '' leaves the choice to them.
    ``rules`` are how it is judged and when it alerts.
    """

    id: str
    name: str
    region: str
    first: Month
    last: Month
    document: str
    number: str
    targets: tuple[Target, ...]
    completed: tuple[CompletedTarget, ...] = ()
    year_shares: Mapping[str, tuple[Fraction, ...]] = field(default_factory=dict)
    short_name: str = ""
    prefix: str = ""
    rules: PlanRules = field(default_factory=PlanRules)

    def target(self, row: int) -> Target:
        """The target in that row.

        Raises:
            KeyError: no such row.
        """
        for target in self.targets:
            if target.row == row:
                return target
        raise KeyError(row)

    @property
    def years(self) -> range:
        return range(self.first.year, self.last.year + 1)
