"""How points are written: what took them, what brought them, and why something is not counted. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from services.aggregator.appraisal.scoring import PROGRESS, MonthScore, NotCounted, TraceLine
from shared.catalogue import Catalogue
from shared.catalogue.model import AppraisalItem, Deduction
from shared.quantities import round_half_even

NOT_COUNTED: Mapping[NotCounted, str] = {
    NotCounted.NO_DUTY: "没有报送义务，不计",
    NotCounted.BACKFILL: "补录的月份，不计",
    NotCounted.EXEMPT: "免于考核，不计",
    NotCounted.NOT_DUE: "未到应报日，暂不计",
    NotCounted.NO_TARGET: "没有可比的目标，不计",
}

_TAKES: Mapping[Deduction, str] = {
    Deduction.LATE: "每迟一个工作日扣 {points} 分",
    Deduction.MISSING: "到期未报扣 {points} 分",
    Deduction.RETURNED: "每退回一次扣 {points} 分",
    Deduction.CORRECTED: "每更正一次扣 {points} 分",
    Deduction.FALSE: "每认定一次虚报扣 {points} 分",
}


def points_text(points: Fraction) -> str:
    """Points with two decimals at most: ``30``, ``13.33``."""
    hundredths = round_half_even(points * 100)
    sign = "−" if hundredths < 0 else ""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else f"{sign}{whole}"


def part_text(part: Fraction | None) -> str:
    """The part of the full marks that was reached: ``94.29%``."""
    if part is None:
        return "—"
    hundredths = round_half_even(part * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def not_counted_text(reason: NotCounted | None, exempt: str = "") -> str:
    """Why something is not counted; '' where it is."""
    if reason is None:
        return ""
    return f"{NOT_COUNTED[reason]}（{exempt}）" if exempt else NOT_COUNTED[reason]


def month_text(score: MonthScore) -> str:
    """Why a month is not counted; '' where it is."""
    return not_counted_text(score.reason, score.exempt)


def item_rule(item: AppraisalItem) -> str:
    """What an item goes by: its full marks, and what takes them."""
    weight = f"，权重 {item.weight.normalize():f}" if item.weight != 1 else ""
    if item.progress:
        return f"满分 {item.full.normalize():f}{weight}：按达到序时进度的目标所占比例给分"
    takes = "，".join(_TAKES[each].format(points=f"{points.normalize():f}") for each, points in item.deductions.items())
    return f"满分 {item.full.normalize():f}{weight}：{takes}"


def line_text(line: TraceLine, known: Catalogue) -> str:
    """What moved the points."""
    happened = line.happened
    match line.rule:
        case Deduction.LATE:
            return f"第{happened.revision}版报来，迟 {happened.days} 个工作日"
        case Deduction.MISSING:
            return "到期未报" if happened.position == 0 else "退回或撤回后到期没有重报"
        case Deduction.RETURNED:
            return f"第{happened.revision}版被退回"
        case Deduction.CORRECTED:
            return f"更正，成为第{happened.revision}版"
        case Deduction.FALSE:
            return f"第{happened.revision}版认定为虚报：{happened.document}"
        case _:
            assert line.rule == PROGRESS
            met = "达到" if line.points else "没有达到"
            expected = f"应达 {line.expected}，" if line.expected else ""
            return f"{known.indicator_name(line.indicator)}：{expected}实际 {line.actual or '—'}，{met}"
