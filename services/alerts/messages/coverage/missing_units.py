"""What a message says of units that have not reported: how they are counted, and what they could change. Pure."""

from __future__ import annotations

from services.alerts.messages.subject import MessageSubject
from services.alerts.messages.wording import LOOKS, percent
from shared.events import Assessment, EstimatedUnit
from shared.periods import Month

_YEAR = 12
_NAMED = 3


def counted(assessment: Assessment, subject: MessageSubject) -> str:
    """Who is missing, how they count, and what they could change; nothing where all have reported.

    ``8个单位中7个已报（占98.60%），龙山县按上年同月占比估算；其最好最坏情形均为橙。``
    """
    if not assessment.estimated:
        return ""
    weight = assessment.reported_weight
    weighs = f"（占{percent(weight)}）" if weight is not None else ""
    units = f"{assessment.expected_units}个单位中{assessment.reported_units}个已报{weighs}"
    named = "、".join(_estimated(each, subject) for each in assessment.estimated[:_NAMED])
    more = len(assessment.estimated[_NAMED:]) + assessment.more_estimated
    others = f"，另有{more}处照此估算" if more else ""
    return f"{units}，{named}{others}；{ends(assessment)}。"


def ends(assessment: Assessment) -> str:
    """Whether what is missing could change the level, and between which."""
    spread = assessment.missing_range
    if spread is None:
        return "其多少无从估算"
    worst, best = LOOKS[spread.worst_level].name, LOOKS[spread.best_level].name
    if spread.worst_level == spread.best_level:
        return f"其最好最坏情形均为{worst}"
    return f"其最好情形为{best}，最坏情形为{worst}"


def _estimated(each: EstimatedUnit, subject: MessageSubject) -> str:
    name, period, reference = subject.names[each.region], Month.parse(each.period), Month.parse(each.reference)
    month = "" if period == subject.period else period.chinese
    if each.by == "last":
        return f"{name}{month}按{reference.chinese}末数计"
    if period.ordinal - reference.ordinal == _YEAR:
        return f"{name}{month}按上年同月占比估算"
    return f"{name}{month}按{reference.chinese}占比估算"
