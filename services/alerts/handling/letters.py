"""Drafts of letters about an episode: 提示函, 督办函, 约谈建议. Pure: the same episode, the same words.

The system drafts; a person checks, numbers, signs and issues. What only that person knows stays blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.alerts.messages import sentences
from services.alerts.messages.subject import MessageSubject
from services.alerts.messages.wording import LOOKS, STEPS, figures
from shared.catalogue.model import Letterhead
from shared.events import Assessment, Level
from shared.office.blocks import Block, Cell, Column, Grid, Heading, Layout, Paragraph
from shared.periods import Month

Kind = Literal["notice", "supervision", "interview"]

NAMES: dict[Kind, str] = {"notice": "提示函", "supervision": "督办函", "interview": "约谈建议"}
"""The letters as people call them."""

ESCALATIONS: dict[str, Kind] = {"supervision_draft": "supervision", "interview_draft": "interview"}
"""Which step of an escalation drafts which letter."""

_INTERNAL = frozenset(STEPS[step] for step in ESCALATIONS)
"""Steps that concern nobody outside: a draft may never be issued."""

_SIMULATED = "模拟数据：本件所列数字由演示程序生成，不得引用、不得发出"
_MEASURES = (
    ("规划目标", "target"),
    ("实际", "actual"),
    ("序时应达", "expected"),
    ("差距（实际减应达）", "difference"),
    ("落后", "months_behind"),
    ("所需月均", "required_pace"),
    ("近期月均", "recent_pace"),
    ("达标概率（按目前走势）", "probability"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """What a letter is about: the episode of an alert as it stands.

    ``behind`` is how many judged months in a row were behind; ``answer_by`` the day until which an answer is
    asked for; ``steps`` what was done before, each with its day. ``letterhead`` is how the region's office signs (None:
    by hand), ``year`` that of its number.
    """

    alert: str
    episode: int
    subject: MessageSubject
    level: Level
    raised: Month
    assessment: Assessment
    behind: int
    answer_by: date
    steps: Sequence[tuple[date, str]] = ()
    simulated: bool = False
    letterhead: Letterhead | None = None
    year: int = 0

    @property
    def number(self) -> str:
        """The number as far as it is known; its serial number is written by hand."""
        return self.letterhead.number.replace("{year}", str(self.year)) if self.letterhead else ""

    @property
    def issuer(self) -> str:
        """Who signs; '' where nobody has written it down."""
        return self.letterhead.issuer if self.letterhead else ""


def letter(kind: Kind, case: Case) -> Layout:
    """The draft."""
    subject = case.subject
    to = subject.department.name if kind != "interview" else "局领导"
    data = case.assessment.data_version
    return Layout(
        title=_title(kind, subject),
        subtitle=f"{case.number}（草稿　预警 {case.alert} 第{case.episode}期　数据版本 {data}）",
        warning=_SIMULATED if case.simulated else "",
        blocks=tuple(_blocks(kind, case, to)),
        closing=(*filter(None, (case.issuer,)), "（印章）", "　　　　年　　月　　日"),
    )


def _title(kind: Kind, subject: MessageSubject) -> str:
    about = f"{subject.region.name}{subject.target.name}"
    return {
        "notice": f"关于{about}落后于序时进度的提示函",
        "supervision": f"关于{about}落后于序时进度的督办函",
        "interview": f"关于就{about}开展约谈的建议",
    }[kind]


def _blocks(kind: Kind, case: Case, to: str) -> Iterator[Block]:
    yield Paragraph(f"{to}：", flush=True)
    yield from _facts(case)
    yield Heading("一、指标情况")
    yield _table(case)
    if contributors := _plain(sentences.contributors(case.assessment, case.subject)):
        yield Paragraph(contributors)
    steps = _named_in(kind, case.steps)
    if steps:
        yield Heading("二、已采取的措施")
        for day, what in steps:
            yield Paragraph(f"{_day(day)}，{what}。")
    yield Heading("三、有关要求" if steps else "二、有关要求")
    yield from (Paragraph(text) for text in _requests(kind, case))
    if case.letterhead and (case.letterhead.contact or case.letterhead.phone):
        yield Paragraph(f"（联系人：{case.letterhead.contact}　电话：{case.letterhead.phone}）")
    yield Paragraph(
        f"数据：{case.assessment.reported_units}/{case.assessment.expected_units} 个报送单位已报，"
        f"已审核 {case.assessment.accepted_units}；规则版本 {case.assessment.rule_version}。"
        "本稿由系统依据数据草拟，签发前请核对。",
        small=True,
    )


def _named_in(kind: Kind, steps: Sequence[tuple[date, str]]) -> list[tuple[date, str]]:
    """A department reads nothing of what was only drafted about it; who decides on the draft does."""
    return [each for each in steps if kind == "interview" or each[1] not in _INTERNAL]


def _facts(case: Case) -> Iterator[Block]:
    subject, plan = case.subject, case.subject.plan
    document = f"《{plan.document}》" + (f"（{plan.number}）" if plan.number else "")
    yield Paragraph(
        f"{document}确定的约束性指标“{subject.target.name}”，自{case.raised.chinese}起预警，"
        f"现为{LOOKS[case.level].name}色，已连续 {case.behind} 期落后于序时进度。"
    )
    for text in (sentences.standing(case.assessment, subject), sentences.ahead(case.assessment, subject)):
        if text:
            yield Paragraph(_plain(text))


def _table(case: Case) -> Grid:
    known = figures(case.assessment, case.subject.scale)
    rows = [(Cell(name), Cell(known[key].text, number=True)) for name, key in _MEASURES if key in known]
    rows.insert(0, (Cell("级别"), Cell(LOOKS[case.level].name, level=case.level)))
    return Grid(
        "figures",
        f"{case.subject.target.name}（{case.subject.period.chinese}）",
        (Column("项目", 80), Column("数值", 80, "right")),
        tuple(rows),
    )


def _requests(kind: Kind, case: Case) -> list[str]:
    by = _day(case.answer_by)
    department = case.subject.department.name
    match kind:
        case "notice":
            return [f"请分析落后原因，研究提出改进措施，于{by}前书面反馈，并在系统中办理签收、反馈。"]
        case "supervision":
            return [
                "（一）逐项查明落后原因，对缺口较大的区县逐一提出办法，明确责任人和完成时限。",
                f"（二）于{by}前书面报送整改方案，此后每月报送进展，直至指标回到序时进度。",
                "（三）逾期未报或者连续两期没有改善的，将提请约谈。",
            ]
        case "interview":
            return [
                f"建议约谈{department}主要负责同志。时间：　　　　；地点：　　　　；主持：　　　　。",
                "约谈内容：落后的原因和责任；已采取的措施及效果；下一步措施、时限和责任人；需要协调解决的问题。",
                f"建议要求{department}于约谈后五个工作日内报送整改方案。妥否，请批示。",
            ]


def _plain(text: str) -> str:
    return text.replace("**", "")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
