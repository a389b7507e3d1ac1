"""Assesses targets on the figures as a transaction sees them; who keeps and tells what comes of it is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
import sqlalchemy as sa

from services.aggregator.figures.point import Measure
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series import Series
from services.aggregator.forecast.foresee import ForecastQuestion
from services.aggregator.missing.filling import MonthFills
from services.aggregator.missing.missing_units import MissingUnits
from services.aggregator.model import ProgressKey
from services.aggregator.progress.news import AssessmentCause
from services.aggregator.progress.overdue import Work
from services.aggregator.progress.target_series import TargetSeries
from services.aggregator.progress.unit_gaps import AreaGap, UnitGaps
from services.aggregator.progress.unit_reviews import UnitReviews
from services.aggregator.reports.amendments import AmendmentsCache
from services.aggregator.targets.assessment import assess, assess_coverage, coverage_of
from services.aggregator.targets.context import TargetContext, TargetContexts
from services.aggregator.targets.gaps import GapParts, UnitAgainstLine
from services.aggregator.targets.in_review import with_reviews
from services.aggregator.targets.measuring import start_of
from services.aggregator.targets.outlook import question_of
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendments, HeldTarget
from shared.catalogue.model import Plan, Target
from shared.events import Assessment
from shared.periods import Clock, Month, today_in_china

_SUMS = (Measure.PLAN_TOTAL, Measure.YEAR_TOTAL, Measure.YEAR_RATE)
"""What is made of several months: of the others only the month itself counts."""


@dataclass(frozen=True, slots=True)
class _PlanFigures:
    """What a plan's targets are held against: ``near`` has the counts of the months in question, ``whole``
    the series of those indicators of which one of them can be judged."""

    near: Mapping[str, Series]
    whole: Mapping[str, Series]
    units: UnitGaps
    reviews: UnitReviews
    missing: MissingUnits
    amendments: Amendments


class Assessing:
    """Holds targets against their figures, in the caller's transaction; nothing is written."""

    def __init__(
        self,
        catalogue: Catalogue,
        clock: Clock,
        figures: Figures,
        contexts: TargetContexts,
        series: TargetSeries,
        amendments: AmendmentsCache,
    ) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._figures = figures
        self._contexts = contexts
        self._series = series
        self._amendments = amendments

    def plan(
        self, connection: sa.Connection, plan: Plan, work: Work, sure: Work, cause: AssessmentCause
    ) -> dict[ProgressKey, Assessment]:
        """The assessments of ``work``; months that are not in ``sure`` only where somebody has reported them."""
        found: dict[ProgressKey, Assessment] = {}
        for some in self._stages(plan, work):
            figures = self._plan_figures(connection, plan, some, cause.today)
            for target, wanted in some.items():
                for period in sorted(wanted):
                    assessment = self._month(figures, target, period, period in sure[target], cause)
                    if assessment is not None:
                        found[ProgressKey(plan.id, target.row, period)] = assessment
        return found

    def _stages(self, plan: Plan, work: Work) -> Iterable[Work]:
        """The work by what the plan's region was in the months: each change that made it another gave it its past."""
        stage = self._catalogue.changes.stage
        found: dict[int, Work] = {}
        for target, wanted in work.items():
            for period in wanted:
                found.setdefault(stage(plan.region, period), {}).setdefault(target, set()).add(period)
        return found.values()

    def contributions(self, connection: sa.Connection, target: Target, period: Month) -> GapParts:
        """Which units the gap of ``target`` at ``period`` comes from, as its figures now stand."""
        return UnitGaps(connection, self._catalogue, self._figures).split(self._gap(connection, target, period))

    def standings(self, connection: sa.Connection, target: Target, period: Month) -> Sequence[UnitAgainstLine]:
        """How every unit stands in ``target`` at ``period``, as its figures now are."""
        return UnitGaps(connection, self._catalogue, self._figures).standings(self._gap(connection, target, period))

    def _gap(self, connection: sa.Connection, target: Target, period: Month) -> AreaGap:
        target, series, context, fills = self._as_it_stands(connection, target, period)
        assessment = assess(target, series, period, context, fills)
        return AreaGap(target, assessment, series, period, context, fills.reported)

    def question(self, connection: sa.Connection, target: Target, period: Month) -> ForecastQuestion:
        """What the forecast of ``target`` at ``period`` goes by, as its figures now stand.

        Raises:
            NoForecast: there is nothing to go by.
        """
        target, series, context, fills = self._as_it_stands(connection, target, period)
        counted = series if fills.reported is None else fills.reported.counted
        return question_of(target, context.reading, counted, context.plan, period)

    def _as_it_stands(
        self, connection: sa.Connection, target: Target, period: Month
    ) -> tuple[Target, Series, TargetContext, MonthFills]:
        """The target in force in ``period``, its figures, what else an assessment needs, and what fills its months."""
        plan = self._catalogue.plans[target.plan]
        amendments = self._amendments.read(connection)
        held = amendments.in_force(target, period)
        series = self._series.whole(connection, plan, [target.indicator], period)[target.indicator]
        context = self._grounded(held, plan, series, today_in_china(self._clock), 0)
        missing = MissingUnits(connection, self._catalogue, self._figures, [target.indicator], period)
        return held.target, series, context, _fills(missing, series, period, context)

    def _plan_figures(self, connection: sa.Connection, plan: Plan, work: Work, today: date) -> _PlanFigures:
        """While reports are coming in the counts of the months in question decide; only then the series is read."""
        first, last = min(map(min, work.values())), max(map(max, work.values()))
        indicators = sorted({target.indicator for target in work})
        near = self._series.near(connection, plan, indicators, first, last)
        full = sorted(
            {
                target.indicator
                for target, wanted in work.items()
                if self._any_due(plan, near[target.indicator], wanted, today)
            }
        )
        return _PlanFigures(
            near=near,
            whole=self._series.whole(connection, plan, full, last) if full else {},
            units=UnitGaps(connection, self._catalogue, self._figures),
            reviews=UnitReviews(connection, self._catalogue, plan.region, plan.first, last),
            missing=MissingUnits(connection, self._catalogue, self._figures, full, last),
            amendments=self._amendments.read(connection),
        )

    def _any_due(self, plan: Plan, near: Series, wanted: Iterable[Month], today: date) -> bool:
        """Whether any of the months is more than a count: everybody has reported, or somebody, and it is due."""
        calendar = self._catalogue.calendar_of(plan.region)
        points = (point for month in wanted if (point := near.point(month)) is not None and point.expected)
        return any(
            point.reported >= point.expected or (point.reported and plan.overdue(point.period, today, calendar))
            for point in points
        )

    def _month(
        self, figures: _PlanFigures, target: Target, period: Month, sure: bool, cause: AssessmentCause
    ) -> Assessment | None:
        held = figures.amendments.in_force(target, period)
        context = self._contexts.at(held, cause.today, cause.data_version)
        coverage = coverage_of(figures.near[target.indicator], period)
        if not coverage.expected:
            return None  # nobody owes this month: a quarterly target is held against its line at quarters' ends
        if not coverage.reported and not sure:
            return None
        short = assess_coverage(coverage, period, context)
        if short is not None:
            return short
        series = figures.whole[target.indicator]
        context = self._grounded(held, context.plan, series, cause.today, cause.data_version)
        return _assess_due(held.target, figures, period, context)

    def _grounded(self, held: HeldTarget, plan: Plan, series: Series, today: date, data_version: int) -> TargetContext:
        """The context with a baseline, also of a row whose plan prints none."""
        start = start_of(held.target, self._catalogue.indicators[held.target.indicator], plan, series)
        return self._contexts.at(held, today, data_version, start)


def _assess_due(target: Target, figures: _PlanFigures, period: Month, context: TargetContext) -> Assessment:
    """A binding target's assessment names the units behind its gap, and what is in review, for the message; of the
    others they are worked out when somebody asks."""
    series = figures.whole[target.indicator]
    fills = _fills(figures.missing, series, period, context)
    assessment = assess(target, series, period, context, fills)
    if not target.binding:
        return assessment
    parts = figures.units.split(AreaGap(target, assessment, series, period, context, fills.reported))
    named = msgspec.structs.replace(
        assessment, contributions=parts.listed, rest_gap=parts.rest_gap, rest_units=parts.rest_units
    )
    return with_reviews(named, figures.reviews.of(period), context, period)


def _fills(missing: MissingUnits, series: Series, period: Month, context: TargetContext) -> MonthFills:
    since = context.reading.since(context.plan, period) if context.reading.measure in _SUMS else period
    return missing.fills(context.plan, context.indicator, series, since, period, context.today)
