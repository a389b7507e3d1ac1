"""The board's pages, each read in one transaction and filled by the renderer."""

from __future__ import annotations

from services.aggregator.board.addressed import NotThere, addressed_point
from services.aggregator.board.commitments.rows import CommitmentsAsked
from services.aggregator.board.commitments_page import CommitmentsPage
from services.aggregator.board.operations import Operations
from services.aggregator.board.overview_pages import OverviewPages
from services.aggregator.board.render import BoardRenderer
from services.aggregator.board.target_page import TargetPages
from services.aggregator.board.units_page import UnitsPage
from services.aggregator.board.while_unwritten import PublicStand
from services.aggregator.past.as_of import AsOf, UnitsOf
from services.aggregator.progress.forecasts import Forecasts
from shared.catalogue import Catalogue
from shared.periods import Clock
from shared.points import Point
from shared.security.keys import Principal


class Board:
    """Makes the pages: each from one reading transaction."""

    def __init__(
        self,
        past: AsOf,
        catalogue: Catalogue,
        clock: Clock,
        forecasts: Forecasts,
        units: UnitsOf,
        public: PublicStand,
    ) -> None:
        self._past = past
        self._renderer = BoardRenderer(clock)
        self._overview = OverviewPages(past, catalogue, clock, self._renderer, public)
        self._targets = TargetPages(past, catalogue, forecasts, self._renderer)
        self._units = UnitsPage(past, catalogue, units, self._renderer)
        self._commitments = CommitmentsPage(past, catalogue, self._renderer)

    def point(self, text: str | None) -> Point | None:
        """As :func:`addressed_point`."""
        return addressed_point(self._past, text)

    def overview(self, wanted: str | None, point: Point | None = None, viewer: Principal | None = None) -> str:
        """总览 of the month ``wanted`` (``YYYY-MM``), or the latest that could be judged; as of ``point``.

        ``viewer`` is who looks, of this page and the others: a single unit's figures show to those who may
        read it, and to others once they are accepted.

        Raises:
            NotThere: no such month.
        """
        return self._overview.overview(wanted, point, viewer)

    def plan(
        self, plan_id: str, wanted: str | None, point: Point | None = None, viewer: Principal | None = None
    ) -> str:
        """One plan, as of ``point``.

        Raises:
            NotThere: no such plan or month.
        """
        return self._overview.plan(plan_id, wanted, point, viewer)

    def commitments(
        self,
        plan_id: str,
        asked: CommitmentsAsked,
        wanted: str | None,
        point: Point | None = None,
        viewer: Principal | None = None,
    ) -> str:
        """规划 › 重点任务: what one plan promises beyond its table, as of ``point``.

        Raises:
            NotThere: no such plan or month.
        """
        return self._commitments.page(plan_id, asked, wanted, point, viewer)

    def indicator(
        self,
        plan_id: str,
        row: int,
        wanted: str | None,
        point: Point | None = None,
        viewer: Principal | None = None,
    ) -> str:
        """指标: one target, as of ``point``.

        Raises:
            NotThere: no such plan, row or month.
        """
        return self._targets.page(plan_id, row, wanted, point, viewer)

    def units(
        self,
        plan_id: str,
        row: int,
        wanted: str | None,
        point: Point | None = None,
        viewer: Principal | None = None,
    ) -> str:
        """指标 › 各单位: every unit under one target, as of ``point``.

        Raises:
            NotThere: no such plan, row or month.
        """
        return self._units.page(plan_id, row, wanted, point, viewer)

    def operations(self, operations: Operations) -> str:
        """运行."""
        return self._renderer.operations(operations.state())

    def missing(self, fault: NotThere) -> str:
        """The page that says why there is no such page, and where to go instead."""
        return self._renderer.missing("没有这一页", str(fault), fault.links)
