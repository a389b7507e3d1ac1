"""The levels of a stock or a rate, month by month, through fixed points: pure arithmetic on integers.

A path covers the months ``0 … count-1`` of a plan; ``-1`` is the month before it, where the
plan's baseline stands. Rates are in parts per million of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from services.demo.world.noise import wave
from shared.quantities import PARTS_PER_MILLION

STOCK_WAVE = 30_000
"""How far a stock swings between two fixed points, of their difference (parts per million)."""


def stock_path(points: Mapping[int, int], count: int, random: Random) -> list[int]:
    """The levels of every month: straight between fixed points with a swing that vanishes at them.

    ``points`` maps a month (or -1) to its level. Before the first and after the last point the
    level stands still. Levels are never negative.

    Raises:
        ValueError: no point is given.
    """
    if not points:
        raise ValueError("a path needs at least one fixed point")
    fixed = sorted(points)
    swing = wave(random, count, 3, PARTS_PER_MILLION)
    path = []
    for month in range(count):
        before = max((at for at in fixed if at <= month), default=fixed[0])
        after = min((at for at in fixed if at >= month), default=fixed[-1])
        path.append(max(0, _between_points(points, before, after, month, swing[month])))
    return path


def _between_points(points: Mapping[int, int], before: int, after: int, month: int, swing: int) -> int:
    start, end, span = points[before], points[after], after - before
    if span <= 0:
        return start
    straight = start + (end - start) * (month - before) // span
    amplitude = abs(end - start) * STOCK_WAVE // PARTS_PER_MILLION
    bridge = 4 * (month - before) * (after - month)
    return straight + amplitude * swing * bridge // (PARTS_PER_MILLION * span * span)
