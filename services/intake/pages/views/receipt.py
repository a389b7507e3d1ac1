"""A receipt as a document: what was recorded of a revision, and nothing that changes afterwards. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.pages.views.figures import FigureRow
from shared.office.blocks import Block, Cell, Column, Grid, Heading, Layout, Paragraph

_SIMULATED = "模拟数据：本表由演示程序报送，不得引用"
_FACTS = (Column("项目", 30), Column("内容", 126))
_FIGURES = (Column("序", 12, "center"), Column("指标", 84), Column("单位", 22, "center"), Column("本月", 38, "right"))


@dataclass(frozen=True, slots=True)
class PrintedReceipt:
    """What a receipt says: of which unit, month and revision, when and by whom it came, and its place in the chain."""

    unit: str
    region: str
    period: str
    revision: int
    at: str
    actor: str
    signer: str
    reason: str
    position: int
    hash: str
    digest: str
    rows: Sequence[FigureRow]
    day: date
    issuer: str
    simulated: bool


def receipt_layout(receipt: PrintedReceipt) -> Layout:
    """The document."""
    return Layout(
        title="报送回执",
        subtitle=f"{receipt.unit}　{receipt.period}　第{receipt.revision}版",
        warning=_SIMULATED if receipt.simulated else "",
        blocks=tuple(_blocks(receipt)),
        closing=(),
        issuer=receipt.issuer,
        dated=receipt.day,
    )


def _blocks(receipt: PrintedReceipt) -> list[Block]:
    facts = [
        ("报送单位", f"{receipt.unit}（{receipt.region}）"),
        ("数据期", f"{receipt.period}　第{receipt.revision}版"),
        ("入库时间", f"{receipt.at}（北京时间）"),
        ("报送人", receipt.actor),
        ("第二签字人", receipt.signer),
        ("更正理由", receipt.reason),
        ("序号", str(receipt.position)),
        ("校验值", receipt.hash),
        ("原文摘要", receipt.digest),
    ]
    return [
        Grid("回执", "入库登记", _FACTS, tuple((Cell(name), Cell(text)) for name, text in facts if text)),
        Heading("所报数字"),
        Grid("所报数字", f"{receipt.period}所报各项", _FIGURES, tuple(_figure(row) for row in receipt.rows)),
        Paragraph("凭序号和校验值可以核对：这份报表自入库起没有被改动。所报内容的 SHA-256 为原文摘要。", small=True),
    ]


def _figure(row: FigureRow) -> tuple[Cell, ...]:
    name = Cell(f"其中：{row.name}" if row.part else row.name, indent=row.part)
    shown = f"{row.now}（{row.basis}）" if row.basis else row.now
    return Cell(str(row.number)), name, Cell(row.unit), Cell(shown if row.reported else "未填")
