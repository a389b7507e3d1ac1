"""What the simulation of every area needs: the catalogue, the span, and the fixed points. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from services.demo.world.anchors import Anchor
from services.demo.world.census.residents import NO_RESIDENTS
from services.demo.world.reporting_units import lasting
from services.demo.world.scale import GENERAL_SEASON
from shared.catalogue.catalogue import Catalogue
from shared.catalogue.model import Plan, Target
from shared.quantities import PARTS_PER_MILLION


class WorldContext:
    """What every area needs: the catalogue, the plan span, the fixed points and the residents by region."""

    def __init__(
        self,
        catalogue: Catalogue,
        span: Plan,
        anchors: Iterable[Anchor],
        residents: Mapping[str, int] = NO_RESIDENTS,
    ) -> None:
        self.catalogue = catalogue
        self.residents = residents
        self.first, self.last = span.first, span.last
        self.count = span.last.ordinal - span.first.ordinal + 1
        self._anchors: dict[tuple[str, str], list[Anchor]] = defaultdict(list)
        for anchor in anchors:
            self._anchors[anchor.region, anchor.indicator].append(anchor)

    def units_under(self, area: str) -> tuple[str, ...]:
        """The units of an area that are there over the whole span."""
        return lasting(self.catalogue, self.catalogue.units_under(area), self.first, self.last)

    def anchors(self, region: str, indicator: str) -> tuple[Anchor, ...]:
        """What was published of a region's indicator, as fixed points."""
        return tuple(self._anchors.get((region, indicator), ()))

    def target(self, region: str, indicator: str) -> Target | None:
        """The region's own target over this span, when it says a value."""
        for plan in self.catalogue.plans_of(region):
            if plan.first == self.first:
                for target in plan.targets:
                    if target.indicator == indicator and target.value is not None:
                        return target
        return None

    def season(self, indicator: str) -> list[int]:
        """The weights of a year's twelve months."""
        shares = self.catalogue.month_shares(indicator)
        if shares is None:
            return list(GENERAL_SEASON)
        return [int(share * PARTS_PER_MILLION) for share in shares]
