"""``GET /v1/figures/changes``: why a total changed between two points, event by event."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from services.aggregator.api.etags import with_etag
from services.aggregator.api.questions.changes import REQUIRED, TEXTS, ChangeQuestion, read_changes
from services.aggregator.api.views.changes import ChangesView, changes_view
from services.aggregator.figures.point import Side
from services.aggregator.figures.reader import Figures
from services.aggregator.past.as_of import AsOf
from services.aggregator.past.changes import Changes
from services.aggregator.past.subject import NoSuchTotal, TotalSpan, TotalSubject
from services.aggregator.reports.held_months import ONE_MONTH
from shared.catalogue import Catalogue
from shared.periods import Month
from shared.points import Point, PointFault, refuse
from shared.security.access import Access, Sight, Visitor, not_yours
from shared.security.keys import Principal
from shared.web import parameters
from shared.web.answers import answers
from shared.web.problems import Problem, json_response


class Explainer:
    """Explains changes to whoever asks: for the interface and for the page."""

    def __init__(self, past: AsOf, changes: Changes, catalogue: Catalogue, figures: Figures) -> None:
        self.past = past
        self._changes = changes
        self._catalogue = catalogue
        self._access = Access(catalogue)
        self._figures = figures

    def explain(self, question: ChangeQuestion, viewer: Principal | None) -> ChangesView:
        """The answer.

        Raises:
            Problem: 403 for a unit whose unreviewed figures the viewer does not see, and for a total with figures
                that were not public at one of the points; 404 when there is no
                such total, 422 for points that cannot be answered for.
        """
        start = self.past.point(question.start, "from")
        end = self.past.point(question.end, "to") if question.end else self.past.now()
        if end.position < start.position:
            raise refuse(PointFault("后一时点早于前一时点"), "to")
        sight = Sight(self._access, viewer)
        subject = question.subject
        if subject.side is Side.PROVISIONAL and not sight.sees(subject.region):
            raise not_yours()
        if not sight.whole(subject.region):
            self._require_public(subject, start, end)
        return self._view(subject, start, end, sight, present=not question.end)

    def _require_public(self, subject: TotalSubject, start: Point, end: Point) -> None:
        """What lies between two points is told of sums that were public as they stood, both times."""
        units, periods = self._changes.reach(subject, start, end)
        for point in (start, end):
            if not self.past.settled(point, units, periods, subject.side):
                raise Problem(
                    403,
                    "awaiting-review",
                    "含有待审核的数字",
                    detail="所问时点的这个合计含有待审核的数字，变动原因只对可以查看其中各单位的人显示",
                )

    def _view(self, subject: TotalSubject, start: Point, end: Point, sight: Sight, *, present: bool) -> ChangesView:
        try:
            with self.past.read(None, whole=True) as connection:
                found = self._changes.explain(connection, subject, start, end)
        except NoSuchTotal as fault:
            raise Problem(404, "figure-unknown", "没有这个汇总数", detail=str(fault)) from None
        several = self._several(subject, None if present else end) if subject.span is TotalSpan.MONTH else 0
        return changes_view(self._catalogue, subject, start, end, found, sight.sees, several)

    def _several(self, subject: TotalSubject, end: Point | None) -> int:
        """Of how many units the month's figure holds earlier months as well, at the later point (None: now)."""
        known = self.past.known(end)
        figures = self._figures.known_by(known)
        item, period = subject.indicator.id, subject.period
        with self.past.read(end, (), whole=True) as connection:
            series = figures.series_of(connection, subject.region, [item], Month(period.year, 1), period)
            held = figures.held.of(connection, subject.region, series, period, period, subject.side)
        return held.get((item, period), ONE_MONTH).units


def router(explainer: Explainer, catalogue: Catalogue, visitor: Visitor) -> APIRouter:
    """The route."""
    routes = APIRouter(prefix="/v1", tags=["汇总"])

    @routes.get(
        "/figures/changes",
        summary="两个时点之间汇总数变动的原因",
        openapi_extra=parameters.described(TEXTS, REQUIRED),
        **answers(ChangesView, "两个时点的汇总数，和各原因的影响：相加恰等"),
    )
    async def changes(request: Request) -> Response:
        question = read_changes(dict(request.query_params), catalogue)
        found = await run_in_threadpool(explainer.explain, question, visitor(request))
        return with_etag(request, json_response(found))

    return routes
