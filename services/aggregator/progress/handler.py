"""Holds changed figures against their targets: at once, or what has waited for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from services.aggregator import reader_position, to_judge
from services.aggregator.figures.reader import Figures
from services.aggregator.forecast.foresee import ForecastQuestion
from services.aggregator.model import ChangedFigures, ProgressKey, RegionMonth, WaitingMonth
from services.aggregator.progress import forecast_repository, repository
from services.aggregator.progress.affected import Affected
from services.aggregator.progress.assessing import Assessing
from services.aggregator.progress.loaded_late import loaded_late
from services.aggregator.progress.news import AssessmentCause, event_of, same, tells_more
from services.aggregator.progress.overdue import Overdue, Work
from services.aggregator.progress.target_series import TargetSeries
from services.aggregator.reports.amendments import AmendmentsCache
from services.aggregator.targets.context import TargetContexts
from services.aggregator.targets.gaps import GapParts, UnitAgainstLine
from shared.catalogue import Catalogue
from shared.catalogue.amendments import Amending, Amendment
from shared.catalogue.model import Plan, Target
from shared.catalogue.rules import Cuts
from shared.events import AnnualTargetSet, Assessment, TargetAllocated, TargetRevised
from shared.periods import Clock, Month, today_in_china
from shared.store import NewEvent


class ProgressHandler:
    """Assesses targets whose figures changed, or whose reports are due and have not come.

    What an assessment says stands in ``progress``; an event is made of it only when it says
    something new. ``cuts`` overrides the levels' cuts, by plan.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        clock: Clock,
        figures: Figures,
        cuts: Mapping[str, Cuts] | None = None,
    ) -> None:
        contexts, series = TargetContexts(catalogue, cuts or {}), TargetSeries(figures)
        self._catalogue = catalogue
        self._clock = clock
        self._figures = figures
        self._overdue = Overdue(catalogue, figures)
        self._amendments = AmendmentsCache()
        self._affected = Affected(catalogue, contexts, self._amendments)
        self._assessing = Assessing(catalogue, clock, figures, contexts, series, self._amendments)

    def assess(self, connection: sa.Connection, changed: ChangedFigures) -> list[NewEvent]:
        """Assess every target and month that the changed figures bear on, at once; the events to append."""
        cause = AssessmentCause(
            today_in_china(self._clock), changed.data_version, changed.correlation, changed.correlations
        )
        return self._judge(connection, self._affected.touched(changed), self._affected.inherited(changed), cause)

    def bears_on(self, changed: ChangedFigures) -> list[WaitingMonth]:
        """What :meth:`assess` would begin with, for :meth:`judge` to begin with later."""
        touched, inherited = self._affected.touched(changed), self._affected.inherited(changed)
        return [
            *_waiting(self._catalogue, touched, True, changed),
            *_waiting(self._catalogue, _without(inherited, touched), False, changed),
        ]

    def judge(self, connection: sa.Connection, waiting: Iterable[WaitingMonth], data_version: int) -> list[NewEvent]:
        """Assess what has waited on the figures as they are now, at ``data_version``; the events to append.

        What waits of a target that is no more comes to nothing.
        """
        sure: Work = {}
        inherited: Work = {}
        correlations: dict[RegionMonth, str] = {}
        newest = ""
        for month in sorted(waiting, key=lambda each: each.data_version):
            target = self._target(month.plan, month.row)
            if target is not None:
                (sure if month.sure else inherited).setdefault(target, set()).add(Month.parse(month.period))
                correlations[self._catalogue.plans[month.plan].region, month.period] = newest = month.correlation
        cause = AssessmentCause(today_in_china(self._clock), data_version, newest, correlations)
        return self._judge(connection, sure, inherited, cause)

    def amended(self, connection: sa.Connection, amended: Sequence[Amendment]) -> Work:
        """The months that stand assessed and that what ``amended`` reaches.

        What amends a plan or a row that has left the catalogue reaches nothing.
        """
        work: Work = {}
        for _, _, event in amended:
            target = self._target(event.plan, event.row)
            if target is None:
                continue
            plan = self._catalogue.plans[event.plan]
            if (first := _changes_from(event, plan)) is not None:
                stored = repository.load_row(connection, plan.id, event.row, first, plan.last)
                work.setdefault(target, set()).update(key.period for key in stored)
        return work

    def revise(
        self, connection: sa.Connection, amended: Sequence[Amendment], data_version: int, correlation: str
    ) -> list[NewEvent]:
        """Assess anew, at once, the months that stand assessed and that what ``amended`` reaches; the events."""
        work = self.amended(connection, amended)
        cause = AssessmentCause(today_in_china(self._clock), data_version, correlation, {})
        return self._run(connection, work, work, cause)

    def sweep(self, connection: sa.Connection, today: date) -> list[NewEvent]:
        """Assess the months whose due day has passed and that nobody looked at since; the events.

        Only plans that have reported before: a system without data stays silent.
        """
        work = self._overdue.find(connection, today)
        if not work:
            return []
        cause = AssessmentCause(today, reader_position.position(connection), "sweep", {})
        return self._run(connection, work, work, cause)

    def assess_anew(self, connection: sa.Connection, plan: Plan, work: Work, sure: Work, data_version: int) -> None:
        """Assess ``work`` of one plan whatever stands, and tell nobody: for figures of the past.

        Months that are not in ``sure`` are assessed only where somebody has reported them.
        """
        cause = AssessmentCause(today_in_china(self._clock), data_version, "", {})
        repository.save(connection, self._assessing.plan(connection, plan, work, sure, cause))

    def forget_others(self, connection: sa.Connection) -> None:
        """Take out what stands of plans that have left the catalogue."""
        plans = self._catalogue.plans
        repository.forget(connection, [key for key in repository.keys(connection) if key.plan not in plans])

    def judge_anew(
        self,
        connection: sa.Connection,
        plans: Sequence[Plan],
        owed: Mapping[Target, set[Month]],
        data_version: int,
        correlation: str,
    ) -> list[NewEvent]:
        """Judge every target of these plans in each month that was judged before, that somebody has reported, or that
        is ``owed`` an answer all the same; the events.

        For another catalogue: what a plan does not ask for any more is taken out of what stands.
        """
        standing: dict[str, set[ProgressKey]] = defaultdict(set)
        for key in repository.keys(connection):
            standing[key.plan].add(key)
        late = loaded_late(connection, plans, self._figures)
        cause = AssessmentCause(today_in_china(self._clock), data_version, correlation, {})
        events: list[NewEvent] = []
        for plan in plans:
            keys, work = standing[plan.id], Work()
            for target in plan.targets:
                judged = {key.period for key in keys if key.row == target.row}
                wanted = judged | late.get(target, set()) | owed.get(target, set())
                if inside := {month for month in wanted if plan.first <= month <= plan.last}:
                    work[target] = inside
            found = self._assessing.plan(connection, plan, work, work, cause)
            repository.forget(connection, keys - found.keys())
            events += self._record(connection, plan, found, cause)
        return events

    def put_back(self, connection: sa.Connection, data_version: int) -> None:
        """Let nothing tell a later version of the figures than ``data_version``: they are put back to it."""
        repository.lower_versions(connection, data_version)
        to_judge.lower_versions(connection, data_version)
        forecast_repository.forget_after(connection, data_version)

    def contributions(self, connection: sa.Connection, target: Target, period: Month) -> GapParts:
        """As :meth:`Assessing.contributions`."""
        return self._assessing.contributions(connection, target, period)

    def standings(self, connection: sa.Connection, target: Target, period: Month) -> Sequence[UnitAgainstLine]:
        """As :meth:`Assessing.standings`."""
        return self._assessing.standings(connection, target, period)

    def question(self, connection: sa.Connection, target: Target, period: Month) -> ForecastQuestion:
        """As :meth:`Assessing.question`."""
        return self._assessing.question(connection, target, period)

    def _target(self, plan_id: str, row: int) -> Target | None:
        plan = self._catalogue.plans.get(plan_id)
        return None if plan is None else next((each for each in plan.targets if each.row == row), None)

    def _judge(
        self, connection: sa.Connection, touched: Work, inherited: Work, cause: AssessmentCause
    ) -> list[NewEvent]:
        """Assess these months and those that they reach; the inherited ones only where somebody has reported them."""
        if not touched and not inherited:
            return []
        both = {
            target: touched.get(target, set()) | inherited.get(target, set()) for target in {**touched, **inherited}
        }
        work = self._affected.reached(connection, both)
        return self._run(connection, work, {target: touched.get(target, set()) for target in work}, cause)

    def _run(self, connection: sa.Connection, work: Work, sure: Work, cause: AssessmentCause) -> list[NewEvent]:
        """Assess ``work``; months that are not in ``sure`` only where somebody has reported them."""
        by_plan: dict[str, Work] = defaultdict(dict)
        for target, wanted in work.items():
            if wanted:
                by_plan[target.plan][target] = wanted
        events: list[NewEvent] = []
        for plan_id in sorted(by_plan):
            plan = self._catalogue.plans[plan_id]
            found = self._assessing.plan(connection, plan, by_plan[plan_id], sure, cause)
            events += self._record(connection, plan, found, cause)
        return events

    def _record(
        self, connection: sa.Connection, plan: Plan, found: Mapping[ProgressKey, Assessment], cause: AssessmentCause
    ) -> list[NewEvent]:
        if not found:
            return []
        first, last = min(key.period for key in found), max(key.period for key in found)
        rows = {key.row for key in found}
        stored = repository.load_rows(connection, plan.id, rows, first, last)
        changed = {key: new for key, new in found.items() if not same(stored.get(key), new)}
        repository.held_again(connection, found.keys() - changed.keys(), cause.data_version)
        repository.save(connection, changed)
        amendments = self._amendments.read(connection)
        return [
            event_of(plan, amendments.target(plan.target(key.row), key.period), key, changed[key], cause)
            for key in sorted(changed, key=lambda key: (key.period, key.row))
            if tells_more(stored.get(key), changed[key])
        ]


def _waiting(catalogue: Catalogue, work: Work, sure: bool, changed: ChangedFigures) -> Iterator[WaitingMonth]:
    for target, months in work.items():
        region = catalogue.plans[target.plan].region
        for month in months:
            period = str(month)
            correlation = changed.correlations.get((region, period), changed.correlation)
            since = changed.since or changed.data_version
            yield WaitingMonth(target.plan, target.row, period, sure, since, changed.data_version, correlation)


def _without(work: Work, other: Work) -> Work:
    return {target: months - other.get(target, set()) for target, months in work.items()}


def _changes_from(event: Amending, plan: Plan) -> Month | None:
    """The first month that is held against something else by an amendment; None where none is.

    Where a plan follows its annual targets, a figure ahead of its line is ahead by other months; and what was set for a
    year holds no more in all of it, where a revision inside the year gives the row a value.
    """
    match event:
        case AnnualTargetSet() if plan.follow_annual_targets:
            return plan.first
        case TargetRevised():
            return Month(Month.parse(event.effective).year, 1)
        case AnnualTargetSet():
            return Month(event.year, 1)
        case TargetAllocated():
            return None
