"""分解: the table of a target's shares, and the sentences about its revisions. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.aggregator.board.target.facts import Fact
from services.aggregator.districts.share_progress import AllocationStanding, ShareProgress
from services.aggregator.wording import formats, levels
from services.aggregator.wording.levels import LevelMark
from shared.catalogue.model import Attribute, Bound, Horizon, Region, Target, exact
from shared.events import AnnualTargetSet, TargetRevised
from shared.periods import Month
from shared.quantities import BASIS_POINTS, PARTS_PER_MILLION, round_half_even

_BASES = {"own_plan": "本地区规划", "apportioned": "按权数分摊", "given": "文件给定"}
_METHODS = {"baseline": "按基期分摊", "latest": "按最近已审核数分摊", "equal": "平均分摊", "given": "按文件给定"}
_ATTRIBUTES = {Attribute.BINDING.value: "约束性", Attribute.EXPECTED.value: "预期性"}
_BOUNDS = {
    Bound.AT_LEAST.value: "不低于",
    Bound.MORE_THAN.value: "高于",
    Bound.AT_MOST.value: "不高于",
    Bound.LESS_THAN.value: "低于",
}


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A child's line of the table, every figure written out."""

    name: str
    share: str
    basis: str
    actual: str
    expected: str
    progress: str
    mark: LevelMark
    coverage: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """The table, its foot (what was shared out, the sum, 缺口) and what it rests on; ``without``: who has no share
    any more."""

    rows: tuple[ShareRow, ...]
    amount: str
    total: str
    gap_word: str
    gap: str
    source: str
    without: str = ""


def sharing(standing: AllocationStanding | None, target: Target, regions: Mapping[str, Region]) -> Sharing | None:
    """The table of ``standing``; None where nothing was allocated."""
    if standing is None:
        return None
    event, unit = standing.allocation, target.unit
    of = f"{event.period}年" if event.period else "整个规划期"
    number = f"（{event.number}）" if event.number else ""
    return Sharing(
        rows=tuple(_row(child, target, regions) for child in standing.children),
        amount=formats.with_unit(event.amount, unit),
        total=formats.measure_text(standing.total, unit),
        gap_word="超出" if event.gap < 0 else "缺口",
        gap=formats.with_unit(abs(event.gap), unit),
        source=f"{of}；{_METHODS[event.method]}；《{event.document}》{number}",
        without=without_text(standing, regions),
    )


def without_text(standing: AllocationStanding, regions: Mapping[str, Region]) -> str:
    """Who has no share because a part came or went, by which change; '' where everybody has one."""
    changes = dict.fromkeys(standing.without.values())
    told = []
    for change in changes:
        names = "、".join(regions[code].name for code, each in standing.without.items() if each is change)
        told.append(
            f"{names}自{change.effective.chinese}区划调整（{change.document}）起没有分解数：划出、划入的部分无从分开"
        )
    return "；".join(told)


def _row(child: ShareProgress, target: Target, regions: Mapping[str, Region]) -> ShareRow:
    unit, added = target.unit, target.horizon is Horizon.PLAN
    points = None if child.progress is None else round_half_even(child.progress * BASIS_POINTS)
    return ShareRow(
        name=regions[child.share.region].name,
        share=formats.measure_text(child.share.amount, unit),
        basis=_BASES[child.share.basis],
        actual=formats.measure_text(child.actual, unit),
        expected=formats.measure_text(child.expected, unit),
        progress=formats.basis_points_text(points) if added else formats.progress_of(points, target.bound.upward),
        mark=levels.level_mark(child.level),
        coverage=f"{child.reported}/{child.expected_units}",
    )


def revision_facts(target: Target, revisions: Sequence[TargetRevised]) -> tuple[Fact, ...]:
    """One fact for each revision of the row, as recorded: the value, since when, and by which document."""
    return tuple(_revision_fact(target, event) for event in revisions)


def year_facts(target: Target, years: Mapping[int, AnnualTargetSet]) -> tuple[Fact, ...]:
    """One fact for each year that a target stands for, with the document that set it."""
    return tuple(
        Fact("年度目标", f"{year}年 {_written(target, event.value)}", _paper(event)) for year, event in years.items()
    )


def _written(target: Target, value: str) -> str:
    found = exact(Decimal(value), target.unit)
    whole = round_half_even(found * PARTS_PER_MILLION if target.unit.base == "%" else Fraction(found))
    return formats.with_unit(whole, target.unit)


def _paper(event: TargetRevised | AnnualTargetSet) -> str:
    return f"《{event.document}》{f'（{event.number}）' if event.number else ''}"


def _revision_fact(target: Target, event: TargetRevised) -> Fact:
    words = [f"{Month.parse(event.effective).chinese}起 {_written(target, event.value)}"]
    words += [_ATTRIBUTES[event.attribute]] if event.attribute else []
    words += [_BOUNDS[event.bound]] if event.bound else []
    return Fact("中期调整", "，".join(words), f"{_paper(event)}；{event.reason}")
