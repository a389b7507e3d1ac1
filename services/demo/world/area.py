"""One area's indicators, simulated whole: its total first, then its units' parts of it. Pure."""

from __future__ import annotations

from collections import defaultdict

from services.demo.world.amounts import AreaAmounts
from services.demo.world.area_sizes import AreaSizes
from services.demo.world.context import WorldContext
from services.demo.world.figures import SimulatedSeries
from services.demo.world.own_path import own_path
from services.demo.world.ratios import AreaRatios
from services.demo.world.sharing import UnitPaths
from shared.catalogue.duties import reported_by_area
from shared.catalogue.model import Indicator, Kind


class AreaSimulator:
    """The lines of an area and of every unit under it; :meth:`run` gives them all."""

    def __init__(self, context: WorldContext, area: str) -> None:
        self._context = context
        self._catalogue = context.catalogue
        self._area = area
        self._units = context.units_under(area)
        self._sizes = AreaSizes(context, area)
        self._amounts = AreaAmounts(context, area, self._sizes)
        self._ratios = AreaRatios(context, area, self._sizes)
        self._paths: dict[str, UnitPaths] = {}
        self._series: dict[str, dict[str, SimulatedSeries]] = defaultdict(dict)

    def run(self) -> dict[str, dict[str, SimulatedSeries]]:
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
                self._keep(indicator, self._ratios.series(indicator, owing))
            else:
                above = self._paths.get(wholes.get(indicator.id, ""), {})
                paths = self._paths[indicator.id] = self._amounts.paths(indicator, owing, above)
                self._keep(indicator, {unit: SimulatedSeries(tuple(path)) for unit, path in paths.items()})
        return dict(self._series)

    def _keep(self, indicator: Indicator, found: dict[str, SimulatedSeries]) -> None:
        for unit, series in found.items():
            self._series[unit][indicator.id] = series

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
                path = own_path(self._context, region, indicator) or self._sizes.usual(indicator, region)
                self._series[region][indicator.id] = SimulatedSeries(tuple(path))
