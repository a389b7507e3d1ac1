"""Holds changed figures against their targets, inside the transaction that changed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from services.aggregator import reader_position
from services.aggregator.figures.reader import Figures
from services.aggregator.figures.series import Series
from services.aggregator.figures.series_cache import SeriesCache
from services.aggregator.forecast.foresee import ForecastQuestion
from services.aggregator.forecast.past_months import NoForecast
from services.aggregator.model import ChangedFigures, ProgressKey
from services.aggregator.progress import repository as progress_repository
from services.aggregator.progress.metrics import ProgressMetrics
from services.aggregator.progress.overdue import Overdue, Work
from services.aggregator.progress.unit_gaps import UnitGaps
from services.aggregator.reach import reached_until
from services.aggregator.reports import repository as reports_repository
from services.aggregator.reports.amendments import AmendmentsCache
from services.aggregator.targets.assessment import TargetContext, assess, assess_coverage, coverage_of
from services.aggregator.targets.context import TargetContexts
from services.aggregator.targets.gaps import GapParts
from services.aggregator.targets.outlook import question_of
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amendment
from shared.catalogue.model import Kind, Plan, Target
from shared.catalogue.rules import Cuts
from shared.events import Assessment, ProgressAssessed, TargetRevised
from shared.observe import Metrics
from shared.periods import Clock, Month, months, today_in_china
from shared.store import NewEvent

HISTORY_MONTHS = 36
"""How far before the plan its figures are read: month shares are learnt from the years before."""


_NOTHING = Series(())


class _Cause(NamedTuple):
    """Why targets are assessed: the day, the version of the figures, and whose reports it follows."""

    today: date
    data_version: int
    correlation: str
    correlations: Mapping[tuple[str, str], str]


class ProgressHandler:
    """Assesses targets whose figures changed, or whose reports are due and have not come.

    What an assessment says stands in ``progress``; an event is made of it only when it says
    something new. ``cuts`` overrides the levels' cuts, by plan.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        clock: Clock,
        metrics: Metrics,
        figures: Figures,
        cuts: Mapping[str, Cuts] | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._clock = clock
        self._metrics = ProgressMetrics(metrics, catalogue)
        self._figures = figures
        self._cache = SeriesCache(figures)
        self._contexts = TargetContexts(catalogue, cuts or {})
        self._overdue = Overdue(catalogue)
        self._amendments = AmendmentsCache()

    def assess(self, connection: sa.Connection, changed: ChangedFigures) -> list[NewEvent]:
        """Assess every target and month that the changed figures bear on; the events to append."""
        touched: dict[Target, set[Month]] = defaultdict(set)
        for (region, period), indicators in changed.indicators.items():
            if self._catalogue.plans_of(region):
                for indicator in indicators:
                    for target in self._catalogue.targets_for(region, indicator):
                        touched[target].add(Month.parse(period))
        if not touched:
            return []
        latest = reports_repository.last_period(connection)
        work = self._affected(connection, touched, latest)
        today = today_in_china(self._clock)
        cause = _Cause(today, changed.data_version, changed.correlation, changed.correlations)
        return self._run(connection, work, touched, cause)

    def revise(
        self, connection: sa.Connection, amended: Sequence[Amendment], data_version: int, correlation: str
    ) -> list[NewEvent]:
        """Assess anew the months that stand assessed and that a revision among ``amended`` reaches; the events.

        Raises:
            KeyError: the catalogue does not know the plan or the row.
        """
        work: dict[Target, set[Month]] = {}
        for _, _, event in amended:
            plan = self._catalogue.plans[event.plan]
            target = plan.target(event.row)
            if isinstance(event, TargetRevised):
                first = Month.parse(event.effective)
                stored = progress_repository.load_row(connection, plan.id, event.row, first, plan.last)
                work.setdefault(target, set()).update(key.period for key in stored)
        cause = _Cause(today_in_china(self._clock), data_version, correlation, {})
        return self._run(connection, work, work, cause)

    def sweep(self, connection: sa.Connection, today: date) -> list[NewEvent]:
        """Assess the months whose due day has passed and that nobody looked at since; the events.

        Only plans that have reported before: a system without data stays silent.
        """
        work = self._overdue.find(connection, today)
        if not work:
            return []
        cause = _Cause(today, reader_position.position(connection), "sweep", {})
        return self._run(connection, work, work, cause)

    def assess_anew(self, connection: sa.Connection, plan: Plan, work: Work, sure: Work, data_version: int) -> None:
        """Assess ``work`` of one plan whatever stands, and tell nobody: for figures of the past.

        Months that are not in ``sure`` are assessed only where somebody has reported them.
        """
        cause = _Cause(today_in_china(self._clock), data_version, "", {})
        progress_repository.save(connection, self._assess_plan(connection, plan, work, sure, cause))

    def refresh_metrics(self, connection: sa.Connection) -> None:
        """Set the gauges from what stands in ``progress``: for a process that has just started."""
        for plan in self._catalogue.plans.values():
            self._metrics.show(progress_repository.load_latest(connection, plan.id))

    def contributions(self, connection: sa.Connection, target: Target, period: Month) -> GapParts:
        """Which units the gap of ``target`` at ``period`` comes from, as its figures now stand."""
        units = UnitGaps(connection, self._catalogue, self._figures)
        target, series, context = self._as_it_stands(connection, target, period, units)
        assessment = assess(target, series, period, context)
        return units.split(target, assessment, series, period, context)

    def question(self, connection: sa.Connection, target: Target, period: Month) -> ForecastQuestion:
        """What the forecast of ``target`` at ``period`` goes by, as its figures now stand.

        Raises:
            NoForecast: there is nothing to go by.
        """
        units = UnitGaps(connection, self._catalogue, self._figures)
        target, series, context = self._as_it_stands(connection, target, period, units)
        if context.reporting_share is None:
            raise NoForecast("no_whole_month")
        return question_of(target, context.reading, series, context.plan, period, context.reporting_share)

    def _as_it_stands(
        self, connection: sa.Connection, target: Target, period: Month, units: UnitGaps
    ) -> tuple[Target, Series, TargetContext]:
        """The target in force in ``period``, its figures, and what else an assessment needs."""
        plan = self._catalogue.plans[target.plan]
        amendments = self._amendments.read(connection)
        context = self._contexts.at(target, today_in_china(self._clock), 0, amendments.steps(target, period))
        series = self._series(connection, plan, [target.indicator], period)[target.indicator]
        return amendments.target(target, period), series, _of_reporters(context, units, series, period)

    def _affected(
        self, connection: sa.Connection, touched: Mapping[Target, set[Month]], latest: Month | None
    ) -> dict[Target, set[Month]]:
        by_plan: dict[str, list[Target]] = defaultdict(list)
        for target in touched:
            by_plan[target.plan].append(target)
        amendments = self._amendments.read(connection)
        work: dict[Target, set[Month]] = {}
        for plan_id, targets in by_plan.items():
            plan = self._catalogue.plans[plan_id]
            stocks = {each.indicator for each in targets if self._kind(each) is Kind.STOCK}
            series = self._series(connection, plan, sorted(stocks), latest or plan.last) if stocks else {}
            for target in targets:
                whole = series.get(target.indicator, _NOTHING)
                revised = bool(amendments.revisions_of(plan.id, target.row))
                work[target] = self._reached(plan, target, whole, touched[target], latest, revised)
        return work

    def _reached(
        self, plan: Plan, target: Target, series: Series, changed: Iterable[Month], latest: Month | None, revised: bool
    ) -> set[Month]:
        """Of a ``revised`` target every later month: how far a month reaches is another thing on each stretch."""
        reading, kind = self._contexts.of(target).reading, self._kind(target)
        found: set[Month] = set()
        for month in changed:
            until = plan.last if revised else reached_until(kind, reading, plan, series, month)
            last = min(plan.last, max(month, latest or month), until)
            found.update(months(max(month, plan.first), last))
        return found

    def _kind(self, target: Target) -> Kind:
        return self._catalogue.indicators[target.indicator].kind

    def _run(
        self,
        connection: sa.Connection,
        work: Mapping[Target, set[Month]],
        sure: Mapping[Target, set[Month]],
        cause: _Cause,
    ) -> list[NewEvent]:
        """Assess ``work``; months that are not in ``sure`` only where somebody has reported them."""
        by_plan: dict[str, Work] = defaultdict(dict)
        for target, wanted in work.items():
            if wanted:
                by_plan[target.plan][target] = wanted
        events: list[NewEvent] = []
        for plan_id in sorted(by_plan):
            plan = self._catalogue.plans[plan_id]
            found = self._assess_plan(connection, plan, by_plan[plan_id], sure, cause)
            events += self._record(connection, plan, found, cause)
        return events

    def _assess_plan(
        self,
        connection: sa.Connection,
        plan: Plan,
        work: Mapping[Target, set[Month]],
        sure: Mapping[Target, set[Month]],
        cause: _Cause,
    ) -> dict[ProgressKey, Assessment]:
        """While coverage is short the counts of the months in question decide; only then the series is read."""
        first, last = min(map(min, work.values())), max(map(max, work.values()))
        indicators = sorted({target.indicator for target in work})
        near = self._near(connection, plan, indicators, first, last)
        full = sorted(
            {target.indicator for target, wanted in work.items() if any(map(near[target.indicator].covered, wanted))}
        )
        series = self._series(connection, plan, full, last) if full else {}
        units = UnitGaps(connection, self._catalogue, self._figures)
        amendments = self._amendments.read(connection)
        found: dict[ProgressKey, Assessment] = {}
        for target, wanted in work.items():
            for period in sorted(wanted):
                steps = amendments.steps(target, period)
                context = self._contexts.at(target, cause.today, cause.data_version, steps)
                coverage = coverage_of(near[target.indicator], period)
                if not coverage.expected:
                    continue  # nobody owes this month: a quarterly target is held against its line at quarters' ends
                if not coverage.reported and period not in sure[target]:
                    continue
                short = assess_coverage(coverage, period, context)
                found[ProgressKey(plan.id, target.row, period)] = short or self._assess_full(
                    steps[-1].target if steps else target, series[target.indicator], period, context, units
                )
        return found

    def _assess_full(
        self, target: Target, series: Series, period: Month, context: TargetContext, units: UnitGaps
    ) -> Assessment:
        """A binding target's assessment names the units behind its gap, for the message; of the
        others they are worked out when somebody asks."""
        context = _of_reporters(context, units, series, period)
        assessment = assess(target, series, period, context)
        if not target.binding:
            return assessment
        parts = units.split(target, assessment, series, period, context)
        return msgspec.structs.replace(
            assessment, contributions=parts.listed, rest_gap=parts.rest_gap, rest_units=parts.rest_units
        )

    def _record(
        self, connection: sa.Connection, plan: Plan, found: Mapping[ProgressKey, Assessment], cause: _Cause
    ) -> list[NewEvent]:
        if not found:
            return []
        first, last = min(key.period for key in found), max(key.period for key in found)
        rows = {key.row for key in found}
        stored = progress_repository.load_rows(connection, plan.id, rows, first, last)
        changed = {key: new for key, new in found.items() if not _same(stored.get(key), new)}
        progress_repository.save(connection, changed)
        self._metrics.show_if_latest(connection, plan, changed)
        amendments = self._amendments.read(connection)
        return [
            self._event(plan, amendments.target(plan.target(key.row), key.period), key, changed[key], cause)
            for key in sorted(changed, key=lambda key: (key.period, key.row))
            if _tells_more(stored.get(key), changed[key])
        ]

    def _event(self, plan: Plan, target: Target, key: ProgressKey, assessment: Assessment, cause: _Cause) -> NewEvent:
        period = str(key.period)
        return NewEvent(
            stream=f"progress-{plan.id}-{key.row}",
            event=ProgressAssessed(
                plan=plan.id,
                row=key.row,
                indicator=target.indicator,
                region=plan.region,
                period=period,
                binding=target.binding,
                assessment=assessment,
            ),
            actor="aggregator",
            correlation_id=cause.correlations.get((plan.region, period), cause.correlation),
        )

    def _series(
        self, connection: sa.Connection, plan: Plan, indicators: Sequence[str], last: Month
    ) -> dict[str, Series]:
        """The figures that an assessment at ``last`` may need, from before the plan on."""
        begun = reports_repository.first_period(connection) or plan.first
        first = max(begun, plan.first.shift(-HISTORY_MONTHS))
        return self._cache.read(connection, plan.region, indicators, min(first, last), last)

    def _near(
        self, connection: sa.Connection, plan: Plan, indicators: Sequence[str], first: Month, last: Month
    ) -> dict[str, Series]:
        found = self._figures.series_of(connection, plan.region, indicators, first, last)
        return {indicator: Series(points) for indicator, points in found.items()}


def _of_reporters(context: TargetContext, units: UnitGaps, series: Series, period: Month) -> TargetContext:
    """The context of a month, like for like where units are missing."""
    share = units.reporting_share(context.plan.region, context.indicator, series, period)
    return context if share == 1 else replace(context, reporting_share=share)


def _same(stored: Assessment | None, new: Assessment) -> bool:
    return stored is not None and msgspec.structs.replace(stored, data_version=new.data_version) == new


def _tells_more(stored: Assessment | None, new: Assessment) -> bool:
    """Whether ``new`` differs in what it decides. Counts that grow while reports come in do not,
    nor do the paces of the past and the forecast that another month's correction moves."""
    if stored is None or (stored.level, stored.reason) != (new.level, new.reason):
        return True
    if new.level in ("reporting", "missing"):
        return False
    seen = msgspec.structs.replace(
        stored,
        recent_pace=new.recent_pace,
        recent_months=new.recent_months,
        intensity=new.intensity,
        probability=new.probability,
        outlook=new.outlook,
        outlook_reason=new.outlook_reason,
    )
    return not _same(seen, new)
