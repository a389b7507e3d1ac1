"""Which months of which targets a change of figures reaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa

from services.aggregator.figures.series import Series
from services.aggregator.model import ChangedFigures
from services.aggregator.progress.overdue import Work
from services.aggregator.progress.target_series import TargetSeries
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.amendments import AmendmentsCache
from services.aggregator.targets.context import TargetContexts
from services.aggregator.targets.measuring import TargetMeasuring, TargetWay, affected_until
from shared.catalogue import Catalogue
from shared.catalogue.model import Kind, Plan, Target
from shared.periods import Month, months

_NOTHING = Series(())


class Affected:
    """Finds the work that changed figures make: the targets they bear on, and how far each change reaches."""

    def __init__(
        self, catalogue: Catalogue, contexts: TargetContexts, series: TargetSeries, amendments: AmendmentsCache
    ) -> None:
        self._catalogue = catalogue
        self._contexts = contexts
        self._series = series
        self._amendments = amendments

    def touched(self, changed: ChangedFigures) -> Work:
        """The targets of plans whose own figures changed, each with the months that did."""
        return self._targets((region, period, items) for (region, period), items in changed.indicators.items())

    def inherited(self, changed: ChangedFigures) -> Work:
        """The targets of units that continue those whose figures changed, whenever that was, with the months that did:
        they are in what the targets are held against."""
        changes = self._catalogue.changes
        return self._targets(
            (heir, period, items)
            for (region, period), items in changed.indicators.items()
            if changes.concern(region)
            for heir in changes.heirs(region)
        )

    def _targets(self, figures: Iterable[tuple[str, str, Collection[str]]]) -> Work:
        found: Work = defaultdict(set)
        for region, period, indicators in figures:
            if self._catalogue.plans_of(region):
                for indicator in indicators:
                    for target in self._catalogue.targets_for(region, indicator):
                        found[target].add(Month.parse(period))
        return found

    def reached(self, connection: sa.Connection, touched: Work) -> Work:
        """The months to assess anew, as far as anybody has reported: those ``touched``, and what they reach."""
        latest = reports_repository.last_period(connection)
        by_plan: dict[str, list[Target]] = defaultdict(list)
        for target in touched:
            by_plan[target.plan].append(target)
        amendments = self._amendments.read(connection)
        work: Work = {}
        for plan_id, targets in by_plan.items():
            plan = self._catalogue.plans[plan_id]
            series = self._stocks(connection, plan, targets, latest or plan.last)
            for target in targets:
                whole = series.get(target.indicator, _NOTHING)
                revised = bool(amendments.revisions_of(plan.id, target.row))
                work[target] = self._months(plan, target, whole, touched[target], latest, revised)
        return work

    def _stocks(
        self, connection: sa.Connection, plan: Plan, targets: Iterable[Target], last: Month
    ) -> Mapping[str, Series]:
        """The series of the stocks: of no other kind does it matter which months are whole."""
        stocks = {target.indicator for target in targets if self._kind(target) is Kind.STOCK}
        return self._series.whole(connection, plan, sorted(stocks), last) if stocks else {}

    def _months(
        self, plan: Plan, target: Target, series: Series, changed: Iterable[Month], latest: Month | None, revised: bool
    ) -> set[Month]:
        """Of a ``revised`` target every later month: how far a month reaches is another thing on each stretch."""
        reading, kind = self._contexts.of(target).reading, self._kind(target)
        found: set[Month] = set()
        for month in changed:
            until = plan.last if revised else reached_until(kind, reading, plan, series, month)
            last = min(plan.last, max(month, latest or month), until)
            found.update(months(max(month, plan.first), last))
        return found

    def _kind(self, target: Target) -> Kind:
        return self._catalogue.indicators[target.indicator].kind


def reached_until(kind: Kind, reading: TargetMeasuring, plan: Plan, series: Series, month: Month) -> Month:
    """The last month whose assessment a change of ``month``'s figure can reach; ``series`` is as it is after it.

    Units share a stock's gap by what they had in the plan's first covered month, for as long as the plan goes
    on. And what a month with units missing is held against is what its reporters had in the last month that
    every unit was in, however long ago that was. (A month that has just ceased to be either is seen as one
    that might be.)
    """
    until = affected_until(reading, plan, month)
    if kind is not Kind.STOCK or reading.way is TargetWay.NO_TARGET or until == plan.last:
        return until
    if month >= plan.first and not any(map(series.covered, months(plan.first, month.shift(-1)))):
        return plan.last
    whole = next((later for later in months(month.shift(1), plan.last) if series.whole(later)), None)
    return plan.last if whole is None else max(until, whole.shift(-1))
