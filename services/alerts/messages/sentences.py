"""The sentences of a message, each from one assessment. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.alerts.messages.coverage.missing_units import counted, ends
from services.alerts.messages.subject import MessageSubject
from services.alerts.messages.wording import LOOKS, REASONS, by_year, chance, percent, points, tenths
from shared.catalogue.model import Horizon, Kind
from shared.events import AlertGapGrew, Assessment, Level
from shared.periods import Month

_MOST_CONTRIBUTORS = 3
_WHOLE_WAY = 10_000  # a gap beyond the whole way from the baseline to the target says nothing as a share of it


def standing(assessment: Assessment, subject: MessageSubject) -> str:
    """Where the figure stands, where it should, and how it moved since the plan began."""
    if assessment.actual is None:
        return ""
    parts = [f"{_as_of(subject)} **{subject.scale.value(assessment.actual)}**", *_against(assessment, subject)]
    if assessment.months_behind is not None and assessment.months_behind > 0:
        parts.append(f"落后约 {tenths(assessment.months_behind)}")
    sentence, since = "，".join(parts), _since_baseline(assessment, subject)
    said = f"{sentence}；{since}。" if since else f"{sentence}。"
    return said + counted(assessment, subject)


def _as_of(subject: MessageSubject) -> str:
    if subject.target.horizon is Horizon.YEAR:
        return f"{subject.period.year}年1—{subject.period.month}月"
    if subject.indicator.kind is Kind.FLOW:
        return f"截至{subject.period.chinese}末累计"
    if subject.indicator.is_rate:
        return subject.period.chinese
    return f"截至{subject.period.chinese}末"


def _against(assessment: Assessment, subject: MessageSubject) -> list[str]:
    scale, gap = subject.scale, assessment.gap
    if assessment.rule in ("floor", "ceiling") and assessment.expected is not None:
        word = "不低于" if subject.target.bound.upward else "不高于"
        parts = [f"应{word} {scale.value(assessment.expected)}"]
        if assessment.breached_periods > 0:
            parts.append(f"已连续 {assessment.breached_periods} 期未守住")
    elif assessment.rule == "final" and assessment.target is not None:
        met = assessment.level in ("normal", "blue")
        yearly = subject.target.horizon is Horizon.YEAR and by_year(assessment)
        of = "年度目标" if yearly else "规划目标"
        parts = [f"{of} {scale.value(assessment.target)}，{'完成' if met else '**未完成**'}"]
    else:
        parts = [] if assessment.expected is None else [f"序时应达 {scale.value(assessment.expected)}"]
    if gap is not None and gap > 0:
        told = not scale.rate and (assessment.gap_points or 0) <= _WHOLE_WAY
        in_points = f"（{points(assessment.gap_points)}）" if told and assessment.gap_points else ""
        parts.append(f"**相差 {scale.difference(gap)}**{in_points}")
    elif gap is not None and gap < 0:
        parts.append(f"超出 {scale.difference(-gap)}")
    return parts


def _since_baseline(assessment: Assessment, subject: MessageSubject) -> str:
    """Only for a value at the plan's end: elsewhere the printed baseline is another period's total."""
    if subject.target.horizon is not Horizon.END or assessment.baseline is None or assessment.actual is None:
        return ""
    scale, change = subject.scale, assessment.actual - assessment.baseline
    start = f"比{subject.plan.first.year - 1}年末（{scale.value(assessment.baseline)}）"
    if change == 0:
        return f"{start}持平"
    up, down = ("上升", "下降") if scale.rate else ("净增", "净减")
    wrong = (change > 0) != subject.target.bound.upward
    turned = f"，未{'增' if change < 0 else '降'}反{'降' if change < 0 else '升'}" if wrong else ""
    return f"{start}{up if change > 0 else down} {scale.difference(abs(change))}{turned}"


def ahead(assessment: Assessment, subject: MessageSubject) -> str:
    """The target, the time left, the pace it needs and the pace there was."""
    if assessment.target is None:
        return ""
    scale, end = subject.scale, subject.final_month
    left = end.ordinal - subject.period.ordinal
    sentence = f"{end.year}年末目标 {scale.value(assessment.target)}"
    parts = [f"剩 {left} 个月"] if left > 0 else ["规划期已满"]
    if left > 0 and assessment.required_pace is not None:
        parts.append(f"需月均{_moved(assessment.required_pace, subject)}")
    recent = (
        ""
        if assessment.recent_pace is None
        else f"；近 {assessment.recent_months} 个月月均{_moved(assessment.recent_pace, subject)}"
    )
    return f"{sentence}：{'，'.join(parts)}{recent}{_likely(assessment)}。"


def of_the_year(assessment: Assessment, subject: MessageSubject) -> str:
    """The year's own target, what is completed of it, and the change on a year ago; nothing where none was set."""
    year = assessment.year
    if year is None:
        return ""
    scale = subject.scale
    parts = [f"{year.year}年度目标 {scale.value(year.target)}"]
    parts += [f"完成 {percent(year.completed)}"] if year.completed is not None else []
    if year.change is not None:
        change = scale.difference(abs(year.change)) if scale.rate else percent(abs(year.change))
        turned = "增长" if year.change > 0 else "下降"
        parts.append(f"同比{turned} {change}" if year.change else "同比持平")
    return f"{'，'.join(parts)}。"


