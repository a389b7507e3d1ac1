"""What is measured at the end of each coming month, in every path, one month at a time. Pure.

The same as the grid of ``foresee.fan``, held against it by a property test. What this trades: totals and means run on
here for single rows once more, so that who asks whether a bound holds in every one of sixty months need not have sixty
months of two thousand paths in memory, which cost more to write and to read than to work out.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from services.aggregator.forecast.past_months import CEILING, History, Shape
from services.aggregator.forecast.paths import PATHS, Grid, Row, steps
from services.aggregator.forecast.pattern import MONTHS, Pattern


def walk(history: History, pattern: Pattern, seed: int, last: int, count: int) -> Iterator[Row]:
    """The ``count`` months after the month of ordinal ``last``."""
    months = steps(pattern, seed, last, count)
    if history.shape is Shape.YEAR_MEAN:
        return _means(months, history, last)
    return _totals(months, history, last)


def _totals(months: Iterator[Row], history: History, last: int) -> Iterator[Row]:
    total = np.full(PATHS, history.start, dtype=np.int64)
    begun = history.start
    for ordinal, month in enumerate(months, last + 1):
        if history.shape is Shape.YEAR_TOTAL and ordinal % MONTHS == 0:
            total[:] = begun = 0
        total += month
        yield possible(history, total.copy(), begun)


def possible(history: History, values: Grid, begun: int) -> Grid:
    """``values`` put right in place: what has happened is not undone, no stock is negative, no rate above 1."""
    if history.shape is not Shape.CHANGE:
        return np.maximum(values, begun, out=values) if history.positive else values
    if history.positive:
        np.maximum(values, 0, out=values)
    return np.minimum(values, CEILING, out=values) if history.rate else values


def _means(months: Iterator[Row], history: History, last: int) -> Iterator[Row]:
    """The mean since the year's start: what is known of it with its weight in months, then the paths'."""
    known, weight, passed = history.start, history.weight, 0
    total = np.zeros(PATHS, dtype=np.int64)
    for ordinal, month in enumerate(months, last + 1):
        if ordinal % MONTHS == 0:
            known, weight, passed = 0, 0.0, 0
            total[:] = 0
        passed += 1
        np.maximum(month, 0, out=month)
        total += np.minimum(month, CEILING, out=month)
        mean = total + known * weight
        mean /= passed + weight
        yield np.rint(mean, out=mean).astype(np.int64)
