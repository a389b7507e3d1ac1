"""Two thousand ways in which the coming months may go, as integers: the same on every machine.

What is guaranteed: the bits come from PCG64's raw stream, which numpy keeps the same for ever; where a block
begins (the upper 16 of 32 bits) and a normal deviate (the lower 12) are picked by integer arithmetic; all
sums are of 64-bit integers, so their order does not matter; what is done in doubles is done element by
element. No random distribution of numpy's, whose streams may change, and no reduction in floating point is
used.

What this trades: the dice of all months are read in one go as the halves of 64-bit words, in the byte order that is
spelled out here, for every pass over them costs as much as making them. Who asks for months one at a time
(:func:`steps`) gets rows that stay in the processor's nearest memory, where a grid of five years does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from services.aggregator.forecast.pattern import BLOCK, MONTHS, Pattern

PATHS = 2_000
P10, P50, P90 = (PATHS // 10, PATHS // 2, PATHS - PATHS // 10)

_DEVIATES = 4096
_DEVIATE_SCALE = 1 << 20
_LITTLE_ENDIAN, _HALVES = np.dtype("<u8"), np.dtype("<u4")
_UPPER, _LOWER = np.uint32(16), np.uint32(_DEVIATES - 1)

Grid = npt.NDArray[np.int64]
"""Grains by month and path."""

Row = npt.NDArray[np.int64]
"""Grains of one month, by path."""


class Draws(NamedTuple):
    """What the dice say, by block of three months and path: where in the noise each block begins, and
    how far the pace moves before it."""

    starts: Grid
    moves: Grid


def draw(pattern: Pattern, seed: int, count: int) -> Draws:
    """The dice for ``count`` months; those for fewer months are the first of those for more."""
    bits = _raw(seed, -(-count // BLOCK))
    starts = bits >> _UPPER
    starts *= np.uint32(len(pattern.noise) - BLOCK + 1)  # 16 bits times a few dozen: inside 32
    starts >>= _UPPER
    pace = np.rint(_deviates() * (pattern.step / _DEVIATE_SCALE)).astype(np.int64)
    return Draws(starts.astype(np.int64), pace.take((bits & _LOWER).astype(np.int64)))


def increments(pattern: Pattern, seed: int, last: int, count: int, skip: int = 0) -> Grid:
    """The ``count`` months after the month of ordinal ``last``, in every path; without the first ``skip`` of them.

    Each is level + season + a block of the past's noise + a pace that walks from block to block.
    """
    drawn = draw(pattern, seed, count)
    begin = skip // BLOCK
    walk = drawn.moves.cumsum(axis=0)[begin:]
    noise = np.array(pattern.noise, dtype=np.int64)
    found = np.empty((len(walk), BLOCK, PATHS), dtype=np.int64)
    for place in range(BLOCK):
        np.add(noise[place:].take(drawn.starts[begin:]), walk, out=found[:, place])
    months = found.reshape(-1, PATHS)[skip - begin * BLOCK : count - begin * BLOCK]
    months += np.array(_usual(pattern, last, count)[skip:], dtype=np.int64)[:, None]
    return months


def steps(pattern: Pattern, seed: int, last: int, count: int, skip: int = 0) -> Iterator[Row]:
    """The months of :func:`increments`, one after the other."""
    drawn = draw(pattern, seed, count)
    noise = np.array(pattern.noise, dtype=np.int64)
    usual = _usual(pattern, last, count)
    walk = np.zeros(PATHS, dtype=np.int64)
    for block, (starts, moves) in enumerate(zip(drawn.starts, drawn.moves, strict=True)):
        walk += moves
        first = block * BLOCK
        for month in range(max(first, skip), min(first + BLOCK, count)):
            row = noise[month - first :].take(starts)
            row += walk
            row += usual[month]
            yield row


def sums(pattern: Pattern, seed: int, last: int, count: int) -> npt.NDArray[np.int64]:
    """What the months of :func:`increments` add up to in every path, to the grain, without making them one by one."""
    drawn = draw(pattern, seed, count)
    left = [min(BLOCK, count - first) for first in range(0, count, BLOCK)]
    noise = np.array(pattern.noise, dtype=np.int64)
    of_block = noise[:-2] + noise[1:-1] + noise[2:]
    found: npt.NDArray[np.int64] = of_block.take(drawn.starts[: count // BLOCK]).sum(axis=0)
    for place in range(count % BLOCK):
        found += noise[place:].take(drawn.starts[-1])
    found += np.array([sum(left[block:]) for block in range(len(left))], dtype=np.int64) @ drawn.moves
    found += sum(_usual(pattern, last, count))
    return found


def _usual(pattern: Pattern, last: int, count: int) -> list[int]:
    """Each coming month as its level and season have it."""
    return [round(pattern.level + pattern.season[(last + step) % MONTHS]) for step in range(1, count + 1)]


def quantiles(values: npt.NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Twice P10, P50 and P90 of each row, exactly: of 2,000 values two are in the middle each time."""
    ordered = np.sort(values, axis=-1)
    doubled = [ordered[..., place - 1] + ordered[..., place] for place in (P10, P50, P90)]
    return [(int(low), int(middle), int(high)) for low, middle, high in zip(*doubled, strict=True)]


def accumulate(steps: Grid, start: int, resets: Sequence[bool]) -> Grid:
    """The running total after each month, from ``start``; at a month that ``resets`` it begins at 0 again."""
    totals = steps.cumsum(axis=0)
    totals += start
    for row, reset in enumerate(resets):
        if reset:
            totals[row:] -= totals[row - 1] if row else start
    return totals


def running_means(levels: Grid, known: int, weight: float, resets: Sequence[bool]) -> Grid:
    """The mean since the year's start after each month: ``known`` with a ``weight`` in months, then the paths'."""
    sums = accumulate(levels, 0, resets)
    found = np.empty_like(sums)
    count = 0
    for row, reset in enumerate(resets):
        if reset:
            known, weight, count = 0, 0.0, 0
        count += 1
        found[row] = np.rint((sums[row] + known * weight) / (count + weight)).astype(np.int64)
    return found


def _raw(seed: int, blocks: int) -> npt.NDArray[np.uint32]:
    """32 random bits for each block and path: of each 64 the low half first."""
    raw: Any = np.random.PCG64(seed).random_raw(blocks * PATHS // 2)
    return raw.astype(_LITTLE_ENDIAN, copy=False).view(_HALVES).reshape(blocks, PATHS)  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _deviates() -> npt.NDArray[np.int64]:
    """The normal distribution as 4,096 equally likely deviates, in integers of 2⁻²⁰."""
    normal = NormalDist()
    return np.array(
        [round(normal.inv_cdf((2 * place + 1) / (2 * _DEVIATES)) * _DEVIATE_SCALE) for place in range(_DEVIATES)],
        dtype=np.int64,
    )
