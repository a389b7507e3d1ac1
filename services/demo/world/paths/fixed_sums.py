"""From targets and published figures to the sums that a flow runs through. Pure.

Amounts are integers of the base unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from services.demo.world.anchors import Anchor, Fixes
from services.demo.world.fares import pace
from services.demo.world.noise import between, generator
from services.demo.world.paths.flow import FlowPoints
from services.demo.world.scale import MONTHS
from shared.catalogue.model import Horizon, Kind, Target
from shared.periods import Month
from shared.quantities import PARTS_PER_MILLION, round_half_even


def flow_wishes(
    target: Target | None, anchors: tuple[Anchor, ...], region: str, first: Month, count: int
) -> tuple[FlowPoints, list[int | None]]:
    """The fixed sums of a flow, and the total wished for each year (``None``: its points decide)."""
    points = FlowPoints(
        to_date=_sums(anchors, Fixes.YEAR_TO_DATE, first, count),
        overall=_sums(anchors, Fixes.OVERALL, first, count),
    )
    years = count // MONTHS
    if target is None or target.value_exact is None:
        return points, [None] * years
    known = {month // MONTHS: value for month, value in points.to_date.items() if month % MONTHS == MONTHS - 1}
    if target.horizon is not Horizon.PLAN and known:
        return points, _between_years(target, known, years)
    if points.overall or points.to_date:
        return points, [None] * years
    return points, list(_paced_years(target, region, years))


def _sums(anchors: tuple[Anchor, ...], fixes: Fixes, first: Month, count: int) -> dict[int, int]:
    places = ((anchor.period.ordinal - first.ordinal, anchor) for anchor in anchors if anchor.fixes is fixes)
    return {place: anchor.value for place, anchor in places if 0 <= place < count}


def _paced_years(target: Target, region: str, years: int) -> list[int]:
    value = target.value_exact or Fraction(0)
    yearly = value / years if target.horizon is Horizon.PLAN else value
    speed = Fraction(pace(target, Kind.FLOW, region), PARTS_PER_MILLION)
    random = generator("year", region, target.indicator)
    return [round_half_even(yearly * speed * Fraction(between(random, 970, 1030), 1000)) for _ in range(years)]


def _between_years(target: Target, known: Mapping[int, int], years: int) -> list[int | None]:
    """A yearly figure between its published years, from its baseline on; then at half its last pace."""
    points = dict(known)
    baseline = target.baseline_exact
    if baseline is not None:
        points[-1] = round_half_even(baseline)
    last = max(points)
    before = max((year for year in points if year < last), default=last)
    slope = (points[last] - points[before]) // (2 * max(1, last - before))
    totals: list[int | None] = []
    for year in range(years):
        low = max((at for at in points if at <= year), default=min(points))
        high = min((at for at in points if at >= year), default=last)
        if high < year:
            totals.append(max(0, points[last] + slope * (year - last)))
        elif low >= high:
            totals.append(points[high])
        else:
            totals.append(points[low] + (points[high] - points[low]) * (year - low) // (high - low))
    return totals
