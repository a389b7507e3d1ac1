"""What a 提示 about an expected target says, which has no alert: the word 预警 does not occur. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from services.alerts.episodes.advice.advising import YEAR_MEAN_BROKEN
from services.alerts.messages import sentences
from services.alerts.messages.subject import MessageSubject
from services.alerts.messages.wording import LOOKS, REASONS, LevelLook
from shared.catalogue.model import Bound, Horizon, Kind
from shared.events import AlertAdvised, Assessment

EXPECTED_LOOK = LevelLook("提示", LOOKS["blue"].shape, LOOKS["blue"].colour)
"""How it is marked: it has no level of an alert."""

_WORDS = {Bound.AT_LEAST: "不低于", Bound.MORE_THAN: "高于", Bound.AT_MOST: "不高于", Bound.LESS_THAN: "低于"}


def advising(event: AlertAdvised, subject: MessageSubject) -> Iterator[str]:
    """What it says, in the order a busy reader needs it."""
    assessment = event.assessment
    bound = assessment.rule in ("floor", "ceiling")
    yield f"**提示**：{_why(event, subject)}。"
    yield _standing(assessment, subject) if bound else sentences.standing(assessment, subject)
    if not bound:
        yield sentences.ahead(assessment, subject)
    yield sentences.contributors(assessment, subject)
    yield sentences.sources(assessment, REASONS[event.reason])
    yield f"责任部门：{subject.department.name}。本项为预期性指标，**本提示供研判参考，不需要答复**。"


def _why(event: AlertAdvised, subject: MessageSubject) -> str:
    if event.reason == YEAR_MEAN_BROKEN:
        return f"{_mean_of(subject)}平均未守住规划界限"
    if event.assessment.rule in ("floor", "ceiling"):
        return f"到{subject.period.chinese}已连续 {max(event.assessment.breached_periods, 2)} 期未守住规划界限"
    return f"到{subject.period.chinese}已连续两期落后于序时"


def _standing(assessment: Assessment, subject: MessageSubject) -> str:
    """The figure, or the year's mean so far, against the bound."""
    if assessment.actual is None or assessment.expected is None:
        return ""
    scale, gap = subject.scale, assessment.gap or 0
    mean = subject.indicator.kind is Kind.DIRECT and subject.target.horizon in (Horizon.THROUGHOUT, Horizon.YEAR)
    of = f"{_mean_of(subject)}平均" if mean else subject.period.chinese
    parts = [
        f"{of} **{scale.value(assessment.actual)}**",
        f"规划要求{_WORDS[subject.target.bound]} {scale.value(assessment.expected)}",
    ]
    if gap > 0:
        parts.append(f"**相差 {scale.difference(gap)}**")
    elif gap < 0:
        parts.append(f"平均好于界限 {scale.difference(-gap)}" if mean else f"好于界限 {scale.difference(-gap)}")
    return f"{'，'.join(parts)}。"


def _mean_of(subject: MessageSubject) -> str:
    month = subject.period.month
    return f"{subject.period.year}年1月" if month == 1 else f"{subject.period.year}年1—{month}月"
