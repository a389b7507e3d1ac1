"""A bulletin's content as a sequence of blocks, the same for every rendition. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from shared.events import Level
from shared.events.bulletin_content import (
    DASH,
    BulletinContent,
    BulletinRow,
    BulletinTable,
    RankedRow,
    RankingTable,
    Written,
)
from shared.office.blocks import Block, Cell, Column, Grid, Heading, Layout, Paragraph
from shared.periods import CHINA, Month, from_microseconds

SIMULATED = "模拟数据：区县月度数字由演示程序生成，仅地区合计经过已公布的数字，不得引用。"
"""Stands above everything else wherever a figure was generated."""

_NUMERALS = "一二三四五六七八九十"
_ATTRIBUTES = {True: "约束性", False: "预期性"}
_ORDER: tuple[Level, ...] = ("red", "orange", "yellow", "blue", "normal", "missing", "reporting", "unassessed")
_TOPICS = {"reports": "报送", "figures": "汇总"}


def lay_out(content: BulletinContent) -> Layout:
    """The blocks of a bulletin. The same content gives the same blocks."""
    sections = [
        ("总体情况", _summary(content)),
        ("主要指标序时进度", [block for table in content.tables for block in _table(table, content)]),
        ("约束性指标各地进度与排名", [block for each in content.rankings for block in _ranking(each)]),
        ("报送情况", _coverage(content)),
        ("较上次通报的数据修订", _revisions(content)),
        ("未结预警", _alerts(content)),
        ("说明", _explained(content)),
    ]
    blocks: list[Block] = []
    for title, found in ((title, found) for title, found in sections if found):
        number = sum(isinstance(block, Heading) for block in blocks)
        blocks += [Heading(f"{_NUMERALS[number]}、{title}"), *found]
    return Layout(
        title=content.title,
        subtitle=f"（{_month(content)}）　{edition(content.number)}",
        warning=SIMULATED if content.simulated else "",
        blocks=tuple(blocks),
        closing=(f"数据截至 {_instant(content)}（北京时间）", f"报送事件序号 {content.position}"),
    )


def edition(number: int) -> str:
    """``第1号``; every later one replaces the one before: ``第2号（更正）``."""
    return f"第{number}号（更正）" if number > 1 else f"第{number}号"


def _summary(content: BulletinContent) -> list[Block]:
    found: list[Block] = []
    for table in content.tables:
        binding = [row for row in table.rows if row.binding]
        text = f"截至{_month(content)}末，{table.title}共 {len(table.rows)} 项主要指标：{_tally(table.rows)}。"
        if binding:
            text += f"其中约束性指标 {len(binding)} 项：{_tally(binding)}。"
        found.append(Paragraph(text))
    behind = [row for table in content.tables for row in table.rows if row.level in ("red", "orange", "yellow")]
    if behind:
        names = "、".join(f"{row.name}（{row.judged}）" for row in sorted(behind, key=_urgency))
        found.append(Paragraph(f"落后于序时进度或突破底线的指标：{names}。"))
    return found


def _urgency(row: BulletinRow) -> tuple[bool, int, int]:
    return not row.binding, ("red", "orange", "yellow").index(row.level), row.row


def _tally(rows: Iterable[BulletinRow]) -> str:
    listed = list(rows)
    words = {row.level: row.judged for row in reversed(listed)}
    counts = Counter(row.level for row in listed)
    return "，".join(f"{_tally_word(level, words[level])} {counts[level]} 项" for level in _ORDER if counts[level])


def _tally_word(level: str, judged: str) -> str:
    return judged if judged in ("完成", "未完成") else _LEVEL_WORDS.get(level, judged)


_LEVEL_WORDS = {"normal": "正常", "yellow": "黄", "orange": "橙", "red": "红", "unassessed": "不判"}


def _table(table: BulletinTable, content: BulletinContent) -> list[Block]:
    columns = (
        Column("序号", 9, "center"),
        Column("指标", 40),
        Column("单位", 13, "center"),
        Column("属性", 13, "center"),
        Column(table.baseline_head, 17, "right"),
        Column(table.target_head, 17, "right"),
        Column("本期累计/期末", 17, "right"),
        Column("序时应达", 17, "right"),
        Column("序时进度", 15, "right"),
        Column("等级", 12, "center"),
    )
    rows = tuple(_row(row) for row in table.rows)
    number = f"（{table.number}）" if table.number else ""
    grid = Grid(f"主要指标{_suffix(table, content)}", f"{table.title}主要指标", columns, rows)
    notes = [Paragraph(f"来源：《{table.document}》{number}。", small=True)]
    return [grid, *notes, *(Paragraph(f"注{place}：{text}", small=True) for place, text in enumerate(table.notes, 1))]


def _suffix(table: BulletinTable, content: BulletinContent) -> str:
    return "" if len(content.tables) == 1 else str(content.tables.index(table) + 1)


def _row(row: BulletinRow) -> tuple[Cell, ...]:
    target = f"{row.target}→{row.revised}" if row.revised else row.target
    return (
        Cell(str(row.row), number=True),
        Cell(f"其中：{row.name}" if row.part else row.name, indent=row.part),
        Cell(row.unit),
        Cell(_ATTRIBUTES[row.binding]),
        Cell(row.baseline or DASH),
        Cell(target),
        _figure(row.actual),
        _figure(row.expected),
        _figure(row.progress),
        Cell(row.judged, level=row.level),
    )


def _figure(written: Written | None) -> Cell:
    return Cell(DASH) if written is None else Cell(written.text, number=True)


def _ranking(ranking: RankingTable) -> list[Block]:
    columns = [Column("位次", 11, "center"), Column("地区", 44), Column(f"本期（{ranking.unit}）", 24, "right")]
    columns += _MIDDLE[ranking.basis]
    columns.append(Column("备注", 29))
    rows = tuple(_ranked(row, ranking.basis) for row in ranking.rows)
    return [
        Grid(f"排名{ranking.name}"[:28], f"{ranking.name}：按{_BASES[ranking.basis]}排名", tuple(columns), rows),
        Paragraph(ranking.explained, small=True),
    ]


_BASES = {"progress": "序时进度", "growth": "同比增长", "rate": "本期比率"}
_MIDDLE = {
    "progress": [Column("序时应达", 22, "right"), Column("序时进度", 20, "right"), Column("等级", 18, "center")],
    "growth": [Column("同比增长", 24, "right"), Column("拉动（百分点）", 26, "right")],
    "rate": [Column("比上年同期（百分点）", 36, "right")],
}


def _ranked(row: RankedRow, basis: str) -> tuple[Cell, ...]:
    place = Cell(str(row.place), number=True) if row.place else Cell(DASH)
    middle: dict[str, tuple[Cell, ...]] = {
        "progress": (_figure(row.expected), _figure(row.progress), Cell(row.judged)),
        "growth": (_figure(row.growth), _figure(row.pull)),
        "rate": (_figure(row.growth),),
    }
    return (place, Cell(row.name), _figure(row.actual), *middle[basis], Cell(row.remark))


def _coverage(content: BulletinContent) -> list[Block]:
    found = content.coverage
    text = f"应报单位 {found.expected} 个，已报 {found.reported} 个，已审核 {found.accepted} 个。"
    text += f"未报：{'、'.join(found.missing)}。" if found.missing else "全部报齐。" if found.expected else ""
    short = [row for table in content.tables for row in table.rows if row.accepted < row.owing]
    if short:
        text += f"{len(short)} 项指标尚有单位未审核，其数字为初步数，以后可能变动。"
    return [Paragraph(text)]


def _revisions(content: BulletinContent) -> list[Block]:
    if not content.previous:
        return [Paragraph("这是本地区的第一次通报，没有可以比较的上次通报。")]
    if not content.revisions:
        return [Paragraph(f"与{content.previous}相比，此前各月的合计没有变动。")]
    columns = (
        Column("指标", 56),
        Column("数据期", 22, "center"),
        Column("单位", 16, "center"),
        Column("上次通报", 24, "right"),
        Column("本次", 24, "right"),
        Column("变动", 24, "right"),
    )
    rows = tuple(
        (
            Cell(each.name),
            Cell(each.period),
            Cell(each.unit),
            Cell(each.before, number=True),
            Cell(each.after, number=True),
            Cell(each.difference, number=True),
        )
        for each in content.revisions
    )
    grid = Grid("数据修订", f"与{content.previous}相比变动的各月合计（当月数）", columns, rows)
    return [Paragraph(f"与{content.previous}相比，此前各月有 {len(rows)} 项合计变动。"), grid]


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
    texts = [Paragraph(text) for text in content.explained]
    columns = (Column("事件链", 24), Column("序号", 24, "right"), Column("链头散列（SHA-256）", 122))
    rows = tuple(
        (Cell(_TOPICS.get(head.topic, head.topic)), Cell(str(head.position), number=True), Cell(head.hash))
        for head in content.heads
    )
    return [*texts, Grid("链头", "本通报所据的事件链", columns, rows)]


def _month(content: BulletinContent) -> str:
    return Month.parse(content.period).chinese


def _instant(content: BulletinContent) -> str:
    return f"{from_microseconds(content.instant).astimezone(CHINA):%Y年%m月%d日 %H:%M:%S}"
