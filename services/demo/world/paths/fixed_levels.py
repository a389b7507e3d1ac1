"""From targets and published figures to the levels that a stock or a ratio runs through. Pure.

Amounts are integers of the base unit, rates parts per million of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from services.demo.world.anchors import Anchor, Fixes
from services.demo.world.fares import WAYPOINTS, pace
from services.demo.world.noise import between, generator
from services.demo.world.scale import MONTHS
from shared.catalogue.model import Horizon, Kind, Target
from shared.periods import Month
from shared.quantities import PARTS_PER_MILLION, round_half_even

HALF_PACE = 2
"""After the last published level a stock goes on at its last pace divided by this."""


def level_points(
    target: Target | None, anchors: tuple[Anchor, ...], region: str, first: Month, count: int, rate: bool
) -> dict[int, int]:
    """The fixed levels of a stock or a ratio: baseline, published levels, and where it ends.

    Empty when neither a target nor a published level says anything.
    """
    points = {
        anchor.period.ordinal - first.ordinal: anchor.value
        for anchor in anchors
        if anchor.fixes is Fixes.LEVEL and anchor.period < first.shift(count)
    }
    wished = _target_points(target, region, count, rate) if target is not None else {}
    if -1 in wished:
        points.setdefault(-1, wished[-1])
    published = sorted(at for at in points if at >= 0)
    if not published:
        return points | wished
    last = published[-1]
    if any(last - at >= MONTHS for at in points):
        return {count - 1: _carry_on(points, last, count - 1, rate)} | points
    return {at: level for at, level in wished.items() if at >= last + MONTHS // 2} | points


def _carry_on(points: Mapping[int, int], last: int, end: int, rate: bool) -> int:
    """Where the pace of the last year or more before the last published level, slowed, leads until ``end``."""
    before = max(at for at in points if at <= last - MONTHS)
    step = (points[last] - points[before]) * (end - last) // ((last - before) * HALF_PACE)
    level = max(0, points[last] + step)
    return min(level, PARTS_PER_MILLION) if rate else level


def _target_points(target: Target, region: str, count: int, rate: bool) -> dict[int, int]:
    value, baseline = target.value_exact, target.baseline_exact
    if value is None:
        return {}
    scale = PARTS_PER_MILLION if rate else 1
    goal = round_half_even(value * scale)
    start = None if baseline is None else round_half_even(baseline * scale)
    if target.horizon is Horizon.THROUGHOUT or start == goal:
        return _bounded_points(target, region, goal, start, count, rate)
    if start is None:
        start = goal if target.binding else goal * 3 // 4
    if target.baseline_bound and not target.binding:
        start += abs(goal - start) // 10
    return _climb(target, region, start, goal, count, rate)


def _climb(target: Target, region: str, start: int, goal: int, count: int, rate: bool) -> dict[int, int]:
    """From the baseline towards the target at the target's pace, one fixed point a year."""
    story = WAYPOINTS.get((region, target.indicator))
    if story is None:
        speed = Fraction(pace(target, Kind.RATIO if rate else Kind.STOCK, region), PARTS_PER_MILLION)
        random = generator("year", region, target.indicator)
        story = {}
        for month in range(MONTHS - 1, count, MONTHS):
            settled = 1 + (speed - 1) * (Fraction(1, 2) if month < MONTHS else 1)
            story[month] = settled * Fraction(month + 1, count) * Fraction(between(random, 985, 1015), 1000)
    points = {month: max(0, start + round_half_even((goal - start) * way)) for month, way in story.items()}
    points[-1] = start
    return {month: min(level, PARTS_PER_MILLION) for month, level in points.items()} if rate else points


def _bounded_points(
    target: Target, region: str, goal: int, start: int | None, count: int, rate: bool
) -> dict[int, int]:
    """A floor or a ceiling: near the baseline, on the good side of the bound, with a yearly swing."""
    random = generator("bound", region, target.indicator)
    sign = 1 if target.bound.upward else -1
    margin = goal // 60 if rate else goal // 100
    room = margin if start is None else max(margin, abs(start - goal))
    highest = PARTS_PER_MILLION if rate and sign > 0 else goal * 2
    points = {-1: goal + sign * room // 2 if start is None or target.baseline_bound else start}
    for month in range(MONTHS - 1, count, MONTHS):
        level = goal + sign * room * between(random, 55, 95) // 100
        points[month] = max(0, min(level, highest))
    return points
