"""What a district's department is told of a sample enterprise's loss, and of one that was none. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from services.alerts.messages.message import ComposedMessage
from services.alerts.messages.rendering import Letter
from services.alerts.messages.wording import LOOKS, LevelLook
from services.alerts.panel.numbers import loss_number
from services.alerts.reminders.letters import as_message, unit_name
from shared.catalogue import Catalogue
from shared.catalogue.model.panel import INDUSTRIES, SIZES
from shared.events import PanelFrequency, PanelLossFound, PanelLossTakenBack
from shared.periods import Month
from shared.quantities import format_rate

LossEvent = PanelLossFound | PanelLossTakenBack

_FOUND = LevelLook("减员告知", LOOKS["orange"].shape, LOOKS["orange"].colour)
_TAKEN_BACK = LevelLook("减员撤销", LOOKS["normal"].shape, LOOKS["normal"].colour)
_ARTICLE_41 = (
    "裁减人员二十人以上，或者不足二十人但占职工总数百分之十以上的，《劳动合同法》第四十一条要求用人单位"
    "提前三十日说明情况、听取意见，并向劳动行政部门报告裁减方案。请核对是否已报告。"
)


def compose_loss(event: LossEvent, catalogue: Catalogue, public_url: str, sequence: int) -> ComposedMessage:
    """The ``sequence``-th message about an enterprise's period.

    Subject and title name no enterprise and no figure: they stand where others than its district may read.

    Raises:
        KeyError: the catalogue does not know the region.
    """
    number = loss_number(event.enterprise, event.region, event.period)
    unit, period = unit_name(catalogue, event.region), Month.parse(event.period)
    found = isinstance(event, PanelLossFound)
    look, what = (_FOUND, "减员告知") if found else (_TAKEN_BACK, "减员撤销")
    simulated = "（模拟数据）" if event.simulated else ""
    title = f"【{look.name}】{unit} {period.chinese}用工监测 · {number} 第{sequence}号{simulated}"
    paragraphs = _found(event, unit, period) if isinstance(event, PanelLossFound) else _taken_back(event, unit, period)
    link = f"{public_url.rstrip('/')}/panel/enterprises/{event.enterprise}"
    letter = Letter(title, look, paragraphs, link, "看这家企业各期的数", event.simulated)
    subject = f"用工监测{what} {number}：{unit} {period.chinese}"
    return as_message(letter, number, sequence, subject, _facts(event, catalogue, link))


def _found(event: PanelLossFound, unit: str, period: Month) -> list[str]:
    quarter = event.frequency is PanelFrequency.QUARTER
    span = f"{period.year}年{period.month - 2}–{period.month}月" if quarter else period.chinese
    industry, size = INDUSTRIES.get(event.industry, event.industry), SIZES[event.size]
    part = _part(event.lost, event.start)
    paragraphs = [
        f"**{unit}**样本企业**{event.name}**（{industry}，{size}）报告：{span}期初 {event.start:,} 人，"
        f"期末 {event.end:,} 人，净减少 **{event.lost:,} 人（{part}）**{_laid_off(event.laid_off)}。"
    ]
    if event.again:
        paragraphs.append("这一期此前已告知过；更正后的减员**比那时更多**。")
    if "net" in event.grounds:
        paragraphs.append(f"已达到告知界限：{size}企业一期减员占期初{event.percent}%以上且{event.persons}人以上。")
    if "layoff" in event.grounds:
        paragraphs.append(_ARTICLE_41)
    if event.late:
        paragraphs.append("这份报表是迟报的。")
    return [*paragraphs, "数字由企业自报，未经核实。请向企业了解原因，指导稳岗，及早安排失业人员的服务。"]


def _taken_back(event: PanelLossTakenBack, unit: str, period: Month) -> list[str]:
    said = f"净减少 {event.told:,} 人{_laid_off(event.told_laid_off)}"
    now = f"净减少 {event.lost:,} 人" if event.lost >= 0 else f"净增加 {-event.lost:,} 人"
    reason = f"更正的理由：{event.reason}" if event.reason else ""
    return [
        f"**{unit}**样本企业**{event.name}**更正了{period.chinese}的报表：此前告知的{said}，更正为{now}"
        f"{_laid_off(event.laid_off)}，**不再达到告知界限**。",
        *([reason] if reason else []),
    ]


def _laid_off(number: int) -> str:
    return f"，其中裁员 {number:,} 人" if number else ""


def _part(lost: int, start: int) -> str:
    return f"{format_rate(Fraction(lost, start))}%" if start else "—"


def _facts(event: LossEvent, catalogue: Catalogue, link: str) -> Mapping[str, Any]:
    facts: dict[str, Any] = {
        "event": type(event).__name__,
        "enterprise": event.enterprise,
        "enterprise_name": event.name,
        "region": event.region,
        "region_name": catalogue.regions[event.region].name,
        "period": event.period,
        "revision": event.revision,
        "lost": event.lost,
        "laid_off": event.laid_off,
        "simulated": event.simulated,
        "link": link,
    }
    if isinstance(event, PanelLossFound):
        facts |= {"start": event.start, "end": event.end, "grounds": list(event.grounds), "again": event.again}
    return facts
