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
from services.aggregator.past.change_parts import Waterfall
from services.aggregator.past.changes import Changes
from services.aggregator.past.subject import NoSuchTotal, TotalSpan, TotalSubject
from services.aggregator.reports.held_months import ONE_MONTH
from shared.catalogue import Catalogue
from shared.periods import Month
from shared.points import Point, PointFault, refuse
from shared.security.access import Access, Visitor, not_yours
from shared.security.keys import Principal
from shared.web import parameters
from shared.web.answers import answers
from shared.web.problems import Problem, json_response
from shared.web.routing.routers import api_router


class Explainer:
    """Explains changes to whoever asks: for the interface and for the page."""

    def __init__(self, past: AsOf, changes: Changes, figures: Figures) -> None:
        self.past = past
        self._changes = changes
        self._figures = figures

    def asked(self, query: dict[str, str]) -> ChangeQuestion:
        """What the query parameters ask, in the words of the catalogue that was in force at the later point.

        Raises:
            Problem: as :func:`read_changes`, and 422 for a point that cannot be answered for.
        """
        return read_changes(query, self._known_at)

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
        known, before = self._known_at(question.end), self.past.known(start)
        sight, subject = Access(known).sight(viewer), question.subject
        for each in (known, before) if subject.region in before.regions else (known,):
            if subject.side is Side.PROVISIONAL and not Access(each).sight(viewer).sees(subject.region):
                raise not_yours()
        if not sight.whole(subject.region):
            self._require_public(subject, start, end)
        found = self._found(subject, start, end)
        several = self._several(subject, end if question.end else None) if subject.span is TotalSpan.MONTH else 0
        regions = known.regions if known is before else {**before.regions, **known.regions}
        return changes_view(regions, subject, start, end, found, sight.sees, several)

    def _known_at(self, end: str) -> Catalogue:
        """The catalogue at the later point, as it is written ('': now)."""
        return self.past.known(self.past.point(end, "to") if end else None)

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

    def _found(self, subject: TotalSubject, start: Point, end: Point) -> Waterfall:
        try:
            with self.past.read(None, whole=True) as connection:
                return self._changes.explain(connection, subject, start, end)
        except NoSuchTotal as fault:
            raise Problem(404, "figure-unknown", "没有这个汇总数", detail=str(fault)) from None

    def _several(self, subject: TotalSubject, end: Point | None) -> int:
        """Of how many units the month's figure holds earlier months as well, at the later point (None: now)."""
        known = self.past.known(end)
        figures = self._figures.known_by(known)
        item, period = subject.indicator.id, subject.period
        with self.past.read(end, (), whole=True) as connection:
            series = figures.series_of(connection, subject.region, [item], Month(period.year, 1), period)
            held = figures.held.of(connection, subject.region, series, period, period, subject.side)
        return held.get((item, period), ONE_MONTH).units


def router(explainer: Explainer, visitor: Visitor) -> APIRouter:
    """The route."""
    routes = api_router("汇总", "/v1")

    @routes.get(
        "/figures/changes",
        summary="两个时点之间汇总数变动的原因",
        openapi_extra=parameters.described(TEXTS, REQUIRED),
        **answers(ChangesView, "两个时点的汇总数，和各原因的影响：相加恰等"),
    )
    async def changes(request: Request) -> Response:
        viewer = visitor(request)

        def explain() -> ChangesView:
            return explainer.explain(explainer.asked(dict(request.query_params)), viewer)

        return with_etag(request, json_response(await run_in_threadpool(explain)))

    return routes
