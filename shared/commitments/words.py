"""Commitments, and what is said of them, in the words of pages and documents. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from shared.catalogue.model import Commitment, CommitmentBound, CommitmentHorizon, PrintedAmount
from shared.commitments.history import Milestone, Statement
from shared.commitments.periods import StatementPeriod
from shared.events import MilestoneStep, StatedProgress

_HEAD = re.compile(r"第[一二三四五六七八九十百]+[章篇]|专栏\s*[0-9一二三四五六七八九十]+")
_HORIZONS: Mapping[CommitmentHorizon, str] = {
    CommitmentHorizon.PLAN: "规划期内",
    CommitmentHorizon.YEAR: "一年",
    CommitmentHorizon.EACH_YEAR: "每年",
    CommitmentHorizon.END: "期末",
    CommitmentHorizon.THROUGHOUT: "始终保持",
}


STATED: Mapping[StatedProgress, str] = {
    "on_time": "按期推进",
    "late": "滞后",
    "done": "已完成",
    "given_up": "不再实施",
}
"""What a department can say."""

STEPS: Mapping[MilestoneStep, str] = {"begun": "开工（启动）", "done": "完成", "dropped": "取消"}
"""What a milestone can be."""


def statement_text(made: Statement) -> str:
    """What a statement says, without its words: ``2024年 按期推进，3 个``."""
    event = made.event
    reached = f"，{event.value}{'' if event.unit in ('%', '') else ' '}{event.unit}" if event.value else ""
    return f"{made.period.chinese} {STATED[event.progress]}{reached}"


def milestone_text(reached: Milestone) -> str:
    """What a milestone says: ``2022-05-12 开工（启动），渝人社发〔2022〕40号``."""
    return f"{reached.event.day} {STEPS[reached.event.step]}，{reached.event.number}"


def owed_text(period: StatementPeriod, due: date) -> str:
    """What is owed: ``2024年的进度应于2025年1月20日前填报，未报``."""
    return f"{period.chinese}的进度应于{due.year}年{due.month}月{due.day}日前填报，未报"


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


def _number(value: PrintedAmount | None) -> str:
    return "" if value is None else str(value)


def _with_unit(number: str, unit: str) -> str:
    return number + unit if unit in ("%", "％", "") else f"{number} {unit}"
