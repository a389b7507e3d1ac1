"""An evaluation's content as a sequence of blocks, the same for every rendition. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from services.aggregator.bulletin.grids import plan_grid
from services.aggregator.bulletin.layout import SIMULATED, chains, edition, numbered, standing_at, tallied
from services.aggregator.evaluation.kinds import KIND_WORDS
from services.aggregator.evaluation.written.final_grid import final_blocks
from services.aggregator.evaluation.written.sections import (
    adjusted_blocks,
    behind_blocks,
    commitment_blocks,
    outlook_blocks,
    quality_blocks,
    unjudged_blocks,
)
from services.aggregator.issuing.documents import day_of
from shared.events.bulletin_content import BulletinRow
from shared.events.published.evaluation import EvaluationContent
from shared.office.blocks import Block, Layout, Paragraph
from shared.periods import Month


def lay_out(content: EvaluationContent) -> Layout:
    """The blocks of an evaluation. The same content gives the same blocks."""
    final = content.kind == "final"
    sections: list[tuple[str, list[Block]]] = [
        ("总体情况", _summary(content)),
        ("主要指标完成情况", final_blocks(content.final) if content.final else []),
        ("主要指标进展", [] if final else plan_grid(content.table, ())),
        ("未完成的指标及原因" if final else "落后的指标及原因", behind_blocks(content)),
        ("未能评判的指标", unjudged_blocks(content)),
        ("规划承诺（重点任务）", commitment_blocks(content)),
        ("目标调整和数据修订", adjusted_blocks(content)),
        ("数据质量", quality_blocks(content)),
        ("展望", outlook_blocks(content)),
        ("说明", [*(Paragraph(text) for text in content.explained), chains(content.heads, "本报告")]),
    ]
    return Layout(
        title=content.title,
        subtitle=f"（{KIND_WORDS[content.kind]}　数据期{_span(content)}）　{edition(content.number)}",
        warning=SIMULATED if content.simulated else "",
        blocks=tuple(numbered(sections)),
        closing=(standing_at(content.instant), f"报送事件序号 {content.position}"),
        issuer=content.issuer,
        dated=day_of(content),
    )


def _span(content: EvaluationContent) -> str:
    return f"{Month.parse(content.since).chinese}至{Month.parse(content.period).chinese}"


def _completed(rows: Sequence[BulletinRow]) -> str:
    """How many rows came out how: ``完成 14 项，未完成 9 项``."""
    words = Counter(row.judged if row.judged in ("完成", "未完成") else "无法判定" for row in rows)
    return "，".join(f"{word} {words[word]} 项" for word in ("完成", "未完成", "无法判定") if words[word])


def _summary(content: EvaluationContent) -> list[Block]:
    rows = content.table.rows
    final, binding = content.kind == "final", [row for row in rows if row.binding]
    counted = _completed if final else tallied
    until = Month.parse(content.period).chinese
    text = f"截至{until}末，{content.table.title}共 {len(rows)} 项主要指标：{counted(rows)}。"
    if binding:
        text += f"其中约束性指标 {len(binding)} 项：{counted(binding)}。"
    found: list[Block] = [Paragraph(text)]
    good = [row.name for row in rows if row.level in ("normal", "blue")]
    if good:
        word = "完成" if final else "达到序时进度或符合底线要求"
        found.append(Paragraph(f"{word}的指标：{'、'.join(good)}。"))
    if content.behind:
        word = "未完成" if final else "落后于序时进度或突破底线"
        names = "、".join(row.name if final else f"{row.name}（{row.judged}）" for row in content.behind)
        found.append(Paragraph(f"{word}的指标：{names}。"))
    if content.adjusted:
        found.append(Paragraph(f"其间经批准调整目标 {len(content.adjusted)} 项，见“目标调整和数据修订”。"))
    return found