def _likely(assessment: Assessment) -> str:
    """How likely the target is reached, as things go; nothing where there is no forecast."""
    if assessment.probability is None or assessment.outlook is None:
        return ""
    end = Month.parse(assessment.outlook.period).chinese
    return f"；按目前走势，到{end}末**达标概率 {chance(assessment.probability)}**"


def _moved(pace: int, subject: MessageSubject) -> str:
    """A pace with its direction in words: ``净减 2.04 万人``; what happens in a month can only be added."""
    if subject.indicator.kind is Kind.FLOW:
        return f"新增 {subject.scale.difference(pace)}"
    up, down = ("上升", "下降") if subject.scale.rate else ("净增", "净减")
    return f"{up if pace >= 0 else down} {subject.scale.difference(abs(pace))}"


def contributors(assessment: Assessment, subject: MessageSubject) -> str:
    """Who makes up the gap, largest first, and what the others make together."""
    if not assessment.contributions:
        return ""
    named = assessment.contributions[:_MOST_CONTRIBUTORS]
    others = assessment.contributions[_MOST_CONTRIBUTORS:]
    difference = subject.scale.difference
    parts = [f"{subject.names[each.region]} {difference(each.gap)}（占 {percent(each.share)}）" for each in named]
    rest_units = assessment.rest_units + len(others)
    sentence = f"缺口主要在：{'、'.join(parts)}"
    if rest_units > 0:
        rest = assessment.rest_gap + sum(each.gap for each in others)
        sentence += f"，其余 {rest_units} 个区县合计 {difference(rest)}"
    return f"{sentence}。"


def gathers(alerts: Sequence[tuple[str, str, Level]]) -> str:
    """The open alerts of areas inside this one on the same indicator, whose level changes are only told here."""
    if not alerts:
        return ""
    named = "、".join(f"{name} {number}（{LOOKS[level].name}）" for name, number, level in alerts)
    return f"同一指标区县预警 {len(alerts)} 件：{named}；其级别变化并入本预警，不另行通知。"


def advice(subject: MessageSubject) -> str:
    """That a 提示 asks for nothing."""
    return f"责任部门：{subject.department.name}。**本提示不是预警**：进度正常，无需签收、反馈，请提前关注。"


def sources(assessment: Assessment, change: str) -> str:
    """What the figures rest on, and what is new in this message."""
    return (
        f"数据：{assessment.reported_units}/{assessment.expected_units} 个报送单位已报，"
        f"已审核 {assessment.accepted_units}；数据版本 {assessment.data_version}，"
        f"规则版本 {assessment.rule_version}{f'；{change}' if change else ''}。"
    )


