"""规划 › 重点任务, as of a point: what a plan promises beyond its table, and how it stands."""

from __future__ import annotations

from functools import partial

from services.aggregator.board.addressed import addressed_month, addressed_plan
from services.aggregator.board.commitments.rows import CommitmentsAsked, CommitmentsSight, commitments_shown
from services.aggregator.board.queries import BoardQueries
from services.aggregator.board.render import BoardRenderer
from services.aggregator.past.as_of import AsOf
from services.aggregator.reports import commitments
from shared.catalogue import Catalogue
from shared.catalogue.known import ByCatalogue
from shared.catalogue.model import Plan
from shared.commitments.periods import due_day
from shared.commitments.standing import standings
from shared.points import Point
from shared.security.access import Access
from shared.security.keys import Principal, Role

_READERS = (Role.REVIEWER, Role.OPS, Role.AUDITOR)


class CommitmentsPage:
    """Makes the page."""

    def __init__(self, past: AsOf, catalogue: Catalogue, renderer: BoardRenderer) -> None:
        self._past = past
        self._renderer = renderer
        self._queries = ByCatalogue(catalogue, BoardQueries)

    def page(
        self, plan_id: str, asked: CommitmentsAsked, wanted: str | None, point: Point | None, viewer: Principal | None
    ) -> str:
        """A plan's commitments; those that are asked for.

        Raises:
            NotThere: no such plan or month.
        """
        known = self._past.known(point)
        plan, queries, access = addressed_plan(known, plan_id), self._queries.of(known), Access(known)
        sight = access.sight(viewer)
        with self._past.read(point, [plan_id], whole=sight.whole(plan.region)) as connection:
            periods = queries.periods(connection, [plan])
            period = addressed_month(connection, queries, wanted, [plan], periods)
            progress = queries.plan_progress(connection, plan, period, sight, back=1)
            said = commitments.load(connection, plan.region)
        calendar = known.calendar_of(plan.region)
        today = self._past.today() if point is None else point.day
        found = standings(progress.plan, known.departments, said, progress.assessments, period, today, calendar)
        due = partial(due_day, rules=plan.rules.statements, calendar=calendar)
        shown = commitments_shown(progress.plan, found, asked, sight_of(access, plan, viewer), due)
        return self._renderer.commitments(progress, shown, periods, point)


def sight_of(access: Access, plan: Plan, viewer: Principal | None) -> CommitmentsSight:
    """What of a plan's commitments somebody sees beyond what everybody does: who reviews, runs or audits its area all
    (as where they are stated, and nobody besides), a department what it answers for."""
    if viewer is None:
        return CommitmentsSight()
    if viewer.role is Role.DEPARTMENT:
        return CommitmentsSight(department=viewer.subject if viewer.region == plan.region else "")
    return CommitmentsSight(everybody=viewer.role in _READERS and access.may_read(viewer, plan.region))
