"""What a series' past months say about the coming ones: season, level, noise, and how its pace drifts. Pure.

Everything is in grains (see ``forecast_question``). The arithmetic uses only sums, products, quotients and
square roots of doubles in a fixed order, which IEEE 754 rounds alike on every machine, and ends in integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, sqrt
from statistics import median

MONTHS = 12
BLOCK = 3
"""Months drawn together, so that what one month takes from the next stays with it."""

NOISE_MONTHS = 36
_SEASON_MONTHS = 24
_CLIPPED = 0.05
_DRIFT, _DRIFT_WHILE_YOUNG = 0.08, 0.15
_YOUNG_YEARS = 3

_STEPS_OF_A_YEARLY_DIFFERENCE = 44 / 16
"""A pace that walks by steps of variance s² a quarter gives yearly means that differ by a variance of 44/16 s²
(weights 1 2 3 4 3 2 1 quarters, each a quarter of a year)."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """``season`` is each calendar month's (0 = January) distance from ``level``, adding up to zero;
    ``noise`` the last months' distances from their own mean; ``step`` the standard deviation of the
    change of pace from one block of three months to the next."""

    level: float
    season: tuple[float, ...]
    noise: tuple[int, ...]
    step: float


def pattern_of(history: Sequence[tuple[int, int]], ceiling: int | None = None) -> Pattern:
    """The pattern of twelve or more months, given as (month's ordinal, grains) in order.

    ``ceiling`` is given for the level of a rate: near it, as near zero, a rate moves less, and even a young
    rate's scale is known.
    """
    season = _season(history)
    smooth = [value - season[ordinal % MONTHS] for ordinal, value in history]
    level = _level(smooth)
    recent = smooth[-NOISE_MONTHS:]
    middle = fsum(recent) / len(recent)
    size = abs(level) if ceiling is None else max(0.0, min(level, ceiling - level))
    spread = _yearly_spread(smooth, size, _DRIFT_WHILE_YOUNG if ceiling is None else _DRIFT)
    return Pattern(
        level=level,
        season=season,
        noise=tuple(round(value - middle) for value in recent),
        step=spread / sqrt(_STEPS_OF_A_YEARLY_DIFFERENCE),
    )


def _season(history: Sequence[tuple[int, int]]) -> tuple[float, ...]:
    """Each calendar month's median less the recent median, the less trusted the fewer years there are."""
    usual = median(value for _, value in history[-_SEASON_MONTHS:])
    by_month: list[list[int]] = [[] for _ in range(MONTHS)]
    for ordinal, value in history:
        by_month[ordinal % MONTHS].append(value)
    raw = [(median(values) - usual) * len(values) / (len(values) + 1) if values else 0.0 for values in by_month]
    middle = fsum(raw) / MONTHS
    return tuple(each - middle for each in raw)


def _level(smooth: Sequence[float]) -> float:
    """The mean of the last twelve, single wild ones clipped to where nine tenths of all lie."""
    ordered = sorted(smooth)
    low, high = _quantile(ordered, _CLIPPED), _quantile(ordered, 1 - _CLIPPED)
    return fsum(min(max(value, low), high) for value in smooth[-MONTHS:]) / MONTHS


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _yearly_spread(smooth: Sequence[float], size: float, young: float) -> float:
    """By how much a year's mean usually differs from the last one's, as a standard deviation.

    Under three years it is ``young`` of the ``size``.
    """
    years = len(smooth) // MONTHS
    if years < _YOUNG_YEARS:
        return young * size
    ends = range(len(smooth) - MONTHS * (years - 1), len(smooth) + 1, MONTHS)
    means = [fsum(smooth[end - MONTHS : end]) / MONTHS for end in ends]
    changes = [later - earlier for earlier, later in pairwise(means)]
    middle = fsum(changes) / len(changes)
    variance = fsum((change - middle) * (change - middle) for change in changes) / (len(changes) - 1)
    return max(sqrt(variance), _DRIFT * size)
