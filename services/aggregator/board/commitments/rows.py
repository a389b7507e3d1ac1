"""重点任务: from a plan's commitments and its targets' assessments to the rows of the page. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from services.aggregator.wording import formats, levels
from services.aggregator.wording.levels import LevelMark
from shared.catalogue.model import Commitment, CommitmentBound, CommitmentHorizon, Plan, PrintedAmount
from shared.events import Assessment

NOBODY = "未写明"
"""In the place of a department where none is named."""

_HEAD = re.compile(r"第[一二三四五六七八九十百]+[章篇]|专栏\s*[0-9一二三四五六七八九十]+")
_HORIZONS: Mapping[CommitmentHorizon, str] = {
    CommitmentHorizon.PLAN: "规划期内",
    CommitmentHorizon.YEAR: "一年",
    CommitmentHorizon.EACH_YEAR: "每年",
    CommitmentHorizon.END: "期末",
    CommitmentHorizon.THROUGHOUT: "始终保持",
}


class Followed(NamedTuple):
    """How the row of the main table that says the same stands: its number and name, its level, and its figure."""

    row: int
    name: str
    mark: LevelMark
    actual: str


class CommitmentRow(NamedTuple):
    """One commitment, written out; ``followed`` is None where no indicator says how it stands."""

    number: int
    subject: str
    asked: str
    horizon: str
    department: str
    followed: Followed | None


class Clause(NamedTuple):
    """A clause as it is printed, the heading that it stands under, and what it promises."""

    place: str
    printed: str
    rows: tuple[CommitmentRow, ...]


@dataclass(frozen=True, slots=True)
class CommitmentGroup:
    """The clauses under one chapter or 专栏, in the order of the text."""

    title: str
    clauses: tuple[Clause, ...]

    @property
    def count(self) -> int:
        """How many commitments."""
        return sum(len(clause.rows) for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class CommitmentsShown:
    """The page: the groups of the ``department`` that is asked for ('' for all), out of all that are named."""

    groups: tuple[CommitmentGroup, ...]
    departments: tuple[str, ...]
    department: str
    count: int
    followed: int


def commitments_shown(plan: Plan, assessments: Mapping[int, Assessment], department: str) -> CommitmentsShown:
    """The plan's commitments; ``assessments`` are those of its targets in the month, by row."""
    departments = tuple(dict.fromkeys(each.department or NOBODY for each in plan.commitments))
    wanted = department if department in departments else ""
    chosen = [each for each in plan.commitments if not wanted or (each.department or NOBODY) == wanted]
    groups: dict[str, list[Clause]] = {}
    for (place, printed), found in groupby(chosen, key=lambda each: (each.place, each.printed)):
        rows = tuple(_row(plan, each, assessments) for each in found)
        groups.setdefault(chapter_of(place), []).append(Clause(place, printed, rows))
    return CommitmentsShown(
        groups=tuple(CommitmentGroup(title, tuple(clauses)) for title, clauses in groups.items()),
        departments=departments if len(departments) > 1 else (),
        department=wanted,
        count=len(chosen),
        followed=sum(each.target_row is not None for each in chosen),
    )


def chapter_of(place: str) -> str:
    """The chapter or the 专栏 that a place begins with; the whole place where it begins with neither."""
    found = _HEAD.match(place)
    return found[0] if found else place


def asked_text(commitment: Commitment) -> str:
    """What is promised, as a person says it: ``2 亿元以上``, ``20—30 家``, ``全部``."""
    if commitment.value is None:
        return "全部"
    unit = commitment.unit
    match commitment.bound:
        case CommitmentBound.RANGE:
            return _with_unit(f"{_number(commitment.value)}—{_number(commitment.value_max)}", unit)
        case CommitmentBound.AT_LEAST:
            return f"{_with_unit(_number(commitment.value), unit)}以上"
        case CommitmentBound.AT_MOST:
            return f"{_with_unit(_number(commitment.value), unit)}以内"
        case CommitmentBound.ABOUT:
            return f"{_with_unit(_number(commitment.value), unit)}左右"
        case CommitmentBound.EXACT | CommitmentBound.WHOLE:
            return _with_unit(_number(commitment.value), unit)


def horizon_text(commitment: Commitment) -> str:
    """By when, or how often."""
    return f"{commitment.year}年" if commitment.year is not None else _HORIZONS[commitment.horizon]


def _row(plan: Plan, each: Commitment, assessments: Mapping[int, Assessment]) -> CommitmentRow:
    return CommitmentRow(
        number=each.row,
        subject=each.subject,
        asked=asked_text(each),
        horizon=horizon_text(each),
        department=each.department,
        followed=None if each.target_row is None else _followed(plan, each.target_row, assessments),
    )


def _followed(plan: Plan, row: int, assessments: Mapping[int, Assessment]) -> Followed:
    target, assessment = plan.target(row), assessments.get(row)
    mark = levels.level_mark(assessment.level if assessment else "unassessed")
    return Followed(row, target.name, mark, formats.with_unit(assessment.actual if assessment else None, target.unit))


def _number(value: PrintedAmount | None) -> str:
    return "" if value is None else str(value)


def _with_unit(number: str, unit: str) -> str:
    return number + unit if unit in ("%", "％", "") else f"{number} {unit}"
