"""总览: a plan's section: its head, its counts, its rows in order. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.aggregator.board.overview.rows import PlanProgress, TargetRow, row_of
from services.aggregator.model import Coverage
from services.aggregator.wording import levels
from services.aggregator.wording.levels import LevelMark
from shared.catalogue.model import Plan, Target
from shared.periods import Month


@dataclass(frozen=True, slots=True)
class MonthCoverage:
    """Units that owe the month, have reported it, and are accepted; ``short`` counts rows left unjudged."""

    expected: int
    reported: int
    accepted: int
    short: int

    @property
    def word(self) -> str:
        """Whether the figures may still move."""
        return "已审核" if self.expected and self.accepted >= self.expected else "初步"


@dataclass(frozen=True, slots=True)
class Section:
    """A plan on the page: its head and its rows, binding ones first. ``region`` is the area's name."""

    plan: Plan
    region: str
    period: Month
    coverage: MonthCoverage
    counts: tuple[tuple[LevelMark, int, int], ...]
    binding: tuple[TargetRow, ...]
    others: tuple[TargetRow, ...]
    data_version: int
    simulated: bool

    @property
    def rows(self) -> tuple[TargetRow, ...]:
        return (*self.binding, *self.others)

    @property
    def size(self) -> int:
        """How many targets the plan has."""
        return len(self.binding) + len(self.others)


def section(progress: PlanProgress, units: Coverage) -> Section:
    """A plan's section. A target that was never assessed stands as 不判: no row is left out.

    ``units`` counts who has reported at all, which is public at once; an assessment's own counts are those of the
    figures that it was made of."""
    rows = [row_of(progress, target) for target in _in_order(progress.plan.targets)]
    found = progress.assessments.values()
    short = sum(item.level == "missing" for item in found)
    return Section(
        plan=progress.plan,
        region=progress.region.name,
        period=progress.period,
        coverage=MonthCoverage(units.expected, units.reported, units.accepted, short),
        counts=_counts(rows),
        binding=tuple(row for row in rows if row.binding),
        others=tuple(row for row in rows if not row.binding),
        data_version=max((item.data_version for item in found), default=0),
        simulated=any(point.simulated for points in progress.series.values() for point in points.values()),
    )


def changes(sections: Sequence[Section]) -> list[tuple[Section, TargetRow]]:
    """The rows whose level changed since the month before: what got worse first, binding before expected."""
    found = [(each, row) for each in sections for row in each.rows if row.change is not None]
    return sorted(found, key=lambda pair: _urgency(pair[1]))


def _urgency(row: TargetRow) -> tuple[bool, bool, int]:
    assert row.change is not None
    return not row.change.worse, not row.binding, -row.change.after.rank


def _counts(rows: Iterable[TargetRow]) -> tuple[tuple[LevelMark, int, int], ...]:
    """Of every level: how many rows, and how many of them binding."""
    listed = list(rows)
    every = Counter(row.mark.level for row in listed)
    binding = Counter(row.mark.level for row in listed if row.binding)
    return tuple((mark, every[level], binding[level]) for level, mark in levels.LEVELS.items())


def _in_order(targets: Sequence[Target]) -> list[Target]:
    """As printed, with every 其中 row right behind the row that it is part of."""
    numbers = {target.row for target in targets}

    def key(target: Target) -> tuple[int, int]:
        whole = target.part_of if target.part_of in numbers else None
        return (target.row, 0) if whole is None else (whole, target.row)

    return sorted(targets, key=key)
