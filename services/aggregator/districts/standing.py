"""Reads how the districts of an area stand: accepted figures now and a year ago, and their own targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.districts.district_figure import DistrictFigure, DistrictGoal
from services.aggregator.districts.ranking import Ranking, rank
from services.aggregator.districts.share_progress import ShareProgress
from services.aggregator.districts.shares import Shares
from services.aggregator.figures.point import FigurePoint, Measure, NotMeasurable, Side
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series import Series
from services.aggregator.reports import amendments as amendments_repository
from services.aggregator.targets.context import TargetContexts
from services.aggregator.targets.judging import judge
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments
from shared.catalogue.model import Indicator, Kind, Target
from shared.periods import Month

YEAR = 12
_HISTORY_YEARS = 3
"""How far before the plan figures are read where a district has a target: month shares are learnt from them."""


class _Look(NamedTuple):
    """What is looked at: an area's month, on a day, with the amendments that are known."""

    connection: sa.Connection
    region: str
    period: Month
    today: date
    amendments: Amendments


class Districts:
    """The regions one level below an area, in the caller's transaction. Only accepted figures are looked at."""

    def __init__(self, catalogue: Catalogue, figures: Figures) -> None:
        self._catalogue = catalogue
        self._figures = figures
        self._contexts = TargetContexts(catalogue, {})
        self._shares = Shares(catalogue, figures)

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
        look = _Look(connection, region, period, today, amendments_repository.load(connection))
        ids, first = [item.id for item in indicators], Month(period.year - 1, 1)
        series = self._series(connection, self.codes(region, period), ids, first, period)
        found = {}
        for item in indicators:
            shared = self._shared_out(look, item)
            standings = [
                self._standing(look, code, item, Series(points[item.id]), shared)
                for code, points in series.items()
                if self._catalogue.expected_units(code, item.id, period)
            ]
            found[item.id] = rank(standings, rate=item.is_rate, upward=item.upward)
        return found

    def _series(
        self, connection: sa.Connection, codes: Sequence[str], ids: Sequence[str], first: Month, last: Month
    ) -> dict[str, dict[str, list[FigurePoint]]]:
        units = [code for code in codes if self._figures.is_unit(code)]
        found = self._figures.unit_series(connection, units, ids, first, last) if units else {}
        return {
            code: found[code] if code in found else self._figures.series_of(connection, code, ids, first, last)
            for code in codes
        }

    def _standing(
        self, look: _Look, code: str, indicator: Indicator, series: Series, shared: Mapping[str, DistrictGoal]
    ) -> DistrictFigure:
        try:
            now = _accepted(indicator, series, look.period)
        except NotMeasurable as fault:
            return DistrictFigure(code, reason=fault.reason)
        try:
            before = _accepted(indicator, series, look.period.shift(-YEAR))
        except NotMeasurable:
            before = None
        return DistrictFigure(code, now, before, self._goal(look, code, indicator, shared))

    def _goal(
        self, look: _Look, code: str, indicator: Indicator, shared: Mapping[str, DistrictGoal]
    ) -> DistrictGoal | None:
        """By the target that is the district's: its own plan's, else what was allocated to it; never a guess."""
        for target in self._covering(code, indicator, look.period):
            return self._own(look, code, target)
        return shared.get(code)

    def _own(self, look: _Look, code: str, target: Target) -> DistrictGoal | None:
        context = self._contexts.at(target, look.today, 0, look.amendments.steps(target, look.period))
        value = context.reading.value
        if value is None:
            return None
        first = Month(context.plan.first.year - _HISTORY_YEARS, 1)
        item = target.indicator
        points = self._series(look.connection, [code], [item], first, look.period)[code][item]
        in_force = look.amendments.target(target, look.period)
        try:
            judged = judge(in_force, Series(points), look.period, context, Side.ACCEPTED)
        except NotMeasurable as fault:
            return DistrictGoal("own", value, "unassessed", fault.reason)
        verdict = judged.verdict
        return DistrictGoal(
            "own", value, verdict.level, verdict.reason, judged.actual, verdict.expected, verdict.progress
        )

    def _shared_out(self, look: _Look, indicator: Indicator) -> dict[str, DistrictGoal]:
        """The shares that the area's own target was allocated in."""
        for target in self._covering(look.region, indicator, look.period):
            standing = self._shares.standing(look.connection, target, look.period, look.amendments, Side.ACCEPTED)
            if standing is not None:
                return {child.share.region: _allocated(child) for child in standing.children}
        return {}

    def _covering(self, region: str, indicator: Indicator, period: Month) -> list[Target]:
        plans = self._catalogue.plans
        targets = self._catalogue.targets_for(region, indicator.id)
        return [each for each in targets if plans[each.plan].first <= period <= plans[each.plan].last]


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


def _allocated(child: ShareProgress) -> DistrictGoal:
    actual, expected = (None if each is None else Fraction(each) for each in (child.actual, child.expected))
    return DistrictGoal("allocated", Fraction(child.share.amount), child.level, "", actual, expected, child.progress)
