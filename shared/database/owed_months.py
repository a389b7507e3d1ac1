"""Which regions owe each plan a report, and in which months: what :meth:`Catalogue.owed` says, plan by plan. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from shared.catalogue.catalogue import Catalogue
from shared.catalogue.duties import reported_by_area
from shared.catalogue.model import Plan
from shared.periods import Month, months


class OwedSpan(NamedTuple):
    """A region owes a plan something in every month from ``first`` to ``last``."""

    plan: str
    region: str
    first: Month
    last: Month


def owed_spans(catalogue: Catalogue) -> Iterator[OwedSpan]:
    """Every span, plan by plan, always in the same order; a region has several where it owes nothing in between."""
    for plan in catalogue.plans.values():
        asked = _Asked(catalogue, plan)
        open_spans: dict[str, OwedSpan] = {}
        for month in months(plan.first_owed, plan.last):
            owing = asked.owing(month)
            for region in [code for code in open_spans if code not in owing]:
                yield open_spans.pop(region)
            for region in owing:
                known = open_spans.get(region)
                open_spans[region] = OwedSpan(plan.id, region, known.first if known else month, month)
        yield from open_spans.values()


class _Asked:
    """What a plan asks of its area and of the units in it."""

    def __init__(self, catalogue: Catalogue, plan: Plan) -> None:
        self._catalogue = catalogue
        self._area = plan.region
        wanted = dict.fromkeys(target.indicator for target in plan.targets)
        self._of_area = frozenset(item for item in wanted if reported_by_area(catalogue.indicators[item]))
        self._of_units = frozenset(wanted) - self._of_area

    def owing(self, month: Month) -> tuple[str, ...]:
        """The regions that owe the plan anything for ``month``, in the order of the file, the area itself last."""
        regions = dict.fromkeys((*self._catalogue.units_under(self._area, month), self._area))
        return tuple(region for region in regions if self._owes(region, month))

    def _owes(self, region: str, month: Month) -> bool:
        asked = self._asked_of(region)
        return any(indicator in asked for indicator in self._catalogue.owed(region, month))

    def _asked_of(self, region: str) -> frozenset[str]:
        if region != self._area:
            return self._of_units
        is_unit = self._catalogue.is_unit(region)
        return self._of_area | self._of_units if is_unit else self._of_area
