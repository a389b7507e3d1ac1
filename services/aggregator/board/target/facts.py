"""The labelled figures of a target's page: what it holds, where it comes from, what it should be. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.aggregator.api.views.forecasts import probability_text
from services.aggregator.wording import formats, levels
from services.aggregator.wording.measures import measure
from services.aggregator.wording.years import year_words
from shared.catalogue.model import Attribute, Bound, Horizon, Plan, Region, Target
from shared.events import Assessment
from shared.periods import Month
from shared.quantities import BASIS_POINTS

_BOUNDS = {
    Bound.AT_LEAST: "不低于",
    Bound.MORE_THAN: "高于",
    Bound.AT_MOST: "不高于",
    Bound.LESS_THAN: "低于",
}
_HORIZONS = {
    Horizon.PLAN: "规划期累计",
    Horizon.YEAR: "每年",
    Horizon.END: "规划期末",
    Horizon.THROUGHOUT: "规划期内始终",
}
_ATTRIBUTES = {Attribute.BINDING: "约束性", Attribute.EXPECTED: "预期性"}
_RULES = {
    "trajectory": "与序时进度比较",
    "floor": "守住下限",
    "ceiling": "不越上限",
    "final": "期末看是否完成",
    "none": "不作判断",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled figure, already written out; ``note`` says what it rests on."""

    label: str
    text: str
    note: str = ""


def is_accepted(item: Assessment) -> bool:
    """Whether every unit's report is accepted."""
    return item.expected_units > 0 and item.accepted_units >= item.expected_units


def status_word(item: Assessment) -> str:
    """Whether the figure may still move."""
    if item.actual is None:
        return formats.DASH
    return "已审核" if is_accepted(item) else "初步"


def holds(target: Target, now: Assessment | None, period: Month) -> tuple[Fact, ...]:
    """What the figure holds: its month, whether it may still move, its data version."""
    if now is None:
        return (Fact("数据期", period.chinese, "本月没有评估"),)
    return (
        Fact("实际", formats.with_unit(now.actual, target.unit), f"截至{period.chinese}末"),
        Fact("口径", status_word(now), f"已审核 {now.accepted_units}/{now.expected_units}"),
        Fact("数据版本", str(now.data_version), "数据截至的报送事件序号"),
    )


def comes_from(now: Assessment | None, regions: Mapping[str, Region]) -> tuple[Fact, ...]:
    """Where the figure comes from: the units behind it, their weight, and whom it counts without a report."""
    if now is None:
        return ()
    share = formats.share_text(now.reported_units, now.expected_units)
    return (
        Fact("应报单位", f"{now.expected_units} 个"),
        Fact("已报", f"{now.reported_units} 个", f"覆盖率 {share}{_weighing(now.reported_weight)}"),
        Fact("已审核", f"{now.accepted_units} 个", _weighing(now.accepted_weight).removeprefix("，")),
        *_estimated(now, regions),
    )


def _weighing(weight: int | None) -> str:
    partly = weight is not None and 0 < weight < BASIS_POINTS
    return f"，按数额占 {formats.basis_points_text(weight)}" if partly else ""


def _estimated(now: Assessment, regions: Mapping[str, Region]) -> tuple[Fact, ...]:
    if not now.estimated:
        return ()
    named = "、".join(
        f"{regions[each.region].name}（{Month.parse(each.period).chinese}，按{Month.parse(each.reference).chinese}"
        f"{'末数' if each.by == 'last' else '占比'}）"
        for each in now.estimated
    )
    more = f"等，另有 {now.more_estimated} 处" if now.more_estimated else ""
    spread = now.missing_range
    note = ""
    if spread is not None:
        worst, best = (levels.level_mark(each).word for each in (spread.worst_level, spread.best_level))
        note = f"最好最坏情形均为{worst}" if worst == best else f"最好情形为{best}，最坏情形为{worst}"
    return (Fact("按估算计入", f"{named}{more}", note),)


