"""The catalogue in memory: who is part of whom, who owes what, who answers for what.

Everything the hot path asks (``owed``, ``rollup_nodes``, ``expected_units``, ``ancestors``) is
worked out once, when the catalogue is made; afterwards it is a dictionary lookup. Nothing here
changes after construction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from shared.catalogue.model import Department, Indicator, Kind, Plan, Region, Target
from shared.catalogue.printed import read_name
from shared.periods import Month


def reported_by_area(indicator: Indicator) -> bool:
    """Whether only the area that carries a plan knows the figure, and posts it itself."""
    return indicator.reported_at == "area" or indicator.kind is Kind.DIRECT


class Catalogue:
    """Regions, groups, indicators, plans and departments, with every index built.

    A *unit* is a county-level region: the one that reports. An *area* is a region that carries a
    plan; a county-level plan's area is the unit itself. All codes and ids are strings; every
    method that takes one raises KeyError for an unknown code unless it says otherwise.
    """

    def __init__(
        self,
        regions: Iterable[Region],
        groups: Mapping[str, Sequence[str]],
        indicators: Iterable[Indicator],
        plans: Iterable[Plan],
        departments: Iterable[Department],
        profiles: Mapping[str, tuple[Fraction, ...]],
    ) -> None:
        self.regions: Mapping[str, Region] = MappingProxyType({region.code: region for region in regions})
        self.groups: Mapping[str, tuple[str, ...]] = MappingProxyType(
            {group: tuple(members) for group, members in groups.items()}
        )
        self.indicators: Mapping[str, Indicator] = MappingProxyType({item.id: item for item in indicators})
        self.plans: Mapping[str, Plan] = MappingProxyType({plan.id: plan for plan in plans})
        self.departments: tuple[Department, ...] = tuple(departments)
        self._profiles = dict(profiles)
        self._names = _names(self.indicators.values())
        self._children = self._index_children()
        self._ancestors = {code: self._find_ancestors(code) for code in self.regions}
        self._units = tuple(code for code, region in self.regions.items() if region.level == "county")
        self._units_under = self._index_units()
        self._targets = self._index_targets()
        self._plan_regions = self._index_plan_regions()
        self._owed = {code: self._find_owed(code) for code in self.regions}
        self._rollup = self._index_rollup()
        self._owing, self._dated = self._index_owing()
        self._departments = {
            (item.region, indicator): item for item in reversed(self.departments) for indicator in item.indicators
        }

    # who is part of whom

    def units(self) -> tuple[str, ...]:
        """The codes of every county-level unit, in the order of the file."""
        return self._units

    def children(self, code: str) -> tuple[str, ...]:
        """The regions one level below (not its groups); of a group, its members."""
        return self._children[code]

    def units_under(self, code: str, period: Month | None = None) -> tuple[str, ...]:
        """The units inside a region or group (a unit: itself); with ``period``, those valid in it."""
        units = self._units_under[code]
        if period is None:
            return units
        return tuple(unit for unit in units if self.regions[unit].valid_in(period))

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Every region and group that contains ``code``, nearest first."""
        return self._ancestors[code]

    # who owes what

    @property
    def area_reporters(self) -> tuple[str, ...]:
        """The regions above county level that post area-level figures of their own plan."""
        return tuple(code for code, owed in self._owed.items() if owed and self.regions[code].level != "county")

    def owed(self, region: str) -> tuple[str, ...]:
        """The indicators that a region's monthly report must hold, in the order of the file.

        A unit owes every unit-level indicator of the plans at or above it and the area-level ones
        of its own plan; any other region the area-level ones of its own plan.
        """
        return self._owed[region]

    def rollup_nodes(self, unit: str, indicator: str) -> tuple[str, ...]:
        """The regions and groups above ``unit`` that its figure adds up to, nearest first.

        Only those inside the area of a plan that has the indicator; none for area-level figures.
        """
        return self._rollup.get((unit, indicator), ())

    def expected_units(self, region: str, indicator: str, period: Month) -> int:
        """How many regions owe the figure that stands at ``region`` for that month.

        1 for a unit itself, or for an area-level figure at its own area; 0 where nobody owes it.
        """
        owing = self._owing.get((region, indicator), ())
        if (region, indicator) not in self._dated:
            return len(owing)
        return sum(self.regions[code].valid_in(period) for code in owing)

    # who wants what, who answers

    def targets_for(self, region: str, indicator: str) -> tuple[Target, ...]:
        """The targets that the region's own plans set for the indicator."""
        return self._targets.get((region, indicator), ())

    def plans_of(self, region: str) -> tuple[Plan, ...]:
        """The plans whose area is exactly this region."""
        return self._plan_regions.get(region, ())

    def department_for(self, plan: str, row: int) -> Department:
        """The department that answers for a target.

        Raises:
            KeyError: no such plan or row, or no department answers for it (load refuses that).
        """
        target = self.plans[plan].target(row)
        return self._departments[self.plans[plan].region, target.indicator]

    def resolve_indicator(self, text: str) -> Indicator | None:
        """The indicator written as an id, a name, an alias or any plan's printed row name."""
        key = text.strip()
        return self._names.get(key) or self._names.get(read_name(key).name)

    def month_shares(self, indicator: str) -> tuple[Fraction, ...] | None:
        """The twelve months' shares of a year (they add up to 1), where the catalogue knows them."""
        return self._profiles.get(indicator)

    # the indices

    def _index_children(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {code: [] for code in self.regions}
        for code, region in self.regions.items():
            if region.parent and region.level != "group":
                found[region.parent].append(code)
        return {code: self.groups.get(code, tuple(children)) for code, children in found.items()}

    def _find_ancestors(self, code: str) -> tuple[str, ...]:
        found: list[str] = []
        step = code
        while step:
            found += [group for group, members in self.groups.items() if step in members]
            step = self.regions[step].parent
            if step:
                found.append(step)
        return tuple(dict.fromkeys(found))

    def _index_units(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {code: [] for code in self.regions}
        for unit in self._units:
            for code in (unit, *self._ancestors[unit]):
                found[code].append(unit)
        return {code: tuple(units) for code, units in found.items()}

    def _index_targets(self) -> dict[tuple[str, str], tuple[Target, ...]]:
        found: dict[tuple[str, str], list[Target]] = defaultdict(list)
        for plan in self.plans.values():
            for target in plan.targets:
                found[plan.region, target.indicator].append(target)
        return {key: tuple(targets) for key, targets in found.items()}

    def _index_plan_regions(self) -> dict[str, tuple[Plan, ...]]:
        found: dict[str, list[Plan]] = defaultdict(list)
        for plan in self.plans.values():
            found[plan.region].append(plan)
        return {region: tuple(plans) for region, plans in found.items()}

    def _find_owed(self, code: str) -> tuple[str, ...]:
        unit = self.regions[code].level == "county"
        owed: set[str] = set()
        for region in (code, *self._ancestors[code]):
            for plan in self._plan_regions.get(region, ()):
                for target in plan.targets:
                    by_area = reported_by_area(self.indicators[target.indicator])
                    if (by_area and region == code) or (not by_area and unit):
                        owed.add(target.indicator)
        return tuple(indicator for indicator in self.indicators if indicator in owed)

    def _index_rollup(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found = {}
        for unit in self._units:
            above = self._ancestors[unit]
            for indicator in self._owed[unit]:
                if not reported_by_area(self.indicators[indicator]):
                    nodes = tuple(node for node in above if self._inside_a_plan(node, indicator))
                    found[unit, indicator] = nodes
        return found

    def _inside_a_plan(self, node: str, indicator: str) -> bool:
        return any((region, indicator) in self._targets for region in (node, *self._ancestors[node]))

    def _index_owing(self) -> tuple[dict[tuple[str, str], tuple[str, ...]], frozenset[tuple[str, str]]]:
        """For each region and indicator who owes it, and the keys for which the month matters."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for code, owed in self._owed.items():
            for indicator in owed:
                for node in (code, *self._rollup.get((code, indicator), ())):
                    found[node, indicator].append(code)
        dated = {code for code, region in self.regions.items() if region.valid_from or region.valid_to}
        owing = {key: tuple(codes) for key, codes in found.items()}
        return owing, frozenset(key for key, codes in owing.items() if dated.intersection(codes))


def _names(indicators: Iterable[Indicator]) -> dict[str, Indicator]:
    return {text: item for item in indicators for text in (item.id, item.name, *item.aliases)}
