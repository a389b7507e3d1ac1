"""What a message says of figures that wait for review, and of the corrections that ended an alert. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from services.alerts.messages.subject import MessageSubject
from services.alerts.messages.wording import Scale, reason_text
from shared.events import AlertReopened, Assessment, UnitCorrection
from shared.periods import CHINA, Month, from_microseconds


def doubts(assessment: Assessment, subject: MessageSubject, *, raised: bool) -> str:
    """Which units' figures have open findings; of a raise, that it did not wait for their review."""
    if not assessment.doubtful:
        return ""
    named = "、".join(
        f"{subject.names[each.region]}{Month.parse(each.period).chinese}（{each.message}）"
        for each in assessment.doubtful
    )
    more = assessment.doubtful_units - len({each.region for each in assessment.doubtful})
    others = f"等共 {assessment.doubtful_units} 个单位" if more > 0 else ""
    begin = "**按未审核数据发出**：以下单位数据存疑，审核期限已过仍未审核" if raised else "以下单位数据存疑，尚未审核"
    return f"{begin}：{named}{others}。"


def waiting(assessment: Assessment, subject: MessageSubject) -> str:
    """Which corrections nobody has accepted: they end no alert until somebody has."""
    if not assessment.waiting:
        return ""
    named = "；".join(moved(each, subject.scale, subject.names) for each in assessment.waiting)
    others = "等" if assessment.corrections_waiting > len(assessment.waiting) else ""
    return f"更正待审核 {assessment.corrections_waiting} 件：{named}{others}。审核通过后方可据以解除预警。"


def reopened(event: AlertReopened, *, by_catalogue: bool) -> str:
    """That a close is undone, and the episode goes on."""
    stands = "，数据补齐前冻结" if event.frozen else ""
    why = reason_text(event.reason, by_catalogue=by_catalogue)
    return f"**预警恢复**：{why}。第{event.episode}期预警继续有效{stands}。"


def owed_again(event: AlertReopened, subject: MessageSubject) -> str:
    """What was done counts on, and until when the rest is owed."""
    department = f"责任部门：{subject.department.name}。已有的签收、反馈继续有效"
    if event.asked is None:
        return f"{department}，解除期间不计入期限。"
    days = [("签收", event.asked.sign_by), ("反馈", event.asked.answer_by)]
    until = "、".join(f"{word}至 {_day(date.fromisoformat(day))}" for word, day in days if day)
    return f"{department}；尚未完成的，期限扣除解除期间后顺延：{until}。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def cures(corrections: Sequence[UnitCorrection], subject: MessageSubject) -> list[str]:
    """The corrections that ended an alert, each a paragraph."""
    return [f"更正：{cured_by(each, subject.scale, subject.names)}。" for each in corrections]


def cured_by(correction: UnitCorrection, scale: Scale | None, names: Mapping[str, str]) -> str:
    """One accepted correction: the old value and the new, the reason, the evidence, and who signed and accepted it."""
    day = from_microseconds(correction.accepted_at).astimezone(CHINA).date()
    said = {
        "理由": correction.reason,
        "依据": correction.evidence,
        "复核": correction.second_signer,
        "审核": f"{correction.accepted_by}，{_day(day)}",
    }
    words = [f"{label}：{text}" for label, text in said.items() if text]
    return "；".join([moved(correction, scale, names), *words])


def moved(correction: UnitCorrection, scale: Scale | None, names: Mapping[str, str]) -> str:
    """From what to what a unit corrected its figure; without ``scale`` (the plan is gone) in bare numbers."""
    old, new = (_value(value, scale) for value in (correction.old, correction.new))
    so_far = "（本年累计）" if correction.to_date else ""
    name = names.get(correction.region, correction.region)
    return f"{name}{Month.parse(correction.period).chinese}{so_far}由 {old} 改为 {new}"


def _value(value: int | None, scale: Scale | None) -> str:
    if value is None:
        return "（无）"
    return scale.value(value) if scale is not None else f"{value:,}"
