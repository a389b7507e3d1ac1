"""The sections of an evaluation behind its tables of indicators: why, promised, adjusted, and what comes. Pure."""

from __future__ import annotations

from collections import Counter

from services.aggregator.bulletin.grids import revised_grid, unrevised
from services.aggregator.wording.commitments import STANDINGS
from shared.events.bulletin_content import DASH
from shared.events.published.evaluation import BehindRow, EvaluationContent, OutlookRow, QuotedAnswer, YearQuality
from shared.office.blocks import Block, Cell, Column, Grid, Paragraph
from shared.periods import Month

_REVIEWED = {"accepted": "（会审通过）", "returned": "（会审退回）", "": ""}
_LISTED = ("滞后", "无回音", "不再实施")
"""Standings of commitments that are listed one by one, with who answers; the others are only counted."""


def behind_blocks(content: EvaluationContent) -> list[Block]:
    """Every row that is behind: why it was judged so, and what its department said, quoted with the days."""
    if not content.behind:
        return [Paragraph("没有未完成的指标。" if content.kind == "final" else "没有落后的指标。")]
    return [block for row in content.behind for block in _behind(row, final=content.kind == "final")]


def _behind(row: BehindRow, *, final: bool) -> list[Block]:
    word, reason = ("与目标差", "") if final else ("与应达差", f"，{row.reason}")
    difference = f"，{word} {row.difference}" if row.difference else ""
    text = f"第{row.row}行 {row.name}：{row.judged}{reason}{difference}。责任部门：{row.department}。"
    if row.alerts:
        text += f"预警：{'、'.join(row.alerts)}。"
    if not row.answers:
        text += "责任部门还没有反馈原因。" if row.alerts else "没有发过预警，未要求反馈原因。"
    return [Paragraph(text), *(Paragraph(_quoted(each)) for each in row.answers)]


def _quoted(answer: QuotedAnswer) -> str:
    expected = f"；预计{Month.parse(answer.expected).chinese}回到序时进度" if answer.expected else ""
    said = f"{answer.answered_on}反馈{_REVIEWED[answer.reviewed]}：原因“{answer.cause}”；措施“{answer.measures}”"
    return f"{said}{expected}。"


def unjudged_blocks(content: EvaluationContent) -> list[Block]:
    """Rows of which nothing can be said, each with why; nothing where there are none."""
    columns = (Column("序号", 12, "center"), Column("指标", 70), Column("原因", 88))
    rows = tuple((Cell(str(each.row), number=True), Cell(each.name), Cell(each.reason)) for each in content.unjudged)
    return [Grid("未能评判", f"未能评判的指标 {len(rows)} 项", columns, rows)] if rows else []


def commitment_blocks(content: EvaluationContent) -> list[Block]:
    """How many commitments stand how, and those that ask for attention one by one."""
    if not content.commitments:
        return [Paragraph("没有录入规划正文和专栏里的量化承诺。")]
    counts = Counter(each.standing for each in content.commitments)
    words = [f"{mark.word} {counts[mark.word]} 项" for mark in STANDINGS.values() if counts[mark.word]]
    found: list[Block] = [
        Paragraph(f"规划正文和专栏里的量化承诺共 {len(content.commitments)} 项：{'，'.join(words)}。")
    ]
    columns = (
        Column("承诺", 60),
        Column("出处", 36),
        Column("责任部门", 26),
        Column("进展", 18, "center"),
        Column("依据", 30),
    )
    rows = tuple(
        (Cell(each.promised), Cell(each.place), Cell(each.department), Cell(each.standing), Cell(each.told))
        for each in content.commitments
        if each.standing in _LISTED
    )
    if rows:
        found.append(Grid("规划承诺", f"须关注的承诺 {len(rows)} 项", columns, rows))
    return found


def adjusted_blocks(content: EvaluationContent) -> list[Block]:
    """Which targets were adjusted and which totals revised since the evaluation before."""
    since = f"自{content.previous}以来" if content.previous else "规划启用以来"
    found: list[Block] = []
    if content.adjusted:
        columns = (
            Column("序号", 12, "center"),
            Column("指标", 44),
            Column("原目标", 20, "right"),
            Column("调整为", 20, "right"),
            Column("施行", 22, "center"),
            Column("批准和文件", 52),
        )
        rows = tuple(
            (
                Cell(str(each.row), number=True),
                Cell(each.name),
                Cell(each.before or DASH),
                Cell(f"{each.after}{each.unit}"),
                Cell(each.effective),
                Cell(f"{each.approved} {each.paper}".strip()),
            )
            for each in content.adjusted
        )
        found.append(Grid("目标调整", f"{since}经批准的目标调整 {len(rows)} 项", columns, rows))
    else:
        found.append(Paragraph(f"{since}没有调整过目标。"))
    if not content.previous:
        return [*found, Paragraph("这是本规划的第一次评估，没有可以比较的上次评估；数据修订见各期通报。")]
    if not content.revisions:
        return [*found, unrevised(content.previous)]
    return [*found, revised_grid(content.previous, content.revisions)]


def quality_blocks(content: EvaluationContent) -> list[Block]:
    """The reports year by year, and who has not reported the month."""
    columns = (
        Column("年份", 20, "center"),
        Column("应报（份）", 25, "right"),
        Column("已报", 25, "right"),
        Column("迟报", 25, "right"),
        Column("疑问", 25, "right"),
        Column("退回", 25, "right"),
        Column("更正", 25, "right"),
    )
    rows = tuple(_quality(each) for each in content.quality)
    until = Month.parse(content.period).chinese
    missing = f"{until}未报：{'、'.join(content.missing)}。" if content.missing else f"{until}全部报齐。"
    return [Grid("数据质量", "各年报送情况", columns, rows), Paragraph(missing)]


def _quality(each: YearQuality) -> tuple[Cell, ...]:
    counts = (each.owed, each.reported, each.late, each.questions, each.returned, each.corrected)
    return (Cell(f"{each.year}年"), *(Cell(f"{count:,}", number=True) for count in counts))


def outlook_blocks(content: EvaluationContent) -> list[Block]:
    """How likely each row is reached; nothing at the plan's end."""
    columns = (
        Column("序号", 12, "center"),
        Column("指标", 50),
        Column("达到目标的可能", 24, "right"),
        Column("预计到", 24, "center"),
        Column("偏低（P10）", 20, "right"),
        Column("居中（P50）", 20, "right"),
        Column("偏高（P90）", 20, "right"),
    )
    rows = tuple(_outlook(each) for each in content.outlook)
    return [Grid("展望", "按目前走势到期达到目标的可能", columns, rows)] if rows else []


def _outlook(each: OutlookRow) -> tuple[Cell, ...]:
    name = (Cell(str(each.row), number=True), Cell(each.name))
    if each.probability is None:
        return (*name, Cell(DASH), Cell(each.reason), Cell(DASH), Cell(DASH), Cell(DASH))
    spread = (Cell(text, number=True) for text in (each.low, each.middle, each.high))
    return (*name, Cell(each.probability.text, number=True), Cell(each.by), *spread)
