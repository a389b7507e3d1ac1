"""指标: one target of a plan in full. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from services.aggregator.board.drawing import small_pictures as svg
from services.aggregator.board.drawing.trajectory_chart import ChartView, TrajectoryMonth
from services.aggregator.board.target import facts
from services.aggregator.board.target.bullet import bullet_of
from services.aggregator.board.target.facts import Fact
from services.aggregator.board.target.shares_table import Sharing
from services.aggregator.forecast.stored import ForecastMonth
from services.aggregator.wording import formats, levels
from services.aggregator.wording.levels import LevelMark
from services.aggregator.wording.measures import measure
from shared.catalogue.model import Indicator, Kind, Plan, Region, Target
from shared.events import Assessment, Level
from shared.periods import Month, months


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of the table under the chart."""

    period: str
    actual: str
    expected: str
    margin: str
    behind: bool
    progress: str
    months: str
    mark: LevelMark
    outcome: str
    coverage: str
    status: str
    current: bool


@dataclass(frozen=True, slots=True)
class Contributor:
    """A unit's part of the gap; the last row holds all the others together."""

    name: str
    gap: str
    share: str
    picture: Markup


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """A named group's own figure of the month (for a flow since the plan's or the year's start).

    ``amount`` is in the target's measure; None where nothing was reported.
    """

    name: str
    amount: int | None
    reported: int
    expected: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    name: str
    amount: str
    share: str
    coverage: str


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything that the page of a target shows."""

    plan: Plan
    target: Target
    region: Region
    period: Month
    mark: LevelMark
    outcome: str
    unit: str
    gap_unit: str
    bullet: Markup
    holds: tuple[Fact, ...]
    comes_from: tuple[Fact, ...]
    should_be: tuple[Fact, ...]
    paces: tuple[Fact, ...]
    months: tuple[MonthRow, ...]
    contributors: tuple[Contributor, ...]
    groups: tuple[GroupRow, ...]
    source: tuple[Fact, ...]
    simulated: bool
    shares: Sharing | None = None


def detail(
    plan: Plan,
    target: Target,
    indicator: Indicator,
    regions: Mapping[str, Region],
    assessments: Mapping[Month, Assessment],
    period: Month,
    groups: Sequence[GroupFigure] = (),
    oddities: Sequence[str] = (),
    reason: str = "",
    revisions: tuple[Fact, ...] = (),
    shares: Sharing | None = None,
) -> Detail:
    """The page of a target, as it is in force at ``period``; ``reason`` is the level's reason in words."""
    now = assessments.get(period)
    unit = target.unit
    return Detail(
        plan=plan,
        target=target,
        region=regions[plan.region],
        period=period,
        mark=levels.level_mark(now.level if now else "unassessed"),
        outcome=formats.outcome_text(now) if now else "",
        unit=unit.symbol,
        gap_unit=formats.gap_unit(unit),
        bullet=bullet_of(target, indicator, now) if now else Markup(""),
        holds=facts.holds(target, now, period),
        comes_from=facts.comes_from(now),
        should_be=facts.should_be(target, now),
        paces=facts.paces(target, now, reason),
        months=tuple(
            _month_row(target, month, assessments[month], month == period)
            for month in sorted(assessments, reverse=True)
        ),
        contributors=_contributors(target, now, regions) if now else (),
        groups=_groups(target, now, groups),
        source=(*facts.source(plan, target, oddities), *revisions),
        simulated=any(item.simulated for item in assessments.values()),
        shares=shares,
    )


def chart_view(
    plan: Plan,
    target: Target,
    indicator: Indicator,
    assessments: Mapping[Month, Assessment],
    expected: Mapping[Month, int] | None = None,
    period: Month | None = None,
    fan: Mapping[Month, ForecastMonth] | None = None,
) -> ChartView:
    """What the trajectory chart shows: the whole plan's months; ``expected`` fills those still to come, and
    ``fan`` is the forecast made in ``period``."""
    due = dict(expected or {})
    due |= {month: item.expected for month, item in assessments.items() if item.expected is not None}
    latest = assessments[max(assessments)] if assessments else None
    from_zero = indicator.kind is Kind.FLOW  # a total has no baseline to be held against
    return ChartView(
        name=target.name,
        unit=target.unit,
        months=tuple(months(plan.first, plan.last)),
        expected=due,
        actual={
            month: TrajectoryMonth(item.actual, facts.is_accepted(item), item.level)
            for month, item in assessments.items()
            if plan.first <= month <= plan.last
        },
        target=latest.target if latest and latest.target is not None else measure(target.value_exact, target),
        baseline=None if from_zero else measure(target.baseline_exact, target),
        period=period,
        fan=fan or {},
    )


def _month_row(target: Target, month: Month, item: Assessment, current: bool) -> MonthRow:
    unit = target.unit
    return MonthRow(
        period=str(month),
        actual=formats.measure_text(item.actual, unit),
        expected=formats.measure_text(item.expected, unit),
        margin=formats.margin_text(item.gap, unit),
        behind=item.gap is not None and item.gap > 0,
        progress=formats.basis_points_text(item.progress),
        months=formats.months_text(item.months_behind),
        mark=levels.level_mark(item.level),
        outcome=formats.outcome_text(item),
        coverage=f"{item.reported_units}/{item.expected_units}",
        status=facts.status_word(item),
        current=current,
    )


def _contributors(target: Target, now: Assessment, regions: Mapping[str, Region]) -> tuple[Contributor, ...]:
    """Largest first, as the assessment lists them; bars are held against the largest one.

    The others together have no bar: beside single units it would only look like the largest.
    """
    parts = sorted(now.contributions, key=lambda part: -part.gap)
    largest = max((part.gap for part in parts), default=0)
    rows = [_contributor(target, regions[part.region].name, part.gap, part.share, largest, now.level) for part in parts]
    if now.rest_units and now.gap:
        share = now.rest_gap * 10_000 // now.gap
        gap = formats.measure_text(now.rest_gap, target.unit)
        rows.append(Contributor(f"其余 {now.rest_units} 个", gap, formats.basis_points_text(share), Markup("")))
    return tuple(rows)


def _contributor(target: Target, name: str, gap: int, share: int, largest: int, level: Level) -> Contributor:
    text = formats.measure_text(gap, target.unit)
    length = gap * 10_000 // largest if largest > 0 else 0
    return Contributor(name, text, formats.basis_points_text(share), svg.bar(length, level, f"{name} {text}"))


def _groups(target: Target, now: Assessment | None, groups: Sequence[GroupFigure]) -> tuple[GroupRow, ...]:
    rate = target.unit.base == "%"
    whole = now.actual if now and now.actual and not rate else 0
    return tuple(
        GroupRow(
            name=group.name,
            amount=formats.measure_text(group.amount, target.unit),
            share=formats.share_text(group.amount, whole) if group.amount is not None else formats.DASH,
            coverage=f"{group.reported}/{group.expected}",
        )
        for group in groups
    )
