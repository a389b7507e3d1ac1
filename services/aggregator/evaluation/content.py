"""An evaluation report's content, read in one transaction: the same history gives the same content.

Nothing here looks at a clock: the day and the instant are the point's. ``past`` is a connection to the state of the
point (see ``past.as_of``), ``history`` one to what was applied, of which only what stands up to the point is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import sqlalchemy as sa
from msgspec.structs import replace

from services.aggregator.bulletin.content import Composer
from services.aggregator.bulletin.plan_table import table_of
from services.aggregator.bulletin.revisions import revisions
from services.aggregator.evaluation.kinds import NotEvaluated, called, span_from, title_of
from services.aggregator.evaluation.parts.adjustments import Approvals, adjusted_targets, told_midway
from services.aggregator.evaluation.parts.answers import RowAlert
from services.aggregator.evaluation.parts.commitments import commitment_lines
from services.aggregator.evaluation.parts.explained import explained
from services.aggregator.evaluation.parts.final_table import final_table
from services.aggregator.evaluation.parts.quality import ReportedEvent, year_quality
from services.aggregator.evaluation.parts.standing import EvaluatedSpan, behind_rows, outlook_rows, unjudged_rows
from services.aggregator.figures.reader import Figures
from services.aggregator.reports import amendments as amendments_repository
from services.aggregator.reports import commitments as commitments_repository
from services.aggregator.reports import history as unit_history
from services.aggregator.targets.assessment import RULE_VERSION
from shared.catalogue import Catalogue
from shared.catalogue.model import Plan
from shared.codec import Codec
from shared.commitments.standing import standings
from shared.events import AdjustmentApproved, AdjustmentProposed, Assessment
from shared.events.bulletin_content import BulletinRow, BulletinTable, ChainHead, KnownTotals, RevisedTotal
from shared.events.published.evaluation import CommitmentLine, EvaluationContent, EvaluationKind, YearQuality
from shared.periods import Month, months, to_microseconds
from shared.points import Point


class EvaluationIssue(NamedTuple):
    """What an evaluation has beside its figures: its number, the one it counts changes from, its chains' heads, and the
    alerts of its plan."""

    number: int
    previous: EvaluationContent | None
    heads: tuple[ChainHead, ...]
    alerts: list[RowAlert]


class EvaluationComposer:
    """Reads evaluations' contents of a catalogue's plans, through nobody's eyes: they are for everybody."""

    def __init__(self, catalogue: Catalogue, figures: Figures, bulletins: Composer, codec: Codec) -> None:
        self._catalogue = catalogue
        self._figures = figures
        self._bulletins = bulletins
        self._codec = codec

    def plan(self, name: str) -> Plan:
        """The plan of that name.

        Raises:
            NotEvaluated: there is none.
        """
        found = self._catalogue.plans.get(name)
        if found is None:
            raise NotEvaluated(f"没有规划“{name[:40]}”；可选：{'、'.join(self._catalogue.plans)}")
        return found

    def compose(
        self,
        past: sa.Connection,
        history: sa.Connection,
        plan: Plan,
        kind: EvaluationKind,
        period: Month,
        point: Point,
        issue: EvaluationIssue,
    ) -> EvaluationContent:
        """The whole content, of what the connections see.

        Raises:
            NotEvaluated: nobody has reported the month.
        """
        found = self._bulletins.assessments(past, plan, period)
        if not found:
            name = self._catalogue.regions[plan.region].name
            raise NotEvaluated(f"{name}{period.chinese}还没有数据，不能出{called(kind, period)}报告")
        amendments = amendments_repository.load(past)
        since = span_from(plan, kind, period)
        adjusted = adjusted_targets(plan, amendments, self._approvals(history, plan, point), _position(issue.previous))
        totals = self._bulletins.totals(past, plan.region, [plan], period)
        revised = [event for target in plan.targets for event in amendments.revisions_of(plan.id, target.row)]
        _, missing = self._figures.coverage(past, plan.region, period)
        letterhead = self._catalogue.office.letterheads.get(plan.region)
        return EvaluationContent(
            plan=plan.id,
            region=plan.region,
            region_name=self._catalogue.regions[plan.region].name,
            kind=kind,
            period=str(period),
            since=str(since),
            number=issue.number,
            position=point.position,
            instant=to_microseconds(point.instant),
            title=title_of(plan, self._catalogue.regions[plan.region].name, kind, period),
            issuer=letterhead.issuer if letterhead is not None else "",
            simulated=any(item.simulated for item in found.values()),
            rule_version=RULE_VERSION,
            table=_binding_first(table_of(plan, found, period, amendments)),
            behind=behind_rows(plan, found, issue.alerts, EvaluatedSpan(since, period), self._department(plan)),
            unjudged=unjudged_rows(plan, found),
            commitments=self._commitments(history, plan, found, period, point),
            adjusted=adjusted,
            previous="" if issue.previous is None else called(issue.previous.kind, Month.parse(issue.previous.period)),
            revisions=self._revisions(issue.previous, totals),
            quality=self._quality(history, plan, since, period, point),
            missing=tuple(map(self._catalogue.name_apart, missing)),
            outlook=() if kind == "final" else outlook_rows(plan, found),
            final=final_table(plan, found, amendments, lambda target: told_midway(revised, target))
            if kind == "final"
            else None,
            heads=issue.heads,
            explained=explained(kind),
            totals=totals,
        )

    def _department(self, plan: Plan) -> Callable[[int], str]:
        return lambda row: self._catalogue.department_for(plan.id, row).name

    def _revisions(
        self, previous: EvaluationContent | None, totals: tuple[KnownTotals, ...]
    ) -> tuple[RevisedTotal, ...]:
        if previous is None:
            return ()
        return revisions(self._catalogue.indicators, previous.totals, previous.period, totals)

    def _commitments(
        self, history: sa.Connection, plan: Plan, found: dict[int, Assessment], period: Month, point: Point
    ) -> tuple[CommitmentLine, ...]:
        known = commitments_repository.load(history, plan.region, point.position)
        departments = self._catalogue.departments
        calendar = self._catalogue.calendar_of(plan.region)
        stand = standings(plan, departments, known, found, period, point.day, calendar)
        return commitment_lines(plan, stand)

    def _quality(
        self, history: sa.Connection, plan: Plan, since: Month, period: Month, point: Point
    ) -> tuple[YearQuality, ...]:
        first = max(since, plan.first_owed)
        span = list(months(first, period))
        units = dict.fromkeys((plan.region, *self._catalogue.units_under(plan.region)))
        owed = [(region, month) for region in units for month in span if self._catalogue.owed(region, month)]
        records = unit_history.of_units(history, list(units), [str(month) for month in span], point.position)
        events = (
            ReportedEvent(self._codec.decode(each.type, each.schema_version, each.data), each.recorded_at)
            for each in records
        )
        return year_quality(owed, events, lambda region, month: self._catalogue.calendar_of(region).due_day(month))

    def _approvals(self, history: sa.Connection, plan: Plan, point: Point) -> Approvals:
        kinds = (AdjustmentProposed.__name__, AdjustmentApproved.__name__)
        records = unit_history.about_plans(history, plan.region, kinds, point.position)
        events = [self._codec.decode(each.type, each.schema_version, each.data) for each in records]
        return Approvals(event for event in events if isinstance(event, AdjustmentProposed | AdjustmentApproved))


def _position(previous: EvaluationContent | None) -> int:
    return 0 if previous is None else previous.position


def _binding_first(table: BulletinTable) -> BulletinTable:
    """The rows with the binding ones first; an 其中 row stays with the one it is part of."""
    groups: list[list[BulletinRow]] = []
    for row in table.rows:
        if row.part and groups:
            groups[-1].append(row)
        else:
            groups.append([row])
    ordered = sorted(groups, key=lambda group: not group[0].binding)
    return replace(table, rows=tuple(row for group in ordered for row in group))
