"""The forecast of a target (预判): P10, P50 and P90 of the months to come, and how likely it is reached. Pure.

The seed is a hash of the question, so the same figures give the same forecast, on every machine and at
every time; the target is not in it, so a higher one is never likelier to be reached.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from services.aggregator.forecast.month_by_month import possible, walk
from services.aggregator.forecast.past_months import CEILING, GRAINS, History, Shape
from services.aggregator.forecast.paths import PATHS, Grid, Row, accumulate, increments, quantiles, running_means, sums
from services.aggregator.forecast.pattern import MONTHS, Pattern, pattern_of
from shared.catalogue.model import Bound
from shared.quantities import BASIS_POINTS, round_half_even

METHOD = 1
"""Raised whenever the method changes; part of every seed."""

_KEPT = 4096
"""Answers kept in memory: what is asked again (a report accepted, a sweep, a page) costs nothing."""


class Spread(NamedTuple):
    """P10, P50 and P90, in parts (base units, or parts per million for a rate)."""

    p10: int
    p50: int
    p90: int


@dataclass(frozen=True, slots=True)
class ForecastQuestion:
    """Whose months to come: ``series`` names it, ``last`` is the ordinal of the last known month, and
    ``count`` months are asked for."""

    series: str
    history: History
    last: int
    count: int

    @property
    def version(self) -> str:
        """The data version of the series: a hash of what is known of it, as 32 hexadecimal digits."""
        history = self.history
        known = (METHOD, self.series, history.shape, self.last, history.start, history.weight, history.months)
        return hashlib.sha256(msgspec.json.encode(known)).hexdigest()[:32]


class ForecastGoal(NamedTuple):
    """What is to hold, of a measure in grains: ``ahead`` months from now, or in all months until then."""

    bound: Bound
    limit: Fraction
    ahead: int
    throughout: bool = False


class Foresight(NamedTuple):
    """How likely the goal is reached (in basis points), and where the figure then stands."""

    probability: int
    spread: Spread
    version: str


@lru_cache(maxsize=_KEPT)
def foresee(question: ForecastQuestion, goal: ForecastGoal) -> Foresight:
    """The outlook at the goal's month."""
    version = question.version
    if goal.throughout:
        return _throughout(question, goal, version)
    if question.history.shape is Shape.YEAR_MEAN:
        values = _mean_at(question, version, goal.ahead)
    else:
        values = _end(question, version, goal.ahead)
    return _foresight(_holding(goal)(values[0]), values[0], version)


def _throughout(question: ForecastQuestion, goal: ForecastGoal, version: str) -> Foresight:
    """Of a bound that has to hold in every month."""
    history = question.history
    kept, holds = np.ones(PATHS, dtype=np.bool_), _holding(goal)
    for values in walk(history, _pattern(history), int(version, 16), question.last, goal.ahead):
        kept &= holds(values)
    return _foresight(kept, values, version)


def _foresight(kept: npt.NDArray[np.bool_], values: Row, version: str) -> Foresight:
    (end,) = _spreads(values[None, :])
    return Foresight(int(np.count_nonzero(kept)) * BASIS_POINTS // PATHS, end, version)


def fan(question: ForecastQuestion) -> tuple[Spread, ...]:
    """Every month asked for, one after the other."""
    return _spreads(_values(question, question.version, question.count))


def _spreads(values: Grid) -> tuple[Spread, ...]:
    doubled = 2 * GRAINS
    return tuple(Spread(*(round_half_even(Fraction(value, doubled)) for value in each)) for each in quantiles(values))


def _values(question: ForecastQuestion, version: str, count: int) -> Grid:
    """What is measured at the end of each of ``count`` months, in every path."""
    history, last = question.history, question.last
    resets = [(last + step) % MONTHS == 0 for step in range(1, count + 1)]
    steps = increments(_pattern(history), int(version, 16), last, count)
    if history.shape is Shape.YEAR_MEAN:
        return running_means(np.clip(steps, 0, CEILING), history.start, history.weight, resets)
    if history.shape is not Shape.YEAR_TOTAL:
        return possible(history, accumulate(steps, history.start, ()), history.start)
    values = accumulate(steps, history.start, resets)
    left = resets.index(True) if True in resets else count
    possible(history, values[:left], history.start)
    possible(history, values[left:], 0)
    return values


def _end(question: ForecastQuestion, version: str, count: int) -> Grid:
    """The last row of :func:`_values` where the year, for a year's total, does not end before it."""
    history = question.history
    values = sums(_pattern(history), int(version, 16), question.last, count)[None, :]
    values += history.start
    return possible(history, values, history.start)


def _mean_at(question: ForecastQuestion, version: str, count: int) -> Grid:
    """The last row of :func:`_values` for a year's mean: only the months of its year are made."""
    history, last = question.history, question.last
    begin = max(0, count - 1 - (last + count) % MONTHS)
    begun = begin == 0 and (last + 1) % MONTHS != 0
    known = (history.start, history.weight) if begun else (0, 0.0)
    steps = increments(_pattern(history), int(version, 16), last, count, skip=begin)
    return running_means(np.clip(steps, 0, CEILING), *known, [False] * len(steps))[-1:]


def _pattern(history: History) -> Pattern:
    return pattern_of(history.months, CEILING if history.shape is Shape.YEAR_MEAN else None)


def _holding(goal: ForecastGoal) -> Callable[[Row], npt.NDArray[np.bool_]]:
    """Tells whether each value is on the good side; the limit, an exact number, as the nearest grain that decides."""
    least, most = ceil(goal.limit), floor(goal.limit)
    compare: dict[Bound, Callable[[Row], npt.NDArray[np.bool_]]] = {
        Bound.AT_LEAST: lambda values: values >= least,
        Bound.MORE_THAN: lambda values: values > most,
        Bound.AT_MOST: lambda values: values <= most,
        Bound.LESS_THAN: lambda values: values < least,
    }
    return compare[goal.bound]
