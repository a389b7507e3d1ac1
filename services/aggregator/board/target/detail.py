"""指标: one target of a plan in full. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from services.aggregator.board.target import facts
from services.aggregator.board.target.bullet import bullet_of
from services.aggregator.board.target.facts import Fact
from services.aggregator.board.target.makers import Contributor, GroupFigure, GroupRow, contributors, group_rows
from services.aggregator.board.target.shares_table import Sharing
from services.aggregator.wording import formats, levels
from services.aggregator.wording.levels import LevelMark
from shared.catalogue.model import ExplainedLine, Indicator, Plan, Region, Target
from shared.events import Assessment
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of the table under the chart."""

    period: str
    actual: str
    expected: str
    difference: str
    behind: bool
    progress: str
    months: str
    mark: LevelMark
    outcome: str
    coverage: str
    status: str
    current: bool


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything that the page of a target shows.

    ``of_several``: more than one unit makes the figure, and each can be held against its part of the line.
    """

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
    explained: tuple[ExplainedLine, ...]
    simulated: bool
    of_several: bool
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
        comes_from=facts.comes_from(now, regions),
        should_be=facts.should_be(target, now),
        paces=facts.paces(target, now, reason),
        months=tuple(
            _month_row(target, month, assessments[month], month == period)
            for month in sorted(assessments, reverse=True)
        ),
        contributors=contributors(target, now, regions) if now else (),
        groups=group_rows(target, now, groups),
        source=(*facts.source(plan, target, oddities), *revisions),
        explained=indicator.explained,
        simulated=any(item.simulated for item in assessments.values()),
        of_several=now is not None and now.gap is not None and now.expected_units > 1,
        shares=shares,
    )


def _month_row(target: Target, month: Month, item: Assessment, current: bool) -> MonthRow:
    unit = target.unit
    return MonthRow(
        period=str(month),
        actual=formats.measure_text(item.actual, unit),
        expected=formats.measure_text(item.expected, unit),
        difference=formats.signed_text(item.difference, unit),
        behind=item.gap is not None and item.gap > 0,
        progress=formats.progress_text(item),
        months=formats.months_text(item.months_behind),
        mark=levels.level_mark(item.level),
        outcome=formats.outcome_text(item),
        coverage=f"{item.reported_units}/{item.expected_units}",
        status=facts.status_word(item),
        current=current,
    )
