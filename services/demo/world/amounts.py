"""The amounts of an area, stocks and flows: its total first, then its units' parts of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.demo.world.area_sizes import AreaSizes
from services.demo.world.context import WorldContext
from services.demo.world.own_path import own_path
from services.demo.world.sharing import UnitPaths, share_within, take_own
from shared.catalogue.model import Indicator

PART_CEILING = 97
"""A 其中 line of an area takes at most this many hundredths of its whole."""


class AreaAmounts:
    """Shares out an area's amounts among its units."""

    def __init__(self, context: WorldContext, area: str, sizes: AreaSizes) -> None:
        self._context = context
        self._area = area
        self._sizes = sizes

    def paths(self, indicator: Indicator, owing: Sequence[str], above: Mapping[str, Sequence[int]]) -> UnitPaths:
        """Each owing unit's path. ``above`` are the paths of the whole that a 其中 line is part of (empty: none).

        Raises:
            ValueError: published figures contradict one another.
        """
        total = own_path(self._context, self._area, indicator)
        if total is not None and above:
            ceiling = [sum(month) * PART_CEILING // 100 for month in zip(*above.values(), strict=True)]
            total = [min(pair) for pair in zip(total, ceiling, strict=True)]
        own = {unit: path for unit in owing if (path := own_path(self._context, unit, indicator, total)) is not None}
        # A part printed larger than its whole is a misprint: the unit takes a share like the others.
        own = {unit: path for unit, path in own.items() if not above or path[0] <= above[unit][0]}
        if total is None:
            return {unit: own.get(unit) or self._sizes.usual(indicator, unit) for unit in owing}
        return self._share(indicator, total, owing, own, above)

    def _share(
        self,
        indicator: Indicator,
        total: Sequence[int],
        owing: Sequence[str],
        own: UnitPaths,
        above: Mapping[str, Sequence[int]],
    ) -> UnitPaths:
        """Each unit's part of every month's total: its own path, or a share of what the others leave."""
        others = [unit for unit in owing if unit not in own] or list(owing)
        fixed = [unit for unit in owing if unit not in others]
        weights = [self._sizes.weights(unit, indicator) for unit in others]
        paths: UnitPaths = {unit: [] for unit in owing}
        for month, amount in enumerate(total):
            within = {unit: above[unit][month] for unit in owing} if above else dict.fromkeys(owing, amount)
            room = sum(within[unit] for unit in others) if above else amount
            taken = take_own(amount, {unit: own[unit][month] for unit in fixed}, within, room)
            rest = amount - sum(taken.values())
            ceilings = [within[unit] if above else rest for unit in others]
            shares = share_within(rest, [weight[month] for weight in weights], ceilings)
            for unit, part in (taken | dict(zip(others, shares, strict=True))).items():
                paths[unit].append(part)
        return paths
