"""Reads how the districts of an area stand: accepted figures now and a year ago, and their own targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import sqlalchemy as sa

from services.aggregator.districts.district_figure import DistrictFigure, DistrictGoal
from services.aggregator.districts.goals import DistrictGoals, DistrictLook, series_of
from services.aggregator.districts.ranking import Ranking, rank
from services.aggregator.figures.point import Measure, NotMeasurable, Side
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series import Series
from services.aggregator.reports import amendments as amendments_repository
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind
from shared.periods import Month

YEAR = 12


class Districts:
    """The regions one level below an area, in the caller's transaction. Only accepted figures are looked at."""

    def __init__(self, catalogue: Catalogue, figures: Figures) -> None:
        self._catalogue = catalogue
        self._figures = figures
        self._goals = DistrictGoals(catalogue, figures)

    def codes(self, region: str, period: Month) -> tuple[str, ...]:
        """The districts that there are in ``period``, in the order of the catalogue; none below a unit."""
        regions = self._catalogue.regions
        return tuple(code for code in self._catalogue.children(region) if regions[code].valid_in(period))

    def indicators(self, region: str, period: Month) -> list[Indicator]:
        """The indicators that at least two of the districts have a figure of: those that can be ranked."""
        codes, owing = self.codes(region, period), self._catalogue.expected_units
        return [
            item
            for item in self._catalogue.indicators.values()
            if item.kind is not Kind.DIRECT and sum(owing(code, item.id, period) > 0 for code in codes) > 1
        ]

    def rankings(
        self, connection: sa.Connection, region: str, indicators: Sequence[Indicator], period: Month, today: date
    ) -> dict[str, Ranking]:
        """The districts in order, by indicator. ``today`` is the day in China as of which they are looked at."""
        look = DistrictLook(connection, region, period, today, amendments_repository.load(connection))
        ids, first = [item.id for item in indicators], Month(period.year - 1, 1)
        series = series_of(self._figures, connection, self.codes(region, period), ids, first, period)
        found = {}
        for item in indicators:
            shared = self._goals.shared_out(look, item)
            standings = [
                self._standing(look, code, item, Series(points[item.id]), shared)
                for code, points in series.items()
                if self._catalogue.expected_units(code, item.id, period)
            ]
            found[item.id] = rank(standings, rate=item.is_rate, upward=item.upward)
        return found

    def _standing(
        self, look: DistrictLook, code: str, indicator: Indicator, series: Series, shared: Mapping[str, DistrictGoal]
    ) -> DistrictFigure:
        try:
            now = _accepted(indicator, series, look.period)
        except NotMeasurable as fault:
            anew = self._catalogue.year(look.period.year).anew(code, look.period.month)
            cut = anew is not None and fault.reason == "earlier_months_missing"
            return DistrictFigure(code, reason="redrawn" if cut else fault.reason)
        try:
            before = _accepted(indicator, series, look.period.shift(-YEAR))
        except NotMeasurable:
            before = None
        return DistrictFigure(code, now, before, self._goals.of(look, code, indicator, shared))


def _accepted(indicator: Indicator, series: Series, period: Month) -> Fraction:
    """The accepted figure that districts are compared by: flows since January, stocks at the month's end.

    Raises:
        NotMeasurable: see Series.value.
    """
    return series.value(measure_of(indicator), period, Month(period.year, 1), Side.ACCEPTED)


def measure_of(indicator: Indicator) -> Measure:
    """What of a series districts are compared by."""
    if indicator.kind is Kind.RATIO:
        return Measure.YEAR_RATE if indicator.part_kind is Kind.FLOW else Measure.LAST_RATE
    return Measure.YEAR_TOTAL if indicator.kind is Kind.FLOW else Measure.LAST
