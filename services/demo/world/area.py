"""One area's indicators, simulated whole: its total first, then its units' parts of it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from services.demo.world.context import Context
from services.demo.world.figures import Series
from services.demo.world.noise import generator, jitter, skewed_size, wave
from services.demo.world.own_path import own_path
from services.demo.world.paths import MONTHS
from services.demo.world.sharing import share_rate, share_within
from services.demo.world.stories import DEFAULT_RESIDENTS, RESIDENTS, denominator_of, seat_factor
from shared.catalogue.duties import reported_by_area
from shared.catalogue.model import Indicator, Kind
from shared.quantities import PARTS_PER_MILLION, apportion

STOCK_DRIFT = 12_000
FLOW_DRIFT = 120_000
RATE_SPREAD = 220_000
USUAL_SPREAD = 200_000
"""How far a unit strays, in parts per million: a stock, a flow, a rate, and its usual part of the area."""
ROUND_PEOPLE = 10_000
"""A large denominator of an area is a multiple of this, so that a published rate comes out exactly."""
PART_CEILING = 97
"""A 其中 line of an area takes at most this many hundredths of its whole."""
USUAL_RATE = 900_000
USUAL_PER_RESIDENT = 100
"""What stands in where nothing says how large a line is: a rate, and one in so many residents."""

Paths = dict[str, list[int]]


class AreaSimulator:
    """The lines of an area and of every unit under it; :meth:`run` gives them all."""

    def __init__(self, context: Context, area: str) -> None:
        self._context = context
        self._catalogue = context.catalogue
        self._area = area
        self._units = self._catalogue.units_under(area)
        self._residents = self._share_residents()
        self._paths: dict[str, Paths] = {}
        self._series: dict[str, dict[str, Series]] = defaultdict(dict)

    def run(self) -> dict[str, dict[str, Series]]:
        """Every line, by region and indicator.

        Raises:
            ValueError: published figures contradict one another.
        """
        wholes = self._wholes()
        for indicator in sorted(self._catalogue.indicators.values(), key=lambda item: item.id in wholes):
            if reported_by_area(indicator):
                self._area_level(indicator)
                continue
            owing = [unit for unit in self._units if indicator.id in self._catalogue.owed(unit)]
            if not owing:
                continue
            if indicator.kind is Kind.RATIO:
                self._ratio(indicator, owing)
            else:
                self._amount(indicator, owing, wholes.get(indicator.id))
        return dict(self._series)

    def _wholes(self) -> dict[str, str]:
        """Each 其中 line of the area's plans, with the line of the same kind that it is part of."""
        found = {}
        for plan in self._catalogue.plans_of(self._area):
            for target in plan.targets:
                if target.part_of is None:
                    continue
                whole = plan.target(target.part_of).indicator
                kinds = {self._catalogue.indicators[item].kind for item in (whole, target.indicator)}
                if len(kinds) == 1 and kinds <= {Kind.FLOW, Kind.STOCK}:
                    found[target.indicator] = whole
        return found

    def _area_level(self, indicator: Indicator) -> None:
        for region in dict.fromkeys((self._area, *self._units)):
            if indicator.id in self._catalogue.owed(region):
                path = own_path(self._context, region, indicator) or self._usual(indicator, region)
                self._series[region][indicator.id] = Series(tuple(path))

    # amounts

    def _amount(self, indicator: Indicator, owing: Sequence[str], whole: str | None) -> None:
        total = own_path(self._context, self._area, indicator)
        above = self._paths.get(whole or "", {})
        if total is not None and above:
            ceiling = [sum(month) * PART_CEILING // 100 for month in zip(*above.values(), strict=True)]
            total = [min(pair) for pair in zip(total, ceiling, strict=True)]
        own = {unit: path for unit in owing if (path := own_path(self._context, unit, indicator, total)) is not None}
        # A part printed larger than its whole is a misprint: the unit takes a share like the others.
        own = {unit: path for unit, path in own.items() if not above or path[0] <= above[unit][0]}
        if total is None:
            paths = {unit: own.get(unit) or self._usual(indicator, unit) for unit in owing}
        else:
            paths = self._share(indicator, total, owing, own, above)
        self._paths[indicator.id] = paths
        for unit, path in paths.items():
            self._series[unit][indicator.id] = Series(tuple(path))

    def _share(
        self, indicator: Indicator, total: Sequence[int], owing: Sequence[str], own: Paths, above: Paths
    ) -> Paths:
        """Each unit's part of every month's total: its own path, or a share of what the others leave."""
        others = [unit for unit in owing if unit not in own] or list(owing)
        fixed = [unit for unit in owing if unit not in others]
        weights = [self._weights(unit, indicator) for unit in others]
        paths: Paths = {unit: [] for unit in owing}
        for month, amount in enumerate(total):
            rest, room = amount, sum(above[unit][month] for unit in others) if above else amount
            for unit in fixed:
                ceiling = min(above[unit][month], rest) if above else rest
                taken = min(max(own[unit][month], rest - room if unit == fixed[-1] else 0), ceiling)
                paths[unit].append(taken)
                rest -= taken
            month_weights = [weight[month] for weight in weights]
            ceilings = [above[unit][month] for unit in others] if above else [rest] * len(others)
            for unit, part in zip(others, share_within(rest, month_weights, ceilings), strict=True):
                paths[unit].append(part)
        return paths

    # ratios

    def _ratio(self, indicator: Indicator, owing: Sequence[str]) -> None:
        denominators = self._denominators(indicator, owing)
        rate = own_path(self._context, self._area, indicator)
        own = {unit: path for unit in owing if (path := own_path(self._context, unit, indicator)) is not None}
        if rate is None:
            numerators = self._own_numerators(indicator, owing, own, denominators)
        else:
            numerators = self._share_numerators(indicator, rate, own, denominators)
        for unit in owing:
            self._series[unit][indicator.id] = Series(tuple(numerators[unit]), tuple(denominators[unit]))

    def _denominators(self, indicator: Indicator, owing: Sequence[str]) -> Paths:
        """Every unit's denominators: the area's, shared out by residents with a little drift."""
        residents = sum(self._residents[unit] for unit in owing)
        base = denominator_of(indicator, residents)
        if indicator.part_unit == "项":
            return {unit: [base] * self._context.count for unit in owing}
        random = generator("denominator", self._area, indicator.id)
        flow = indicator.part_kind is Kind.FLOW
        swing = wave(random, self._context.count, 1 if flow else MONTHS, 90_000 if flow else 2_000)
        weights = [self._weights(unit, indicator) for unit in owing]
        paths: Paths = {unit: [] for unit in owing}
        for month in range(self._context.count):
            total = base * (PARTS_PER_MILLION + swing[month]) // PARTS_PER_MILLION
            if not flow and total > 100 * ROUND_PEOPLE:
                total = total // ROUND_PEOPLE * ROUND_PEOPLE
            parts = apportion(max(total, len(owing)) - len(owing), [weight[month] for weight in weights])
            for unit, part in zip(owing, parts, strict=True):
                paths[unit].append(part + 1)
        return paths

    def _own_numerators(self, indicator: Indicator, owing: Sequence[str], own: Paths, denominators: Paths) -> Paths:
        rates = {unit: own.get(unit) or self._usual(indicator, unit) for unit in owing}
        return {
            unit: [_part(whole, rate) for whole, rate in zip(denominators[unit], rates[unit], strict=True)]
            for unit in owing
        }

    def _share_numerators(self, indicator: Indicator, rate: Sequence[int], own: Paths, denominators: Paths) -> Paths:
        others = [unit for unit in denominators if unit not in own]
        spread = {unit: self._spread(unit, indicator, RATE_SPREAD) for unit in others}
        paths: Paths = {unit: [] for unit in denominators}
        for month in range(self._context.count):
            whole = [denominators[unit][month] for unit in others]
            rest, room = _part(sum(path[month] for path in denominators.values()), rate[month]), sum(whole)
            fixed = [unit for unit in denominators if unit in own]
            for unit in fixed:
                ceiling = min(denominators[unit][month], rest)
                wished = _part(denominators[unit][month], own[unit][month])
                taken = min(max(wished, rest - room if unit == fixed[-1] else 0), ceiling)
                paths[unit].append(taken)
                rest -= taken
            for unit, part in zip(
                others, share_rate(rest, [spread[unit][month] for unit in others], whole), strict=True
            ):
                paths[unit].append(part)
        return paths

    # sizes

    def _share_residents(self) -> dict[str, int]:
        """Made-up residents of every unit: known ones as they are, the rest by a size of their own."""
        total = RESIDENTS.get(self._area, DEFAULT_RESIDENTS)
        known = {unit: RESIDENTS[unit] for unit in self._units if unit in RESIDENTS}
        others = [unit for unit in self._units if unit not in known]
        sizes = [skewed_size(generator("size", unit)) * seat_factor(self._catalogue.regions[unit]) for unit in others]
        if not others:
            return known
        shares = apportion(max(total - sum(known.values()), len(others)), sizes)
        return known | dict(zip(others, shares, strict=True))

    def _weights(self, unit: str, indicator: Indicator) -> list[int]:
        """A unit's weight in every month: its residents, its usual part, and how it strays."""
        usual = jitter(generator("usual", unit, indicator.id), USUAL_SPREAD)
        drift = FLOW_DRIFT if indicator.kind is Kind.FLOW else STOCK_DRIFT
        size = self._residents[unit] * usual // PARTS_PER_MILLION
        return [size * strayed for strayed in self._spread(unit, indicator, drift)]

    def _spread(self, unit: str, indicator: Indicator, amplitude: int) -> list[int]:
        random = generator("drift", unit, indicator.id)
        every = 1 if indicator.kind is Kind.FLOW else MONTHS
        return [PARTS_PER_MILLION + step for step in wave(random, self._context.count, every, amplitude)]

    def _usual(self, indicator: Indicator, region: str) -> list[int]:
        if indicator.kind is Kind.RATIO:
            return [USUAL_RATE] * self._context.count
        residents = self._residents.get(region, RESIDENTS.get(region, DEFAULT_RESIDENTS))
        months = MONTHS if indicator.kind is Kind.FLOW else 1
        return [residents // (USUAL_PER_RESIDENT * months)] * self._context.count


def _part(whole: int, rate: int) -> int:
    """That many parts per million of ``whole``, to the nearest; exact where it is whole."""
    return (2 * whole * rate + PARTS_PER_MILLION) // (2 * PARTS_PER_MILLION)