def frozen(assessment: Assessment, subject: MessageSubject) -> str:
    """Why an episode stands still."""
    units = f"{assessment.reported_units}/{assessment.expected_units}"
    if assessment.reason == "units_missing_decide":
        told = f"{subject.period.chinese}{units} 个报送单位已报，未报的会改变级别：{ends(assessment)}"
        return f"{told}。**预警保持原级别并冻结**，数据补齐后恢复；缺报不会解除预警。"
    why = (
        f"{subject.period.chinese}以前有月份缺报，累计数不完整"
        if assessment.reason == "earlier_months_missing"
        else f"{subject.period.chinese}只有 {units} 个报送单位已报"
    )
    return f"{why}，不足以判断进度。**预警保持原级别并冻结**，数据补齐后恢复；缺报不会解除预警。"


def still_frozen(subject: MessageSubject) -> str:
    """That the figures of a month are still not there when those of the next are due."""
    after = subject.period.shift(1).chinese
    return (
        f"{subject.period.chinese}的数据到{after}的报送期限仍未补齐，不足以判断进度。"
        "**预警保持原级别并冻结**，数据补齐后恢复；缺报不会解除预警。"
    )


def grown(event: AlertGapGrew, subject: MessageSubject) -> str:
    """How much further behind the figure is than was last told, at the same level."""
    gap = event.assessment.gap
    now = f"，现为 {subject.scale.difference(gap)}" if gap is not None else ""
    return f"上次通知时相差 {subject.scale.difference(event.told_gap)}{now}（{REASONS[event.reason]}）"


def resolved(reason: str) -> str:
    """That an episode is over."""
    return f"**预警解除**：{REASONS[reason]}。"


def corrected(
    old_actual: int | None, assessment: Assessment, subject: MessageSubject, *, by_catalogue: bool = False
) -> str:
    """That a correction took the ground from under an episode, with the old value and the new; or that of the catalogue
    did (``by_catalogue``)."""
    new = "（无）" if assessment.actual is None else subject.scale.value(assessment.actual)
    if by_catalogue and old_actual == assessment.actual:
        return (
            f"**更正销警**：目录文件（规划、地区等）已更改，{subject.period.chinese}数据 {new} 没有变。"
            "按更改后的目录重新判定，不再符合预警条件。"
        )
    if old_actual is None:
        moved = f"{subject.period.chinese}数据补报为 {new}"
    elif old_actual == assessment.actual:
        moved = f"{subject.period.chinese}数据 {new} 的判定因前后月份更正而改变"
    else:
        moved = f"{subject.period.chinese}数据由 {subject.scale.value(old_actual)} 更正为 {new}"
    return f"**更正销警**：{moved}。按更正后的数据重新计算，不再符合预警条件。"


def request(subject: MessageSubject, deadlines: tuple[date, date] | None, *, closed: bool) -> str:
    """Who answers, and until when."""
    department = f"责任部门：{subject.department.name}。"
    if deadlines is not None:
        acknowledge, answer = deadlines
        sign_by, answer_by = _deadline(acknowledge, subject), _deadline(answer, subject)
        return f"{department}请于 {sign_by}**签收**，{answer_by}**反馈**原因和措施。"
    if closed:
        return f"{department}本期预警到此结束，无需再反馈。"
    return f"{department}本号不要求另行签收、反馈；此前尚未办结的，仍按原期限。"


def overdue(reason: str, day: date, subject: MessageSubject, *, leader: bool) -> str:
    """That a department let the last day for signing or answering pass; to it, or to its leader, who is told after
    further days: ``day`` is the last of them then, not the one that the department was told.
    """
    owed = {"unsigned": "签收", "unanswered": "反馈原因和措施"}[reason]
    if leader:
        passed = f"{subject.department.name}已过{owed[:2]}期限，到 {_day(day)}仍未{owed}。"
        return f"{passed}**现报请{subject.department.leader or '分管领导'}督促**。"
    passed = f"{subject.department.name}应于 {_day(day)}前{owed}，至今未{owed[:2]}。"
    return f"{passed}**请即{owed}**。"


def returned(reason: str, subject: MessageSubject, answer_by: date) -> str:
    """That an answer was returned, why, and until when another is owed."""
    why = reason.strip().rstrip("。；;.")
    return f"**反馈已退回**：{why}。请{subject.department.name}于 {_deadline(answer_by, subject)}**重新反馈**。"


def _deadline(day: date, subject: MessageSubject) -> str:
    note = subject.calendar.note(day)
    return f"{_day(day)}前{f'（{note}）' if note else ''}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
