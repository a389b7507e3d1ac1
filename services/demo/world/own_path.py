"""The path of one region's indicator by itself: through its own target and published figures. Pure.

Flows and stocks in base units, ratios in parts per million, surveyed rates in basis points; one
value for each month of the span. ``None`` where nothing of the region's own says how it goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.demo.world.anchors import Anchor, Fixes
from services.demo.world.context import WorldContext
from services.demo.world.noise import generator
from services.demo.world.paths.fixed_levels import level_points
from services.demo.world.paths.fixed_sums import flow_wishes
from services.demo.world.paths.flow import FlowPoints, flow_path, year_totals
from services.demo.world.paths.stock import stock_path
from services.demo.world.paths.surveyed import surveyed_path
from services.demo.world.scale import MONTHS
from shared.catalogue.model import Indicator, Kind
from shared.quantities import BASIS_POINTS, round_half_even

USUAL_SURVEYED_RATE = 520
"""Where a surveyed unemployment rate keeps when neither a target nor a publication says (basis points)."""
BELOW_CEILING = 20
"""How far below its ceiling a surveyed rate keeps by itself (basis points)."""


def own_path(
    context: WorldContext, region: str, indicator: Indicator, area: Sequence[int] | None = None
) -> list[int] | None:
    """The region's own path, or ``None``.

    ``area`` is the total of the area around a unit: a unit with published figures but no target
    moves as its area does.

    Raises:
        ValueError: its published figures contradict one another.
    """
    if indicator.kind is Kind.DIRECT:
        return _surveyed(context, region, indicator)
    if indicator.kind is Kind.FLOW:
        return _flow(context, region, indicator, area)
    return _level(context, region, indicator, area)


def _level(context: WorldContext, region: str, indicator: Indicator, area: Sequence[int] | None) -> list[int] | None:
    target, anchors = context.target(region, indicator.id), context.anchors(region, indicator.id)
    rate = indicator.kind is Kind.RATIO
    points = level_points(target, anchors, region, context.first, context.count, rate)
    if not points:
        return None
    if target is None and area is not None:
        return _as_area(points, area)
    return stock_path(points, context.count, generator("path", region, indicator.id))


def _as_area(points: Mapping[int, int], area: Sequence[int]) -> list[int]:
    """Each month as far from the nearest published level as the area is, in proportion."""
    path = []
    for month, total in enumerate(area):
        near = min((at for at in points if at >= 0), key=lambda at: (abs(at - month), at))
        path.append(points[near] * total // area[near])
    return path


def _flow(context: WorldContext, region: str, indicator: Indicator, area: Sequence[int] | None) -> list[int] | None:
    target, anchors = context.target(region, indicator.id), context.anchors(region, indicator.id)
    points, wished = flow_wishes(target, anchors, region, context.first, context.count)
    if not points.to_date and not points.overall and None in wished:
        return None
    profile = context.season(indicator.id)
    totals, points = year_totals(points, wished, profile)
    season: Sequence[int] = profile * len(totals)
    if area is not None:
        season = area
        if points.to_date:
            totals = _years_as_area(points, totals, area)
    return flow_path(points, totals, season, generator("path", region, indicator.id))


def _years_as_area(points: FlowPoints, totals: Sequence[int], area: Sequence[int]) -> list[int]:
    """Years without a published figure move from the nearest one that has it as the area's do."""
    published = {month // MONTHS for month in points.to_date}
    around = [sum(area[year * MONTHS : (year + 1) * MONTHS]) for year in range(len(totals))]
    years = []
    for year, total in enumerate(totals):
        near = min(published, key=lambda other: (abs(other - year), other))
        years.append(total if year in published else totals[near] * around[year] // max(1, around[near]))
    return years


def _surveyed(context: WorldContext, region: str, indicator: Indicator) -> list[int]:
    target, anchors = context.target(region, indicator.id), context.anchors(region, indicator.id)
    usual = USUAL_SURVEYED_RATE
    if target is not None and target.value_exact is not None:
        sign = 1 if target.bound.upward else -1
        usual = round_half_even(target.value_exact * BASIS_POINTS) + sign * BELOW_CEILING
    months, means = _places(context, anchors, Fixes.MONTH), _places(context, anchors, Fixes.MEAN)
    return surveyed_path(months, means, usual, context.count, generator("path", region, indicator.id))


def _places(context: WorldContext, anchors: tuple[Anchor, ...], fixes: Fixes) -> dict[int, int]:
    places = ((item.period.ordinal - context.first.ordinal, item) for item in anchors if item.fixes is fixes)
    return {place: item.value for place, item in places if 0 <= place < context.count}
