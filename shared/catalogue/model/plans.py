"""A plan as published: an area's targets for a span of years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from shared.catalogue.model.commitments import Commitment
from shared.catalogue.model.targets import CompletedTarget, Target
from shared.catalogue.rules import PlanRules
from shared.periods import Month
from shared.work_calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: an area's targets for a span of years, and where they were published.

    ``prefix`` begins the numbers of the plan's alerts (``CQ`` in ``CQ-08``); '' leaves the choice to them.
    ``rules`` are how it is judged and when it alerts. ``owed_from`` is the first month that is owed where the plan was
    taken up later than it begins (None: its first month): the months before may be reported, and are late for nobody.
    ``follow_annual_targets``: the years' shares follow what is set for single years (see year_shares.py).
    ``commitments`` are what it promises beyond its table. ``completed_heads`` are the heads of its table of completion,
    by column, as printed.
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
    owed_from: Month | None = None
    follow_annual_targets: bool = False
    commitments: tuple[Commitment, ...] = ()
    completed_heads: Mapping[str, str] = field(default_factory=dict)

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
    def first_owed(self) -> Month:
        """The first month that units owe."""
        return self.owed_from or self.first

    def overdue(self, period: Month, today: date, calendar: WorkCalendar) -> bool:
        """Whether what is not reported of a month is missing: it is owed, and its due day has passed."""
        return period >= self.first_owed and today > calendar.due_day(period)

    @property
    def years(self) -> range:
        return range(self.first.year, self.last.year + 1)