def should_be(target: Target, now: Assessment | None) -> tuple[Fact, ...]:
    """What the figure should be: expected, target, gap."""
    unit = target.unit
    goal = _goal(target)
    if now is None:
        return (goal,)
    facts = [goal, *_of_the_year(now, target)]
    if target.baseline is None and now.baseline is not None:
        facts.append(Fact("起点", formats.with_unit(now.baseline, unit), "规划未印基期，取规划期前一月已审核的数"))
    if now.expected is not None:
        facts.insert(0, Fact("序时应达", formats.with_unit(now.expected, unit), _RULES[now.rule]))
    if now.gap is not None:
        share = f"，占全程 {formats.basis_points_text(abs(now.gap_points))}" if now.gap_points is not None else ""
        text = formats.signed_with_unit(now.difference, unit)
        facts.append(Fact("差距", text, f"实际减应达{share}"))
    return tuple(facts)


def _goal(target: Target) -> Fact:
    """What the plan asks for; of a row that is not judged the print alone, whatever it says."""
    if target.value is None or target.set_for is not None:
        note = f"原文“{target.printed_target}”"
        return Fact("目标", formats.DASH, f"{note}；本年按年度目标评判" if target.set_for else target.note or note)
    return Fact(
        f"{_HORIZONS[target.horizon]}目标",
        formats.with_unit(measure(target.value_exact, target), target.unit),
        f"{_BOUNDS[target.bound]}；原文“{target.printed_target}”",
    )


def _of_the_year(now: Assessment, target: Target) -> list[Fact]:
    """The year's own target beside the plan's, and how far it is."""
    if now.year is None:
        return []
    words = year_words(now.year, target.unit)
    completed = f"完成 {words.completed}" if now.year.completed is not None else ""
    facts = [Fact(f"{now.year.year}年度目标", words.target, completed)]
    if now.year.change is not None:
        facts.append(Fact("同比", words.change, f"上年同期 {words.before}"))
    return facts


def paces(target: Target, now: Assessment | None, reason: str) -> tuple[Fact, ...]:
    """How the target is judged, and the pace that is needed and kept. ``reason`` is the level's, in words."""
    if now is None:
        return ()
    facts = [Fact("判断", formats.outcome_text(now) or levels.level_mark(now.level).word, reason)]
    if now.progress is not None:
        facts.append(Fact("进度 P", formats.progress_text(now), "100% 即与序时进度持平"))
    if now.months_behind is not None:
        facts.append(Fact("落后月数", formats.months_text(now.months_behind)))
    if now.required_pace is not None:
        facts.append(Fact("此后月均需", formats.difference_text(now.required_pace, target.unit)))
    if now.recent_pace is not None:
        facts.append(
            Fact(
                f"近{now.recent_months}个月月均",
                formats.difference_text(now.recent_pace, target.unit),
            )
        )
    if now.intensity is not None:
        facts.append(Fact("强度", formats.basis_points_text(now.intensity), "所需与上年同期之比"))
    if now.outlook is not None:
        end = Month.parse(now.outlook.period).chinese
        facts.append(Fact("达标概率", probability_text(now.probability), f"按目前走势，到{end}末"))
    if now.breached_periods:
        facts.append(Fact("连续突破", f"{now.breached_periods} 期"))
    return tuple(facts)


def source(plan: Plan, target: Target, oddities: Sequence[str]) -> tuple[Fact, ...]:
    """The printed row, as published, and what is odd about it."""
    row = f"{target.source.table}　第 {target.source.row} 行"
    facts = [
        Fact("文件", f"《{target.source.document}》", target.source.number),
        Fact("位置", row, target.section),
        Fact("原文", target.printed_name, f"{_ATTRIBUTES[target.attribute]}指标"),
        Fact("印出的基期", target.printed_baseline or formats.DASH, f"{plan.first.year - 1}年"),
        Fact("印出的目标", target.printed_target, f"{plan.last.year}年"),
    ]
    return (*facts, *(Fact("提示", text) for text in oddities))
