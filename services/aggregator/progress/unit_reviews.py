"""Reads what the units of a region have in review; what it has read is kept for the next target. SQL only."""

from __future__ import annotations

import sqlalchemy as sa

from services.aggregator.reports import repository as reports_repository
from services.aggregator.targets.in_review import Reviews
from shared.catalogue import Catalogue
from shared.periods import Month


class UnitReviews:
    """Answers inside one transaction, of one plan's region and the months from ``first`` to ``last``."""

    def __init__(self, connection: sa.Connection, catalogue: Catalogue, region: str, first: Month, last: Month) -> None:
        self._connection = connection
        self._catalogue = catalogue
        self._region = region
        self._span = str(first), str(last)
        self._read: Reviews | None = None
        self._by_month: dict[Month, Reviews] = {}

    def of(self, period: Month) -> Reviews:
        """Of the units that ``period``'s figure is made of."""
        if period not in self._by_month:
            found = self._all()
            units = self._units(period) if found else frozenset()
            self._by_month[period] = {key: each for key, each in found.items() if key[0] in units}
        return self._by_month[period]

    def _units(self, period: Month) -> frozenset[str]:
        units = self._catalogue.units_under(self._region, period)
        return frozenset((self._region, *units))

    def _all(self) -> Reviews:
        if self._read is None:
            rows = reports_repository.load_reviews(self._connection, *self._span)
            self._read = {(region, period): review for region, period, review in rows}
        return self._read
