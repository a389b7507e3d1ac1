"""总览: from plans and assessments to the rows of a page. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from services.aggregator.board.drawing import small_pictures as svg
from services.aggregator.board.target.bullet import bullet_of
from services.aggregator.wording import formats, levels
from services.aggregator.wording.levels import LevelMark
from services.aggregator.wording.measures import measure
from services.aggregator.wording.years import year_line
from shared.catalogue.model import Indicator, Plan, Region, Target
from shared.events import Assessment, Level
from shared.periods import Month

SPARK_MONTHS = 24
_SILENT: frozenset[Level] = frozenset({"reporting", "unassessed"})  # coming from or to these is no news


@dataclass(frozen=True, slots=True)
class SparkPoint:
    """A month of a target's series, in its measure."""

    actual: int | None
    expected: int | None
    level: Level
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """What is known of a plan in a month: ``assessments`` by row, and ``series`` by row and month.

    ``series`` reaches from the month itself back over the months of a sparkline.
    """

    plan: Plan
    region: Region
    indicators: Mapping[str, Indicator]
    period: Month
    assessments: Mapping[int, Assessment]
    series: Mapping[int, Mapping[Month, SparkPoint]]

    def level(self, row: int, period: Month) -> Level | None:
        """The row's level in ``period``; None when it was not assessed then."""
        point = self.series.get(row, {}).get(period)
        return None if point is None else point.level


@dataclass(frozen=True, slots=True)
class Change:
    """A level that is not what it was a month before."""

    before: LevelMark
    after: LevelMark

    @property
    def worse(self) -> bool:
        return self.after.rank > self.before.rank

    @property
    def word(self) -> str:
        """Which way it went; between a level and no level there is no direction."""
        if min(self.before.rank, self.after.rank) < 0:
            return "转为"
        return "加重" if self.worse else "缓解"


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target's line: every figure already written out."""

    plan: str
    row: int
    name: str
    part: bool
    binding: bool
    mark: LevelMark
    outcome: str
    unit: str
    bullet: Markup
    spark: Markup
    actual: str
    expected: str
    target: str
    printed: str
    note: str
    difference: str
    behind: bool
    months: str
    progress: str
    reported: str
    change: Change | None
    year: str = ""


def row_of(progress: PlanProgress, target: Target) -> TargetRow:
    """A target's line; one that was never assessed stands as 不判."""
    assessment = progress.assessments.get(target.row)
    mark = levels.level_mark(assessment.level if assessment else "unassessed")
    unit = target.unit
    return TargetRow(
        plan=target.plan,
        row=target.row,
        name=target.name,
        part=target.part_of is not None,
        binding=target.binding,
        mark=mark,
        outcome=formats.outcome_text(assessment) if assessment else "",
        unit=unit.symbol,
        bullet=bullet_of(target, progress.indicators[target.indicator], assessment) if assessment else Markup(""),
        spark=_spark(progress, target, mark.level),
        actual=formats.measure_text(assessment.actual if assessment else None, unit),
        expected=formats.measure_text(assessment.expected if assessment else None, unit),
        target=formats.measure_text(measure(target.value_exact, target), unit),
        printed=target.printed_target,
        note=target.note,
        difference=formats.signed_text(assessment.difference if assessment else None, unit),
        behind=bool(assessment and assessment.gap is not None and assessment.gap > 0),
        months=formats.months_text(assessment.months_behind if assessment else None),
        progress=formats.progress_text(assessment),
        reported=formats.coverage_text(assessment),
        change=_change(progress, target.row, mark),
        year=year_line(assessment.year if assessment else None, unit),
    )


def _change(progress: PlanProgress, row: int, mark: LevelMark) -> Change | None:
    before = progress.level(row, progress.period.shift(-1))
    if before is None or before == mark.level or _SILENT.intersection((before, mark.level)):
        return None
    return Change(levels.level_mark(before), mark)


def _spark(progress: PlanProgress, target: Target, level: Level) -> Markup:
    series = progress.series.get(target.row, {})
    shown = [series.get(progress.period.shift(step)) for step in range(1 - SPARK_MONTHS, 1)]
    actual = [point.actual if point else None for point in shown]
    due = [point.expected if point else None for point in shown]
    return svg.sparkline(actual, due, level, f"{target.name}近{SPARK_MONTHS}个月走势")
