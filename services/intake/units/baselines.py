"""Between what a unit's stocks are expected by the baselines that the plans print. Pure.

The unit's own plan says how large its stock was; the plan of an area it lies in says what it cannot be more than
a part of. It is the only measure there is of a unit that has reported nothing yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.catalogue import Catalogue
from shared.catalogue.model import Horizon, Kind


class Baseline(NamedTuple):
    """What a plan says of a stock before it began, in base units, and whose plan it is."""

    region: str
    amount: int


class Bounds(NamedTuple):
    """``least`` and ``most`` are asked about already; ``low`` and ``high`` are the baselines they were taken from.

    ``least`` is -1 where nothing is too small.
    """

    least: int
    most: int
    low: Baseline
    high: Baseline


def bounds(catalogue: Catalogue, region: str, areas: Sequence[str], indicator: str) -> Bounds | None:
    """The bounds of a region's stock; ``areas`` carry a plan and hold the region, itself among them if it has one."""
    if catalogue.indicators[indicator].kind is not Kind.STOCK:
        return None
    least, most = -1, list[tuple[int, Baseline]]()
    own = Baseline("", 0)
    for area in areas:
        name = "baseline" if area == region else "share_of_area"
        times = catalogue.review.threshold(indicator, name)
        amount = _baseline(catalogue, area, indicator)
        if times is None or not amount:
            continue
        found = Baseline(area, amount)
        most.append((int(times * amount), found))
        if area == region:
            least, own = int(amount / times), found
    if not most:
        return None
    high = min(most)
    return Bounds(least, high[0], own, high[1])


def _baseline(catalogue: Catalogue, area: str, indicator: str) -> int:
    """The stock that the area's first plan says it began with; 0 where it says nothing."""
    for plan in sorted(catalogue.plans_of(area), key=lambda plan: plan.first):
        for target in plan.targets:
            if target.indicator == indicator and target.horizon is not Horizon.PLAN and target.baseline_exact:
                return int(target.baseline_exact)
    return 0
