"""Repeatable chance: the same words always give the same numbers, on every machine.

Everything is an integer; shares and deviations are in parts per million, so that no rounding of
a platform's floating point can change a simulated figure.
"""

from __future__ import annotations

import hashlib
from random import Random

from shared.quantities import PARTS_PER_MILLION


def generator(*words: str) -> Random:
    """A generator seeded by ``words`` alone."""
    digest = hashlib.sha256("|".join(words).encode()).digest()
    return Random(int.from_bytes(digest[:8], "big"))


def between(random: Random, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``, both included."""
    return random.randrange(low, high + 1)


def jitter(random: Random, amplitude: int) -> int:
    """A factor near one in parts per million, at most ``amplitude`` away from it."""
    return PARTS_PER_MILLION + between(random, -amplitude, amplitude)


def wave(random: Random, count: int, every: int, amplitude: int) -> list[int]:
    """``count`` slowly changing deviations in parts per million, within ±``amplitude``.

    A new random height is drawn every ``every`` months; between two heights the way is straight.
    """
    heights = [between(random, -amplitude, amplitude) for _ in range(count // every + 2)]
    values = []
    for step in range(count):
        knot, offset = divmod(step, every)
        values.append((heights[knot] * (every - offset) + heights[knot + 1] * offset) // every)
    return values
