"""Reads what single units add to a figure, and splits a gap among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

import sqlalchemy as sa

from services.aggregator.figures.point import Measure
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series import Series
from services.aggregator.reports.amounts import LiveAmounts, load_amounts
from services.aggregator.targets.context import TargetContext
from services.aggregator.targets.gaps import GapParts, UnitPart, amount_gaps, rate_gaps, split_gap
from services.aggregator.targets.judging import judge
from shared.catalogue import Catalogue
from shared.catalogue.model import Indicator, Kind, Target
from shared.events import Assessment
from shared.periods import Month, months

_FIRST_MONTHS = 12

Amounts = Mapping[str, tuple[int, int]]
"""By unit: a value, and a rate's denominator."""

_NOTHING: LiveAmounts = MappingProxyType({})


class UnitGaps:
    """Splits gaps inside one transaction; what it has read is kept for the next target.

    Units share what was expected of their area by what they had at first: a stock by the plan's
    first month, a flow by the first twelve months there are, a rate by each unit's own denominator.
    """

    def __init__(self, connection: sa.Connection, catalogue: Catalogue, figures: Figures) -> None:
        self._connection = connection
        self._catalogue = catalogue
        self._figures = figures
        self._months: dict[Month, dict[str, LiveAmounts]] = {}

    def split(
        self, target: Target, assessment: Assessment, series: Series, period: Month, context: TargetContext
    ) -> GapParts:
        """Which units the gap of ``assessment`` comes from; nothing where the area is not behind,
        or the figure is not one that several units add up to."""
        if assessment.gap is None or assessment.gap <= 0 or assessment.expected is None:
            return GapParts()
        region, indicator = context.plan.region, context.indicator
        units = self._reporters(self._catalogue.units_under(region, period), indicator, period)
        if len(units) <= 1 or self._catalogue.expected_units(region, indicator.id, period) <= 1:
            return GapParts()
        judged = judge(target, series, period, context)
        measure, since = judged.reading.measure, judged.reading.since(context.plan, period)
        actual = self._actual(units, indicator.id, measure, since, period)
        upward = target.bound.upward
        if indicator.is_rate:
            parts = [UnitPart(unit, *amounts) for unit, amounts in actual.items()]
            expected = judged.verdict.expected
            return split_gap(assessment.gap, rate_gaps(expected, assessment.gap, parts, upward) if expected else {})
        weights = self._weights(units, indicator.id, indicator.kind, series, context.plan.first, period)
        parts = [UnitPart(unit, actual[unit][0], weight=weights.get(unit, (0, 0))[0]) for unit in units]
        return split_gap(assessment.gap, amount_gaps(assessment.expected, parts, upward))

    def reporting_share(self, region: str, indicator: Indicator, series: Series, period: Month) -> Fraction | None:
        """What part of a stock the units that have reported ``period`` hold, by the latest month
        that every unit is in; 1 with all of them (or for any other kind), None without such a month."""
        if indicator.kind is not Kind.STOCK or series.whole(period):
            return Fraction(1)
        reference = series.last_whole(period)
        if reference is None:
            return None
        units = self._catalogue.units_under(region, period)
        held = self._of_month(units, indicator.id, reference, period)
        whole = sum(value for value, _ in held.values())
        reported = self._reporters(units, indicator, period)
        return Fraction(sum(held[unit][0] for unit in reported), whole) if whole else None

    def _reporters(self, units: Sequence[str], indicator: Indicator, period: Month) -> tuple[str, ...]:
        """Of a stock the units whose report for ``period`` has it; of any other kind all of them."""
        if indicator.kind is not Kind.STOCK:
            return tuple(units)
        found = self._live(units, period)
        return tuple(unit for unit in units if indicator.id in found[unit])

    def _actual(self, units: Sequence[str], indicator: str, measure: Measure, since: Month, period: Month) -> Amounts:
        if measure in (Measure.LAST, Measure.LAST_RATE):
            return self._of_month(units, indicator, period, period)
        return self._sums(units, indicator, since, period, period)

    def _weights(
        self,
        units: Sequence[str],
        indicator: str,
        kind: Kind,
        series: Series,
        first: Month,
        period: Month,
    ) -> Amounts:
        covered = [month for month in months(first, period) if series.covered(month)][:_FIRST_MONTHS]
        if kind is Kind.FLOW:
            return self._sums(units, indicator, covered[0], covered[-1], period)
        return self._of_month(units, indicator, covered[0], period)

    def _of_month(self, units: Sequence[str], indicator: str, period: Month, until: Month) -> Amounts:
        """What stands in the reports of one month, of the units of ``until`` or whom they continue; without one it
        is 0."""
        were = {unit: self._catalogue.changes.predecessors(unit, period, until) for unit in units}
        found = self._live([code for codes in were.values() for code in codes], period)
        return {unit: _sum(found[code].get(indicator, (0, 0)) for code in codes) for unit, codes in were.items()}

    def _live(self, units: Sequence[str], period: Month) -> Mapping[str, LiveAmounts]:
        """What stands in one month's reports, of these units at least: others may have been asked for before."""
        known = self._months.setdefault(period, {})
        new = [unit for unit in units if unit not in known]
        if new:
            known |= dict.fromkeys(new, _NOTHING) | load_amounts(self._connection, new, str(period))
        return known

    def _sums(self, units: Sequence[str], indicator: str, first: Month, last: Month, until: Month) -> Amounts:
        """What the months from ``first`` to ``last`` add up to, of the units of ``until`` and whom they continue."""
        found = self._figures.continued(self._connection, units, [indicator], first, last, until)
        return {
            unit: (sum(point.value for point in points), sum(point.denominator or 0 for point in points))
            for unit in units
            for points in (found[unit][indicator],)
        }


def _sum(amounts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    value = whole = 0
    for each, denominator in amounts:
        value, whole = value + each, whole + denominator
    return value, whole
