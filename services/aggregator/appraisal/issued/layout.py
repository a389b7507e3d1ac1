"""A bulletin of districts' points as a sequence of blocks, the same for every rendition. Pure."""

from __future__ import annotations

from fractions import Fraction

from services.aggregator.appraisal.wording import part_text, points_text
from services.aggregator.bulletin.layout import SIMULATED, edition
from services.aggregator.issuing.documents import day_of
from shared.events import AppraisalContent, AppraisedDistrict
from shared.office.blocks import Block, Cell, Column, Grid, Heading, Layout, Paragraph
from shared.periods import CHINA, from_microseconds

EXAMPLE = "示例办法：考核办法是随程序提供的示例，未经任何单位印发。"
_NAMED = 5
"""So many who stand first are named above the table."""
_TOPICS = {"reports": "报送", "figures": "汇总"}


def lay_out(content: AppraisalContent) -> Layout:
    """The blocks. The same content gives the same blocks."""
    return Layout(
        title=content.title,
        subtitle=edition(content.number),
        warning="".join((EXAMPLE if content.example else "", SIMULATED if content.simulated else "")),
        blocks=(
            Heading("一、考核结果"),
            *_result(content),
            Heading("二、考核办法"),
            Paragraph(f"{content.scheme}。依据：{content.basis}。"),
            *(Paragraph(f"{each.name}：{each.rule}。") for each in content.items),
            Heading("三、说明"),
            *_explained(content),
        ),
        closing=(
            f"数据截至 {from_microseconds(content.instant).astimezone(CHINA):%Y-%m-%d %H:%M}（北京时间）",
            f"报送事件序号 {content.position}",
        ),
        issuer=content.issuer,
        dated=day_of(content),
    )


def _result(content: AppraisalContent) -> list[Block]:
    counted = [each for each in content.districts if each.rank is not None]
    first = [each.name for each in counted if each.rank == 1]
    named = f"是{'、'.join(first)}" if len(first) <= _NAMED else f"有并列的 {len(first)} 个单位"
    text = f"参加考核的单位 {len(counted)} 个，得分率最高的{named}。"
    columns = (
        Column("名次", 14, "center"),
        Column("单位", 40),
        Column("得分率", 22, "right"),
        Column("得分/满分", 30, "right"),
        *(Column(each.name, 26, "right") for each in content.items),
    )
    rows = tuple(_row(each) for each in content.districts)
    notes = [Paragraph(f"{each.name}：{each.note}。", small=True) for each in content.districts if each.note]
    return [Paragraph(text), Grid("得分", "各单位得分（得分率高的在前）", columns, rows), *notes]


def _row(each: AppraisedDistrict) -> tuple[Cell, ...]:
    points, full = Fraction(each.points), Fraction(each.full)
    return (
        Cell("—" if each.rank is None else str(each.rank)),
        Cell(each.name),
        Cell(part_text(points / full if full else None)),
        Cell(f"{points_text(points)}/{points_text(full)}"),
        *(Cell(text) for text in each.items),
    )


def _explained(content: AppraisalContent) -> list[Block]:
    columns = (Column("事件链", 24), Column("序号", 24, "right"), Column("链头散列（SHA-256）", 122))
    rows = tuple(
        (Cell(_TOPICS.get(head.topic, head.topic)), Cell(str(head.position), number=True), Cell(head.hash))
        for head in content.heads
    )
    return [
        Paragraph(
            "得分率为得分占计入的满分的比例，相同的名次相同。未到应报日、没有目标的项，没有报送义务、补录、免于考核的月份，不扣分，也不计满分。"
        ),
        Paragraph("本通报印发后的更正、退回、补报不改变本号；需要改变的，另出新号。"),
        Grid("链头", "本通报所据的事件链", columns, rows),
    ]
