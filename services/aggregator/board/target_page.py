"""指标: makes the page of one target from one reading transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from services.aggregator.api.views.forecasts import ahead_of
from services.aggregator.api.visibility import veil_shares
from services.aggregator.board.addressed import addressed_month, addressed_target
from services.aggregator.board.overview.alert_rows import AlertRow, alert_rows
from services.aggregator.board.overview.oddities import find_oddities
from services.aggregator.board.overview.open_alerts import open_alerts
from services.aggregator.board.queries import BoardQueries
from services.aggregator.board.render import BoardRenderer
from services.aggregator.board.target.chart import chart_view
from services.aggregator.board.target.detail import Detail, detail
from services.aggregator.board.target.makers import GroupFigure
from services.aggregator.board.target.queries import TargetQueries
from services.aggregator.board.target.shares_table import revision_facts, sharing, year_facts
from services.aggregator.districts.share_progress import AllocationStanding
from services.aggregator.forecast.stored import Forecast
from services.aggregator.model import ProgressKey
from services.aggregator.past.as_of import AsOf
from services.aggregator.progress.forecasts import Forecasts
from services.aggregator.wording.reasons import REASON_TEXTS
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments
from shared.catalogue.known import ByCatalogue
from shared.catalogue.model import Plan, Target
from shared.events import Assessment
from shared.periods import Month
from shared.points import Point
from shared.security.access import Access, Sight
from shared.security.keys import Principal


@dataclass(frozen=True, slots=True)
class _Read:
    """What one transaction told of a target at ``period``; ``due`` is its line over the whole plan."""

    periods: Sequence[Month]
    period: Month
    assessments: Mapping[Month, Assessment]
    forecast: Forecast | None
    groups: Sequence[GroupFigure]
    due: Mapping[Month, int]
    alerts: Sequence[AlertRow]
    amendments: Amendments
    standing: AllocationStanding | None

    @property
    def now(self) -> Assessment | None:
        """The assessment of the month that the page is about."""
        return self.assessments.get(self.period)


class TargetPages:
    """Makes the page of a target."""

    def __init__(self, past: AsOf, catalogue: Catalogue, forecasts: Forecasts, renderer: BoardRenderer) -> None:
        self._past = past
        self._forecasts = forecasts
        self._renderer = renderer
        self._readers = ByCatalogue(catalogue, _TargetReader)

    def page(self, plan_id: str, row: int, wanted: str | None, point: Point | None, viewer: Principal | None) -> str:
        """One target, as of ``point``, as ``viewer`` may see it.

        Raises:
            NotThere: no such plan, row or month.
        """
        reader = self._readers.of(self._past.known(point))
        plan, published = addressed_target(reader.catalogue, plan_id, row)
        sight, forecasts = Access(reader.catalogue).sight(viewer), self._past.forecasts(point, self._forecasts)
        with self._past.read(point, [plan_id], alerts=True, whole=sight.whole(plan.region)) as connection:
            read = reader.read(connection, plan, published, wanted, sight, forecasts)
        target = read.amendments.target(published, read.period)
        ahead = ahead_of(read.forecast, read.now, target.unit, read.period)
        indicator = reader.catalogue.indicators[target.indicator]
        fan = ahead.fan if ahead else None
        return self._renderer.indicator(
            reader.detail(plan, published, target, read),
            chart_view(plan, target, indicator, read.assessments, read.due, read.period, fan),
            [alert for alert in read.alerts if (alert.plan, alert.row) == (plan_id, row)],
            read.periods,
            point,
            ahead,
        )


class _TargetReader:
    """Reads what the page of a target shows, by a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._board = BoardQueries(catalogue)
        self._queries = TargetQueries(catalogue)
        self._oddities = find_oddities(catalogue)

    def read(
        self,
        connection: sa.Connection,
        plan: Plan,
        target: Target,
        wanted: str | None,
        sight: Sight,
        forecasts: Forecasts,
    ) -> _Read:
        """What one transaction tells of the target.

        Raises:
            NotThere: no such month.
        """
        queries, catalogue = self._queries, self.catalogue
        periods = self._board.periods(connection, [plan])
        period = addressed_month(connection, self._board, wanted, [plan], periods)
        assessments = queries.assessments(connection, plan, target.row, sight)
        standing = queries.standing(connection, target, period)
        return _Read(
            periods=periods,
            period=period,
            assessments=assessments,
            forecast=_forecast(connection, forecasts, target, period, assessments.get(period)),
            groups=queries.groups(connection, plan, target, period),
            due=queries.due_line(connection, plan, target, periods[0] if periods else plan.first, sight),
            alerts=alert_rows(open_alerts(connection, sight), catalogue.plans, catalogue.regions),
            amendments=queries.amendments(connection),
            standing=veil_shares(connection, sight, plan, period, standing),
        )

    def detail(self, plan: Plan, published: Target, target: Target, read: _Read) -> Detail:
        """The page's body: ``target`` is the ``published`` row as it is in force in the month."""
        return detail(
            plan,
            target,
            self.catalogue.indicators[target.indicator],
            self.catalogue.regions_apart,
            read.assessments,
            read.period,
            groups=read.groups,
            oddities=self._oddities.get((plan.id, target.row), ()),
            reason=REASON_TEXTS.get(read.now.reason, "") if read.now else "",
            revisions=(
                *revision_facts(published, read.amendments.revisions_of(plan.id, target.row)),
                *year_facts(published, read.amendments.years_of(plan.id, target.row)),
            ),
            shares=sharing(read.standing, published, self.catalogue.regions_apart),
        )


def _forecast(
    connection: sa.Connection, forecasts: Forecasts, target: Target, period: Month, now: Assessment | None
) -> Forecast | None:
    if now is None:
        return None
    return forecasts.of(connection, ProgressKey(target.plan, target.row, period), now)
