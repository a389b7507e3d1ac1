"""Reads what single units add to a figure, and splits a gap among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

import sqlalchemy as sa

from services.aggregator.figures.point import Measure
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series import Series
from services.aggregator.missing.filling import FilledSeries
from services.aggregator.reports.amounts import LiveAmounts, load_amounts
from services.aggregator.targets.context import TargetContext
from services.aggregator.targets.gaps import (
    GapParts,
    UnitAgainstLine,
    UnitPart,
    amount_gaps,
    amount_standings,
    rate_gaps,
    rate_standings,
    split_gap,
)
from services.aggregator.targets.judging import judge
from shared.catalogue import Catalogue
from shared.catalogue.model import Kind, Target
from shared.events import Assessment
from shared.periods import Month, months

_FIRST_MONTHS = 12

Amounts = Mapping[str, tuple[int, int]]
"""By unit: a value, and a rate's denominator."""

_NOTHING: LiveAmounts = MappingProxyType({})


class AreaGap(NamedTuple):
    """What an area's gap is split by: the ``assessment`` of ``target`` for ``period`` and what it was made of. A unit
    that is missing has what it is ``filled`` with."""

    target: Target
    assessment: Assessment
    series: Series
    period: Month
    context: TargetContext
    filled: FilledSeries | None = None


class _Parts(NamedTuple):
    """What each unit has, and the line that all of them share: a whole number of base units, or a rate."""

    units: Sequence[UnitPart]
    expected: Fraction


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

    def split(self, asked: AreaGap) -> GapParts:
        """Which units the area's gap comes from; nothing where it is not behind, or the figure is not one that several
        units add up to."""
        gap, upward = asked.assessment.gap, asked.target.bound.upward
        parts = self._parts(asked) if gap is not None and gap > 0 else None
        if gap is None or parts is None:
            return GapParts()
        if asked.context.indicator.is_rate:
            return split_gap(gap, rate_gaps(parts.expected, gap, parts.units, upward))
        return split_gap(gap, amount_gaps(parts.expected.numerator, parts.units, upward))

    def standings(self, asked: AreaGap) -> Sequence[UnitAgainstLine]:
        """How every unit stands, whether the area is behind or ahead; nobody where :meth:`split` has nothing to split
        for another reason than that."""
        gap, upward = asked.assessment.gap, asked.target.bound.upward
        parts = None if gap is None else self._parts(asked)
        if gap is None or parts is None:
            return ()
        if asked.context.indicator.is_rate:
            return rate_standings(parts.expected, gap, parts.units, upward)
        return amount_standings(parts.expected.numerator, parts.units, upward)

    def _parts(self, asked: AreaGap) -> _Parts | None:
        """What the units have, and the line that they share; None for a figure that several units do not add up to."""
        target, assessment, series, period, context, filled = asked
        region, indicator = context.plan.region, context.indicator
        units = self._catalogue.units_under(region, period)
        if assessment.expected is None or len(units) <= 1:
            return None
        if self._catalogue.expected_units(region, indicator.id, period) <= 1:
            return None
        judged = judge(target, series if filled is None else filled.counted, period, context)
        measure, since = judged.reading.measure, judged.reading.since(context.plan, period)
        actual = self._with(filled, self._actual(units, indicator.id, measure, since, period), period)
        if indicator.is_rate:
            expected = judged.verdict.expected
            parts = [UnitPart(unit, *amounts) for unit, amounts in actual.items()] if expected else []
            return _Parts(parts, expected or Fraction(0))
        weights = self._weights(units, indicator.id, indicator.kind, series, context.plan.first, period) or actual
        parts = [UnitPart(unit, actual[unit][0], weight=weights.get(unit, (0, 0))[0]) for unit in units]
        return _Parts(parts, Fraction(assessment.expected))

    def _with(self, filled: FilledSeries | None, actual: Amounts, period: Month) -> Amounts:
        """What units of ``period`` have, with what is put in for them, or for whom they continue."""
        if filled is None:
            return actual
        found = dict(actual)
        for (code, month), parts in filled.added().items():
            for unit in found:
                if code in self._catalogue.changes.predecessors(unit, month, period):
                    found[unit] = found[unit][0] + parts.value, found[unit][1] + parts.denominator
        return found

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
        """What the units had at first, in months that all are in; nothing without such a month."""
        whole = [month for month in months(first, period) if series.whole(month)][:_FIRST_MONTHS]
        if not whole:
            return {}
        if kind is Kind.FLOW:
            return self._sums(units, indicator, whole[0], whole[-1], period)
        return self._of_month(units, indicator, whole[0], period)

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
