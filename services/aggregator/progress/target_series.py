"""The figures that targets are held against: as far back as an assessment may need them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series import Series
from services.aggregator.figures.series_cache import SeriesCache
from services.aggregator.reports import repository as reports_repository
from services.aggregator.targets.measuring import HISTORY_MONTHS
from shared.catalogue.model import Plan
from shared.periods import Month


class TargetSeries:
    """Series of plans' regions by indicator, in the caller's transaction."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._cache = SeriesCache(figures)

    def whole(self, connection: sa.Connection, plan: Plan, indicators: Sequence[str], last: Month) -> dict[str, Series]:
        """The figures that an assessment at ``last`` may need, from before the plan on."""
        begun = reports_repository.first_period(connection) or plan.first
        first = max(begun, plan.first.shift(-HISTORY_MONTHS))
        found = self._cache.read(connection, plan.region, indicators, min(first, last), last)
        return self._figures.held.marked(connection, plan.region, found, last)

    def near(
        self, connection: sa.Connection, plan: Plan, indicators: Sequence[str], first: Month, last: Month
    ) -> dict[str, Series]:
        """Only the months from ``first`` to ``last``: enough for their counts."""
        found = self._figures.series_of(connection, plan.region, indicators, first, last)
        return {indicator: Series(points) for indicator, points in found.items()}
