"""A bulletin's content as a sequence of blocks, the same for every rendition. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from services.aggregator.bulletin.grids import plan_grid, ranking_grid, revisions_grid
from services.aggregator.issuing.documents import day_of
from shared.events import Level
from shared.events.bulletin_content import (
    BulletinContent,
    BulletinRow,
    ChainHead,
)
from shared.office.blocks import Block, Cell, Column, Grid, Heading, Layout, Paragraph, chinese_day
from shared.periods import CHINA, Month, from_microseconds

SIMULATED = "模拟数据：区县月度数字由演示程序生成，仅地区合计经过已公布的数字，不得引用。"
"""Stands above everything else wherever a figure was generated."""

_NUMERALS = "一二三四五六七八九十"
_ORDER: tuple[Level, ...] = ("red", "orange", "yellow", "blue", "normal", "missing", "reporting", "unassessed")
_TOPICS = {"reports": "报送", "figures": "汇总"}


def lay_out(content: BulletinContent) -> Layout:
    """The blocks of a bulletin. The same content gives the same blocks."""
    sections = [
        ("总体情况", _summary(content)),
        ("主要指标序时进度", [block for table in content.tables for block in plan_grid(table, content.tables)]),
        ("约束性指标各地进度与排名", [block for each in content.rankings for block in ranking_grid(each)]),
        ("报送情况", _coverage(content)),
        ("较上次通报的数据修订", revisions_grid(content)),
        ("未结预警", _alerts(content)),
        ("说明", _explained(content)),
    ]
    return Layout(
        title=content.title,
        subtitle=f"（{_month(content)}）　{edition(content.number)}",
        warning=SIMULATED if content.simulated else "",
        blocks=tuple(numbered(sections)),
        closing=(standing_at(content.instant, padded=not content.form), f"报送事件序号 {content.position}"),
        issuer=content.issuer,
        dated=day_of(content) if content.form else None,
        official=bool(content.form),
    )


def numbered(sections: Iterable[tuple[str, Sequence[Block]]]) -> list[Block]:
    """The sections that hold anything, one after the other, each under its head: ``一、总体情况``."""
    blocks: list[Block] = []
    for number, (title, found) in enumerate((title, found) for title, found in sections if found):
        blocks += [Heading(f"{_NUMERALS[number]}、{title}"), *found]
    return blocks


def edition(number: int) -> str:
    """``第1号``; every later one replaces the one before: ``第2号（更正）``."""
    return f"第{number}号（更正）" if number > 1 else f"第{number}号"


def _summary(content: BulletinContent) -> list[Block]:
    found: list[Block] = []
    for table in content.tables:
        binding = [row for row in table.rows if row.binding]
        text = f"截至{_month(content)}末，{table.title}共 {len(table.rows)} 项主要指标：{tallied(table.rows)}。"
        if binding:
            text += f"其中约束性指标 {len(binding)} 项：{tallied(binding)}。"
        found.append(Paragraph(text))
    behind = [row for table in content.tables for row in table.rows if row.level in ("red", "orange", "yellow")]
    if behind:
        names = "、".join(f"{row.name}（{row.judged}）" for row in sorted(behind, key=_urgency))
        found.append(Paragraph(f"落后于序时进度或突破底线的指标：{names}。"))
    return found


def _urgency(row: BulletinRow) -> tuple[bool, int, int]:
    return not row.binding, ("red", "orange", "yellow").index(row.level), row.row


def tallied(rows: Iterable[BulletinRow]) -> str:
    """How many rows stand how: ``正常 12 项，黄 1 项``."""
    listed = list(rows)
    words = {row.level: row.judged for row in reversed(listed)}
    counts = Counter(row.level for row in listed)
    return "，".join(f"{_tally_word(level, words[level])} {counts[level]} 项" for level in _ORDER if counts[level])


def _tally_word(level: str, judged: str) -> str:
    return judged if judged in ("完成", "未完成") else _LEVEL_WORDS.get(level, judged)


_LEVEL_WORDS = {"normal": "正常", "yellow": "黄", "orange": "橙", "red": "红", "unassessed": "不判"}


def _coverage(content: BulletinContent) -> list[Block]:
    found = content.coverage
    text = f"应报单位 {found.expected} 个，已报 {found.reported} 个，已审核 {found.accepted} 个。"
    text += f"未报：{'、'.join(found.missing)}。" if found.missing else "全部报齐。" if found.expected else ""
    short = [row for table in content.tables for row in table.rows if row.accepted < row.owing]
    if short:
        text += f"{len(short)} 项指标尚有单位未审核，其数字为初步数，以后可能变动。"
    return [Paragraph(text)]


def _alerts(content: BulletinContent) -> list[Block]:
    if not content.alerts:
        return [Paragraph("没有未结的预警。")]
    columns = (
        Column("编号", 34),
        Column("级别", 18, "center"),
        Column("指标", 76),
        Column("起于", 22, "center"),
        Column("状态", 20, "center"),
    )
    rows = tuple(
        (
            Cell(f"{each.number} 第{each.episode}期"),
            Cell(each.judged, level=each.level),
            Cell(each.name),
            Cell(each.since),
            Cell("缺报冻结" if each.frozen else "未结"),
        )
        for each in content.alerts
    )
    return [Grid("未结预警", f"未结预警 {len(rows)} 件", columns, rows)]


def _explained(content: BulletinContent) -> list[Block]:
    return [*(Paragraph(text) for text in content.explained), chains(content.heads)]


def chains(heads: Sequence[ChainHead], document: str = "本通报") -> Grid:
    """The events that a document rests on, by their chains."""
    columns = (Column("事件链", 24), Column("序号", 24, "right"), Column("链头散列（SHA-256）", 122))
    rows = tuple(
        (Cell(_TOPICS.get(head.topic, head.topic)), Cell(str(head.position), number=True), Cell(head.hash))
        for head in heads
    )
    return Grid("链头", f"{document}所据的事件链", columns, rows)


def _month(content: BulletinContent) -> str:
    return Month.parse(content.period).chinese


def standing_at(at: int, *, padded: bool = False) -> str:
    """The moment that a document's figures stand for; months and days ``padded`` as the first bulletins had them."""
    instant = from_microseconds(at).astimezone(CHINA)
    day = f"{instant:%Y年%m月%d日}" if padded else chinese_day(instant.date())
    return f"数据截至 {day} {instant:%H:%M:%S}（北京时间）"
