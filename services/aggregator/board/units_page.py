"""指标 › 各单位: every unit under a target in one month.

A page of its own: to add up what 183 counties brought over five years takes longer than the page of the target may."""

from __future__ import annotations

from services.aggregator.api.visibility import veil_standings
from services.aggregator.board.addressed import addressed_month, addressed_target
from services.aggregator.board.queries import BoardQueries
from services.aggregator.board.render import BoardRenderer
from services.aggregator.board.target.queries import TargetQueries
from services.aggregator.board.target.unit_rows import ShownUnits, unit_rows
from services.aggregator.past.as_of import AsOf, UnitsOf
from shared.catalogue import Catalogue
from shared.catalogue.known import ByCatalogue
from shared.points import Point
from shared.security.access import Access
from shared.security.keys import Principal


class UnitsPage:
    """Makes the page; ``units`` tells how units stand at present."""

    def __init__(self, past: AsOf, catalogue: Catalogue, units: UnitsOf, renderer: BoardRenderer) -> None:
        self._past = past
        self._units = units
        self._renderer = renderer
        self._board = ByCatalogue(catalogue, BoardQueries)
        self._target = ByCatalogue(catalogue, TargetQueries)

    def page(self, plan_id: str, row: int, wanted: str | None, point: Point | None, viewer: Principal | None) -> str:
        """Every unit of one target, as of ``point``, as ``viewer`` may see it.

        Raises:
            NotThere: no such plan, row or month.
        """
        known = self._past.known(point)
        plan, published = addressed_target(known, plan_id, row)
        board, queries = self._board.of(known), self._target.of(known)
        sight, units = Access(known).sight(viewer), self._past.units_of(point, self._units)
        with self._past.read(point, [plan_id], whole=sight.whole(plan.region)) as connection:
            periods = board.periods(connection, [plan])
            period = addressed_month(connection, board, wanted, [plan], periods)
            target = queries.amendments(connection).target(published, period)
            now = queries.assessments(connection, plan, row, sight).get(period)
            found = units.standings(connection, target, period) if now is not None and now.gap is not None else ()
            standings = veil_standings(connection, sight, plan, period, found)
        rows = unit_rows(target, now, standings, known.regions_apart)
        shown = ShownUnits(plan, target, known.regions[plan.region], now, rows, periods, period)
        return self._renderer.units(shown, point)
