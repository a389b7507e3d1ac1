"""How levels, measures and reasons are written for people. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import msgspec

from shared.catalogue.model import Bound, Horizon, Indicator, Target
from shared.events import Assessment, Level
from shared.quantities import BASIS_POINTS, PARTS_PER_MILLION, Unit, format_rate, written_amount

_RARE = BASIS_POINTS // 100


@dataclass(frozen=True, slots=True)
class LevelLook:
    """A level in word, shape and colour (dark enough for text on white)."""

    name: str
    shape: str
    colour: str


LOOKS: dict[Level, LevelLook] = {
    "normal": LevelLook("正常", "●", "#1a7f37"),
    "blue": LevelLook("蓝", "◇", "#1f5fbf"),
    "yellow": LevelLook("黄", "△", "#8a6100"),
    "orange": LevelLook("橙", "▲", "#b34700"),
    "red": LevelLook("红", "■", "#b3141d"),
    "missing": LevelLook("缺报", "○", "#5f6672"),
    "reporting": LevelLook("报送中", "○", "#5f6672"),
    "unassessed": LevelLook("不判", "○", "#5f6672"),
}

STATES = {
    "open": "预警中",
    "frozen": "缺报冻结",
    "resolved": "已解除",
    "closed_by_correction": "更正销警",
    "expired_completed": "期满完成",
    "expired_not_completed": "期满未完成",
    "expired_unreviewed": "期满（数据未审核）",
    "expired_unreported": "期满（缺报）",
    "expired_unjudged": "期满（未判定）",
}
"""An episode's states as a page writes them."""

DELIVERY_STATES = {"queued": "待发送", "delivered": "已送达", "failed": "发送失败", "superseded": "已改道"}
"""A notification's states as a page writes them."""

STEPS = {
    "urged": "催办",
    "leader": "报请领导督促",
    "supervision": "督办",
    "supervision_draft": "督办函草拟",
    "interview_draft": "约谈建议草拟",
}
"""The steps of an escalation as people call them."""

REASONS = {
    "red_at_once": "达到红色，立即预警",
    "behind_in_a_row": "连续两期落后于序时",
    "correction_red_at_once": "数据更正或补报后达到红色，立即预警",
    "correction_behind_in_a_row": "数据更正或补报后，连续两期落后于序时",
    "worsened": "级别上升",
    "improved": "级别下降",
    "correction_worsened": "数据更正或补报后，级别上升",
    "correction_improved": "数据更正或补报后，级别下降",
    "figures_returned": "数据已补齐，预警恢复",
    "coverage_short": "报送覆盖不足，预警冻结",
    "coverage_still_short": "到下一月的报送期限仍未补齐",
    "gap_grew": "级别未变，差距比上次通知扩大五分之一以上",
    "caught_up": "已审核数据达到序时进度",
    "bound_kept": "已审核数据回到底线以内",
    "target_met": "规划期末目标完成",
    "no_longer_binding": "指标调整为预期性，不再预警",
    "no_longer_gathered": "上级同一指标的预警已解除，本预警单独通知",
    "likely_missed": "进度正常，但按目前走势多半难以达标",
    "bound_broken_twice": "连续两期未守住规划界限",
    "year_mean_broken": "本年以来的平均未守住规划界限",
    "behind_twice": "连续两期落后于序时",
    "correction_cured": "数据更正或补报后，不再符合预警条件",
    "completed": "规划期满，已审核数据达到目标",
    "not_completed": "规划期满，已审核数据未达到目标",
    "completed_unreviewed": "规划期满，最后一月数据未按期审核，按已报数据达到目标",
    "not_completed_unreviewed": "规划期满，最后一月数据未按期审核，按已报数据未达到目标",
    "unreported": "规划期满，最后一月数据缺报，无法判定",
    "unjudged": "规划期满，最后一月没有可比的目标，未作判定",
    "on_trajectory": "已审核数据达到序时进度，承诺兑现",
    "closed_in_time": "预警按期解除，承诺兑现",
    "closed_late": "预警已解除，承诺的月份按上报数据也已达到，承诺兑现",
    "behind_on_accepted": "已审核数据仍落后于序时，承诺未兑现",
    "behind_on_reported": "到期仍未审核完毕，上报数据落后于序时，承诺未兑现",
    "promise_broken": "承诺到期未兑现",
    "promise_still_broken": "承诺未兑现，至今仍落后",
    "close_undone": "据以解除的数据已退回、撤回或再次更正",
    "close_withdrawn": "据以解除的数据已退回或撤回，尚无新的数据",
    "unsigned": "到期未签收",
    "unanswered": "到期未反馈",
    "answer_returned": "反馈未通过会审，已退回",
    "red": "达到红色",
}
"""The named reasons of events, as a page writes them."""

JUDGED_ANEW = "目录文件更改后重新判定"
"""Why something is told that no report brought about."""

_JUDGED_ANEW = {
    "correction_cured": f"{JUDGED_ANEW}，不再符合预警条件",
    "correction_improved": f"{JUDGED_ANEW}，级别下降",
    "close_undone": f"{JUDGED_ANEW}，据以解除的判定不再成立",
    "close_withdrawn": f"{JUDGED_ANEW}，据以解除的月份无法判定",
}


