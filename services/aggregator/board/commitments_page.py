"""规划 › 重点任务, as of a point: what a plan promises beyond its table, and what its indicators say of that."""

from __future__ import annotations

from services.aggregator.board.addressed import addressed_month, addressed_plan
from services.aggregator.board.commitments.rows import commitments_shown
from services.aggregator.board.queries import BoardQueries
from services.aggregator.board.render import BoardRenderer
from services.aggregator.past.as_of import AsOf
from shared.catalogue import Catalogue
from shared.catalogue.known import ByCatalogue
from shared.points import Point
from shared.security.access import Access
from shared.security.keys import Principal


class CommitmentsPage:
    """Makes the page."""

    def __init__(self, past: AsOf, catalogue: Catalogue, renderer: BoardRenderer) -> None:
        self._past = past
        self._renderer = renderer
        self._queries = ByCatalogue(catalogue, BoardQueries)

    def page(
        self, plan_id: str, department: str, wanted: str | None, point: Point | None, viewer: Principal | None
    ) -> str:
        """A plan's commitments; those of one department where it is named.

        Raises:
            NotThere: no such plan or month.
        """
        known = self._past.known(point)
        plan, queries, sight = addressed_plan(known, plan_id), self._queries.of(known), Access(known).sight(viewer)
        with self._past.read(point, [plan_id], whole=sight.whole(plan.region)) as connection:
            periods = queries.periods(connection, [plan])
            period = addressed_month(connection, queries, wanted, [plan], periods)
            progress = queries.plan_progress(connection, plan, period, sight, back=1)
        shown = commitments_shown(progress.plan, progress.assessments, department)
        return self._renderer.commitments(progress, shown, periods, point)
