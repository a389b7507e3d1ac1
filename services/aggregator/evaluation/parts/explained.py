"""What every evaluation report says about how it is to be read. Pure."""

from __future__ import annotations

from shared.events.published.evaluation import EvaluationKind

_STANDING = (
    "序时进度 P 为实际与序时应达之比：累计类为累计数与应达数之比，攀升类为较基期的变动与应有变动之比；"
    "100% 即与序时进度持平。等级照规划的判级规则，与同期通报相同。"
)
_FINAL = (
    "完成情况按规划末月的数字与目标比较：目标印为界限（如“>95”）的，按界限判；“完成”“未完成”以外的为无法判定，原因写在备注。"
    "超过规划目标值为实际减目标，负数为不足；目标为上限的，负数为低于上限。"
)
_OUTLOOK = "展望由近年各月的变动推算，是按目前走势的可能，不是承诺；概率为到期达到目标的可能。"
_ANSWERS = "落后原因引自责任部门对预警的反馈，注明反馈日期，照原文。"
_QUALITY = "迟报为首次报送晚于应报日；疑问为审核规则提出、须由单位答复的问题；更正为审核通过或关账以后的改动。"
_ACCEPTED = "合计含已审核的数字；已报未审核的至少随三个单位一并计入，不足三个的审核通过后计入。"
_KEPT = "本报告作为事件存入汇总事件链，所据数据由下列序号与散列确定；数据以后如有更正，另出新号，本号不变。"


def explained(kind: EvaluationKind) -> tuple[str, ...]:
    """The sentences, in order."""
    first = (_FINAL,) if kind == "final" else (_STANDING, _OUTLOOK)
    return *first, _ANSWERS, _QUALITY, _ACCEPTED, _KEPT