def reason_text(reason: str, *, by_catalogue: bool) -> str:
    """A named reason in words; ``by_catalogue``: no report brought it about, but another catalogue."""
    if not by_catalogue:
        return REASONS[reason]
    return _JUDGED_ANEW.get(reason) or f"{REASONS[reason]}（{JUDGED_ANEW}）"


@dataclass(frozen=True, slots=True)
class Scale:
    """How the measures of one target are written: an amount in its printed unit, or a rate."""

    unit: Unit
    rate: bool

    @classmethod
    def of(cls, target: Target, indicator: Indicator) -> Scale:
        return cls(target.unit, indicator.is_rate)

    def value(self, measure: int) -> str:
        """A measure: ``657.00 万人``, ``63 人``, ``53.40%``."""
        if self.rate:
            return f"{format_rate(Fraction(measure, PARTS_PER_MILLION))}%"
        return written_amount(measure, self.unit)

    def difference(self, measure: int) -> str:
        """A difference of two measures: ``90.00 万人``, ``1.20 个百分点``."""
        if self.rate:
            return f"{format_rate(Fraction(measure, PARTS_PER_MILLION))} 个百分点"
        return self.value(measure)

    def signed(self, measure: int) -> str:
        """:meth:`difference` with its sign: ``−90.00 万人``, ``+1.20 个百分点``; zero has none."""
        text = self.difference(measure)
        return f"+{text}" if measure > 0 else text.replace("-", "−")


def as_judged(target: Target, found: Assessment) -> Target:
    """A published row as a month was held against it: one that says its aim in words is judged by what its year is set
    for, and which side is the good one may have been set or revised since it was printed."""
    horizon = Horizon.YEAR if target.value is None and by_year(found) else target.horizon
    upward, bound = upward_of(found, printed=target.bound.upward), target.bound
    if upward is not bound.upward:
        bound = Bound.AT_LEAST if upward else Bound.AT_MOST
    return replace(target, horizon=horizon, bound=bound)


def by_year(found: Assessment) -> bool:
    """Whether what a month was held against is its year's own target."""
    return found.year is not None and found.target == found.year.target


def upward_of(found: Assessment, *, printed: bool) -> bool:
    """Whether more was better, as the assessment itself tells; as ``printed`` where it does not."""
    if found.rule in ("floor", "ceiling"):
        return found.rule == "floor"
    if found.actual is None or found.expected is None or found.gap is None:
        return printed
    behind = found.expected - found.actual
    return {behind: True, -behind: False}.get(found.gap, printed) if behind else printed


def percent(basis_points: int) -> str:
    """A share or a progress: ``13.33%``."""
    return f"{format_rate(Fraction(basis_points, BASIS_POINTS))}%"


def points(basis_points: int) -> str:
    """A gap in points of the target's way: ``12.50 个百分点``."""
    return f"{format_rate(Fraction(basis_points, BASIS_POINTS))} 个百分点"


def chance(basis_points: int) -> str:
    """A probability in whole per cent; what is rarer than the forecast can tell is no certainty."""
    if basis_points < _RARE:
        return "不到 1%"
    return "超过 99%" if basis_points > BASIS_POINTS - _RARE else f"{(basis_points + 50) // 100}%"


def tenths(value: int) -> str:
    """A number of months given in tenths: ``4.5 个月``; negative when ahead."""
    whole, part = divmod(abs(value), 10)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{part} 个月" if part else f"{sign}{whole} 个月"


class AlertFigure(msgspec.Struct, frozen=True):
    """A measure, exact (base units, parts per million of a rate) and as written: 6570000, ``657.00 万人``."""

    value: int
    text: str


def figures(assessment: Assessment, scale: Scale) -> dict[str, AlertFigure]:
    """Every measure the assessment holds, exact and as written; what is not known is left out."""
    outlook = assessment.outlook
    written = {
        "actual": (assessment.actual, scale.value),
        "accepted_actual": (assessment.accepted_actual, scale.value),
        "expected": (assessment.expected, scale.value),
        "gap": (assessment.gap, scale.difference),
        "difference": (assessment.difference, scale.signed),
        "gap_points": (assessment.gap_points, points),
        "target": (assessment.target, scale.value),
        "baseline": (assessment.baseline, scale.value),
        "progress": (assessment.progress, lambda value: assessment.away or percent(value)),
        "accepted_progress": (assessment.accepted_progress, percent),
        "months_behind": (assessment.months_behind, tenths),
        "required_pace": (assessment.required_pace, scale.difference),
        "recent_pace": (assessment.recent_pace, scale.difference),
        "probability": (assessment.probability, chance),
        "outlook_p10": (outlook.p10 if outlook else None, scale.value),
        "outlook_p50": (outlook.p50 if outlook else None, scale.value),
        "outlook_p90": (outlook.p90 if outlook else None, scale.value),
    }
    return {name: AlertFigure(value, write(value)) for name, (value, write) in written.items() if value is not None}
