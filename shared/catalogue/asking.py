"""Which targets ask for what, and where: plans and targets by area, and the regions a figure adds up to. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from shared.catalogue.belonging import Belonging
from shared.catalogue.duties import Duties, Key, reported_by_area
from shared.catalogue.model import Indicator, Plan, Target


def plans_by_area(plans: Iterable[Plan]) -> dict[str, tuple[Plan, ...]]:
    """The plans whose area is exactly a region, by its code."""
    found: dict[str, list[Plan]] = defaultdict(list)
    for plan in plans:
        found[plan.region].append(plan)
    return {region: tuple(each) for region, each in found.items()}


def targets_by_area(plans: Iterable[Plan]) -> dict[Key, tuple[Target, ...]]:
    """The targets that a region's own plans set for an indicator."""
    found: dict[Key, list[Target]] = defaultdict(list)
    for plan in plans:
        for target in plan.targets:
            found[plan.region, target.indicator].append(target)
    return {key: tuple(targets) for key, targets in found.items()}


def rollup_nodes(
    belonging: Belonging, indicators: Mapping[str, Indicator], duties: Duties, targets: Mapping[Key, object]
) -> dict[Key, tuple[str, ...]]:
    """The regions and groups above a unit that its figure of an indicator adds up to, nearest first.

    Only those inside the area of a plan that has the indicator; area-level figures have no entry.
    """

    @cache
    def inside_a_plan(node: str, indicator: str) -> bool:
        return any((region, indicator) in targets for region in (node, *belonging.ancestors[node]))

    return {
        (unit, indicator): tuple(node for node in belonging.ancestors[unit] if inside_a_plan(node, indicator))
        for unit in belonging.units
        for indicator in duties.ever[unit]
        if not reported_by_area(indicators[indicator])
    }
