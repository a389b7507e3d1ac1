"""The ratios of an area: its units' denominators, and the numerators that come to the area's rate. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.demo.world.area_sizes import AreaSizes
from services.demo.world.context import WorldContext
from services.demo.world.figures import SimulatedSeries
from services.demo.world.noise import generator, wave
from services.demo.world.own_path import own_path
from services.demo.world.scale import MONTHS, denominator_of
from services.demo.world.sharing import UnitPaths, share_rate, take_own
from shared.catalogue.model import Indicator, Kind
from shared.quantities import PARTS_PER_MILLION, apportion

RATE_SPREAD = 220_000
"""How far a unit strays from its area's rate, in parts per million."""
ROUND_PEOPLE = 10_000
"""A large denominator of an area is a multiple of this, so that a published rate comes out exactly."""


class AreaRatios:
    """Makes up the ratios of an area's units."""

    def __init__(self, context: WorldContext, area: str, sizes: AreaSizes) -> None:
        self._context = context
        self._area = area
        self._sizes = sizes

    def series(self, indicator: Indicator, owing: Sequence[str]) -> dict[str, SimulatedSeries]:
        """Each owing unit's numerators and denominators.

        Raises:
            ValueError: published figures contradict one another.
        """
        denominators = self._denominators(indicator, owing)
        rate = own_path(self._context, self._area, indicator)
        own = {unit: path for unit in owing if (path := own_path(self._context, unit, indicator)) is not None}
        if rate is None:
            numerators = self._own_numerators(indicator, own, denominators)
        else:
            numerators = self._share_numerators(indicator, rate, own, denominators)
        return {unit: SimulatedSeries(tuple(numerators[unit]), tuple(denominators[unit])) for unit in owing}

    def _denominators(self, indicator: Indicator, owing: Sequence[str]) -> UnitPaths:
        """Every unit's denominators: the area's, shared out by residents with a little drift."""
        base = denominator_of(indicator, sum(self._sizes.residents[unit] for unit in owing))
        if indicator.part_unit == "项":
            return {unit: [base] * self._context.count for unit in owing}
        weights = [self._sizes.weights(unit, indicator) for unit in owing]
        paths: UnitPaths = {unit: [] for unit in owing}
        for month, total in enumerate(self._totals(indicator, base)):
            parts = apportion(max(total, len(owing)) - len(owing), [weight[month] for weight in weights])
            for unit, part in zip(owing, parts, strict=True):
                paths[unit].append(part + 1)
        return paths

    def _totals(self, indicator: Indicator, base: int) -> list[int]:
        """The area's denominator in every month."""
        random = generator("denominator", self._area, indicator.id)
        flow = indicator.part_kind is Kind.FLOW
        swing = wave(random, self._context.count, 1 if flow else MONTHS, 90_000 if flow else 2_000)
        totals = [base * (PARTS_PER_MILLION + swung) // PARTS_PER_MILLION for swung in swing]
        if flow:
            return totals
        return [total // ROUND_PEOPLE * ROUND_PEOPLE if total > 100 * ROUND_PEOPLE else total for total in totals]

    def _own_numerators(
        self, indicator: Indicator, own: Mapping[str, Sequence[int]], denominators: UnitPaths
    ) -> UnitPaths:
        rates = {unit: own.get(unit) or self._sizes.usual(indicator, unit) for unit in denominators}
        return {
            unit: [_part(whole, rate) for whole, rate in zip(wholes, rates[unit], strict=True)]
            for unit, wholes in denominators.items()
        }

    def _share_numerators(
        self, indicator: Indicator, rate: Sequence[int], own: Mapping[str, Sequence[int]], denominators: UnitPaths
    ) -> UnitPaths:
        """Each unit's part of the area's numerator: that of its own rate, or a share of what the others leave."""
        others = [unit for unit in denominators if unit not in own]
        fixed = [unit for unit in denominators if unit in own]
        spread = {unit: self._sizes.spread(unit, indicator, RATE_SPREAD) for unit in others}
        paths: UnitPaths = {unit: [] for unit in denominators}
        for month in range(self._context.count):
            wholes = {unit: path[month] for unit, path in denominators.items()}
            whole = [wholes[unit] for unit in others]
            amount = _part(sum(wholes.values()), rate[month])
            taken = take_own(
                amount, {unit: _part(wholes[unit], own[unit][month]) for unit in fixed}, wholes, sum(whole)
            )
            rest = amount - sum(taken.values())
            shares = share_rate(rest, [spread[unit][month] for unit in others], whole)
            for unit, part in (taken | dict(zip(others, shares, strict=True))).items():
                paths[unit].append(part)
        return paths


def _part(whole: int, rate: int) -> int:
    """That many parts per million of ``whole``, to the nearest; exact where it is whole."""
    return (2 * whole * rate + PARTS_PER_MILLION) // (2 * PARTS_PER_MILLION)
