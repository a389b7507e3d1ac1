"""Who owes what for which month: worked out of the plans once, afterwards a lookup. Pure.

A unit (``units``) owes every unit-level indicator of the plans at or above it and the area-level ones of its own plan;
any other region the area-level ones of its own plan. A plan asks in its own years only, a quarterly or
yearly indicator in the months that end them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from shared.catalogue.model import Frequency, Indicator, Kind, Plan, Region
from shared.periods import Month

Key = tuple[str, str]
"""A region and an indicator."""


def reported_by_area(indicator: Indicator) -> bool:
    """Whether only the area that carries a plan knows the figure, and posts it itself."""
    return indicator.reported_at == "area" or indicator.kind is Kind.DIRECT


class Duty(NamedTuple):
    """What a region owes: an indicator, how often, and in the years of which plans (first and last years)."""

    indicator: str
    frequency: Frequency
    spans: tuple[tuple[int, int], ...]

    def due_in(self, period: Month) -> bool:
        """Whether it is owed for ``period``."""
        year = period.year
        for first, last in self.spans:  # a plain loop: every figure of every month asks
            if first <= year <= last:
                return self.frequency is _MONTHLY or self.frequency.due_in(period)
        return False


_MONTHLY = Frequency.MONTH


class Duties:
    """What each region owes. ``ancestors`` are those of each region, ``plans`` the plans of each area,
    ``units`` who reports."""

    def __init__(
        self,
        regions: Mapping[str, Region],
        indicators: Mapping[str, Indicator],
        plans: Mapping[str, Sequence[Plan]],
        ancestors: Mapping[str, Sequence[str]],
        units: Collection[str],
    ) -> None:
        self._units = frozenset(units)
        self._indicators = indicators
        self._plans = plans
        self._ancestors = ancestors
        self.ever: Mapping[str, tuple[str, ...]] = {code: self._owed(code) for code in regions}
        """By region the indicators it ever owes, in the order of the file."""
        self.of: Mapping[str, tuple[Duty, ...]] = self._find()
        """By region its duties; regions under the same plans share one object."""
        self._due: dict[tuple[int, Month], tuple[str, ...]] = {}

    def due(self, region: str, period: Month) -> tuple[str, ...]:
        """The indicators that a region owes for ``period``."""
        duties = self.of[region]
        key = (id(duties), period)  # the duties live as long as this does
        if key not in self._due:
            self._due[key] = tuple(duty.indicator for duty in duties if duty.due_in(period))
        return self._due[key]

    def _owed(self, code: str) -> tuple[str, ...]:
        owed: set[str] = set()
        for above in (code, *self._ancestors[code]):
            for plan in self._plans.get(above, ()):
                for target in plan.targets:
                    by_area = reported_by_area(self._indicators[target.indicator])
                    if (by_area and above == code) or (not by_area and code in self._units):
                        owed.add(target.indicator)
        return tuple(indicator for indicator in self._indicators if indicator in owed)

    def _find(self) -> dict[str, tuple[Duty, ...]]:
        made: dict[tuple[object, ...], tuple[Duty, ...]] = {}
        found = {}
        for code, owed in self.ever.items():
            own = self._plans.get(code, ())
            plans = tuple(plan for region in (code, *self._ancestors[code]) for plan in self._plans.get(region, ()))
            key = (tuple(plan.id for plan in plans), bool(own), owed)
            if key not in made:
                made[key] = tuple(self._duty(indicator, own, plans) for indicator in owed)
            found[code] = made[key]
        return found

    def _duty(self, indicator: str, own: Sequence[Plan], plans: Sequence[Plan]) -> Duty:
        item = self._indicators[indicator]
        asking = own if reported_by_area(item) else plans
        spans = {
            (plan.first.year, plan.last.year)
            for plan in asking
            if any(target.indicator == indicator for target in plan.targets)
        }
        return Duty(indicator, item.frequency, tuple(sorted(spans)))


class _Owing(NamedTuple):
    """Who owes a figure, and when."""

    region: Region
    duty: Duty


class _Alike(NamedTuple):
    """Who owe a figure in the same months: ``counts`` of them, before and from each month of ``turns`` on."""

    duty: Duty
    turns: tuple[Month, ...]
    counts: tuple[int, ...]


class Expected:
    """How many regions owe the figure that stands at a region: ``rollup`` says where each one's figure adds up."""

    def __init__(self, regions: Mapping[str, Region], duties: Duties, rollup: Mapping[Key, Sequence[str]]) -> None:
        found: dict[Key, list[_Owing]] = defaultdict(list)
        for code, mine in duties.of.items():
            for duty in mine:
                for node in (code, *rollup.get((code, duty.indicator), ())):
                    found[node, duty.indicator].append(_Owing(regions[code], duty))
        self._owing: dict[Key, tuple[_Owing, ...]] = {key: tuple(each) for key, each in found.items()}
        self._alike: dict[Key, _Alike | None] = {}  # found when asked: most keys never are, and a start waits for none

    def anybody(self, key: Key) -> bool:
        """Whether anybody ever owes it."""
        return key in self._owing

    def units(self, key: Key, period: Month) -> int:
        """How many owe it for ``period``."""
        owing = self._owing.get(key)
        if owing is None:
            return 0
        if key not in self._alike:
            self._alike[key] = _alike(owing)
        alike = self._alike[key]
        if alike is None:
            return sum(each.duty.due_in(period) and each.region.valid_in(period) for each in owing)
        if not alike.duty.due_in(period):
            return 0
        return alike.counts[bisect_right(alike.turns, period)] if alike.turns else alike.counts[0]


def _alike(owing: Sequence[_Owing]) -> _Alike | None:
    """Of those who owe it in the same months: how many are there in each, some of them not all the time. None where
    they do not."""
    if len({each.duty for each in owing}) != 1:
        return None
    regions = [each.region for each in owing]
    begins = {region.valid_from for region in regions if region.valid_from}
    ends = {region.valid_to.shift(1) for region in regions if region.valid_to}
    turns = tuple(sorted(begins | ends))
    months = (turns[0].shift(-1), *turns) if turns else (_ANY_MONTH,)
    counts = tuple(sum(region.valid_in(month) for region in regions) for month in months)
    return _Alike(owing[0].duty, turns, counts)


_ANY_MONTH = Month(2000, 1)
"""Of regions that are always there every month is as good."""
