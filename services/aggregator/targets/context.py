"""What an assessment needs beside the figures, worked out once for each target. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from services.aggregator.targets.measuring import TargetMeasuring, read_target
from services.aggregator.targets.trajectory import Trajectory
from shared.catalogue import Catalogue
from shared.catalogue.amendments import HeldTarget
from shared.catalogue.model import AnnualTarget, Indicator, Plan
from shared.catalogue.rules import Cuts
from shared.periods import Month
from shared.work_calendar import WorkCalendar

Years = tuple[tuple[int, ...], ...]
"""The complete years that month shares are learnt from."""

_Held = tuple[str, int, tuple[tuple[Month, int], ...], tuple[AnnualTarget, ...], Fraction | None]
"""A row, its stretches, what was set for its years, and where its way begins if the plan does not say."""

LineKey = tuple[Years, int]
"""What a target's line hangs on: the years it was learnt from, and for a revised one the calendar year (else 0)."""


@dataclass(frozen=True, slots=True)
class TargetContext:
    """What an assessment needs beside the target and its figures.

    ``profile`` are the catalogue's month shares of the indicator (None: learnt from the series'
    complete years before the period, else even). ``today`` is the day in China. ``lines`` keeps the
    target's line for the years it was learnt from, for every later context of the same target.
    """

    plan: Plan
    indicator: Indicator
    reading: TargetMeasuring
    profile: tuple[Fraction, ...] | None
    today: date
    data_version: int
    cuts: Cuts = field(default_factory=Cuts)
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    lines: dict[LineKey, Trajectory | None] = field(default_factory=dict, compare=False, repr=False)


class TargetContexts:
    """The contexts of a catalogue's targets. ``cuts`` takes the place of the plans' own cuts, by plan."""

    def __init__(self, catalogue: Catalogue, cuts: Mapping[str, Cuts]) -> None:
        self._catalogue = catalogue
        self._cuts = dict(cuts)
        self._known: dict[_Held, TargetContext] = {}

    def at(self, held: HeldTarget, today: date, data_version: int, start: Fraction | None = None) -> TargetContext:
        """The context of a target on a day, with figures of a version; ``held`` and ``start`` as :meth:`of`."""
        return replace(self.of(held, start), today=today, data_version=data_version)

    def of(self, held: HeldTarget, start: Fraction | None = None) -> TargetContext:
        """What of a target's context is the same on every day: its day and version mean nothing.

        ``held`` is the row as it is in force in the month that is to be assessed (see
        ``Amendments.in_force``); ``start`` where its way begins if the plan does not print it (see measuring.py).
        """
        target = held.target
        stretches = tuple((step.since, step.position) for step in held.steps)
        key = (target.plan, target.row, stretches, target.annual, start)
        if key not in self._known:
            plan = self._catalogue.plans[target.plan]
            indicator = self._catalogue.indicators[target.indicator]
            self._known[key] = TargetContext(
                plan=plan,
                indicator=indicator,
                reading=read_target(target, indicator, held.steps, start),
                profile=self._catalogue.month_shares(target.indicator),
                today=date.min,
                data_version=0,
                cuts=self._cuts.get(plan.id, plan.rules.cuts),
                calendar=self._catalogue.calendar_of(plan.region),
            )
        return self._known[key]
