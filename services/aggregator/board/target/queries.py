"""What the page of a target reads, beside what every page does."""

from __future__ import annotations

import sqlalchemy as sa

from services.aggregator.api.visibility import veil_progress, waiting_since
from services.aggregator.board.target.due_line import due_line, figure_at
from services.aggregator.board.target.makers import GroupFigure
from services.aggregator.districts.share_progress import AllocationStanding
from services.aggregator.districts.shares import Shares
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series import Series
from services.aggregator.progress import repository as progress
from services.aggregator.progress.target_series import TargetSeries
from services.aggregator.reports.amendments import AmendmentsCache
from services.aggregator.targets.measuring import HISTORY_MONTHS, read_target
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments
from shared.catalogue.model import Plan, Target
from shared.events import Assessment
from shared.periods import Month
from shared.security.access import Sight


class TargetQueries:
    """Reads in the caller's transaction, so that one page shows one state of the figures."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._figures = Figures(catalogue)
        self._series = TargetSeries(self._figures)
        self._shares = Shares(catalogue, self._figures)
        self._cache = AmendmentsCache()

    def amendments(self, connection: sa.Connection) -> Amendments:
        """The revisions and allocations that are known."""
        return self._cache.read(connection)

    def standing(self, connection: sa.Connection, target: Target, period: Month) -> AllocationStanding | None:
        """How the regions below stand with their shares of a published target; None where it was not allocated."""
        return self._shares.standing(connection, target, period, self.amendments(connection))

    def assessments(self, connection: sa.Connection, plan: Plan, row: int, sight: Sight) -> dict[Month, Assessment]:
        """Every month's assessment of one target, as ``sight`` may see them."""
        stored = progress.load_row(connection, plan.id, row, plan.first, plan.last)
        found = veil_progress(connection, sight, plan, stored)
        return {key.period: item for key, item in found.items()}

    def due_line(
        self, connection: sa.Connection, plan: Plan, target: Target, last: Month, sight: Sight
    ) -> dict[Month, int]:
        """The target's trajectory over the whole plan, of the figures that assessments up to ``last`` go by.

        Of a unit's own plan, for those who may not see it yet, of the figures before the first that waits for review:
        the line of the years ahead would tell what the months of the last one brought.
        """
        if not sight.sees(plan.region):
            begun = plan.first.shift(-HISTORY_MONTHS)
            since = waiting_since(connection, [plan.region], begun, last).get(plan.region)
            last = last if since is None else since.shift(-1)
        indicator = self._catalogue.indicators[target.indicator]
        series = self._series.whole(connection, plan, [indicator.id], last)[indicator.id]
        held = self.amendments(connection).by_year(target, plan)
        return due_line(plan, held, indicator, series, self._catalogue.month_shares(indicator.id))

    def groups(self, connection: sa.Connection, plan: Plan, target: Target, period: Month) -> list[GroupFigure]:
        """The same figure of the area's named groups, where it adds up over units."""
        indicator = self._catalogue.indicators[target.indicator]
        reading = read_target(target, indicator)
        found = []
        for code in self._groups_of(plan.region):
            if not self._catalogue.expected_units(code, indicator.id, period):
                continue
            series = Series(self._figures.series(connection, code, indicator.id, reading.since(plan, period), period))
            point = series.point(period)
            found.append(
                GroupFigure(
                    name=self._catalogue.regions[code].name,
                    amount=figure_at(plan, reading, indicator, series, period),
                    reported=point.reported if point else 0,
                    expected=point.expected if point else 0,
                )
            )
        return found

    def _groups_of(self, region: str) -> tuple[str, ...]:
        regions = self._catalogue.regions
        return tuple(code for code in self._catalogue.groups if regions[code].parent == region)
