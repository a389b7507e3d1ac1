"""Which months of which targets a change of figures reaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import chain

import sqlalchemy as sa

from services.aggregator.model import ChangedFigures
from services.aggregator.progress.overdue import Work
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.amendments import AmendmentsCache
from services.aggregator.targets.context import TargetContexts
from services.aggregator.targets.measuring import affected_until
from shared.catalogue import Catalogue
from shared.catalogue.amendments import HeldTarget
from shared.periods import Month, months


class Affected:
    """Finds the work that changed figures make: the targets they bear on, and how far each change reaches."""

    def __init__(self, catalogue: Catalogue, contexts: TargetContexts, amendments: AmendmentsCache) -> None:
        self._catalogue = catalogue
        self._contexts = contexts
        self._amendments = amendments

    def touched(self, changed: ChangedFigures) -> Work:
        """The targets of plans whose own figures changed, or units' shares of them, each with the months that did."""
        both = chain(changed.indicators.items(), changed.shifted.items())
        return self._targets((region, period, items) for (region, period), items in both)

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
        amendments = self._amendments.read(connection)
        work: Work = {}
        for target, changed in touched.items():
            plan, reading = self._catalogue.plans[target.plan], self._contexts.of(HeldTarget(target)).reading
            amended = amendments.amended(plan.id, target.row)
            found = work[target] = set[Month]()
            for month in changed:
                # of an amended target how far a month reaches is another thing on each stretch
                until = plan.last if amended else affected_until(reading, plan, month)
                last = min(plan.last, max(month, latest or month), until)
                found.update(months(max(month, plan.first), last))
        return work
