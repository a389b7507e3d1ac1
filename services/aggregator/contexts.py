"""What an assessment needs beside the figures, worked out once for each target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from services.aggregator.assessment import Context
from services.aggregator.levels import Cuts
from services.aggregator.reading import read_target
from shared.catalogue import Catalogue
from shared.catalogue.model import Target


class Contexts:
    """The contexts of a catalogue's targets. ``cuts`` overrides the levels' cuts, by plan."""

    def __init__(self, catalogue: Catalogue, cuts: Mapping[str, Cuts]) -> None:
        self._catalogue = catalogue
        self._cuts = dict(cuts)
        self._known: dict[tuple[str, int], Context] = {}

    def at(self, target: Target, today: date, data_version: int) -> Context:
        """The context of ``target`` on a day, with figures of a version."""
        return replace(self.of(target), today=today, data_version=data_version)

    def of(self, target: Target) -> Context:
        """What of a target's context is the same on every day: its day and version mean nothing."""
        key = (target.plan, target.row)
        if key not in self._known:
            plan = self._catalogue.plans[target.plan]
            indicator = self._catalogue.indicators[target.indicator]
            self._known[key] = Context(
                plan=plan,
                indicator=indicator,
                reading=read_target(target, indicator),
                profile=self._catalogue.month_shares(target.indicator),
                today=date.min,
                data_version=0,
                cuts=self._cuts.get(plan.id, Cuts()),
            )
        return self._known[key]
