"""The tables of a bulletin: its plans' rows, its rankings, what was revised. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shared.events.bulletin_content import (
    DASH,
    BulletinContent,
    BulletinRow,
    BulletinTable,
    RankedRow,
    RankingTable,
    RevisedTotal,
    Written,
)
from shared.events.progress import AWAY
from shared.office.blocks import ADJUSTED, Align, Block, Cell, Column, Grid, Paragraph

_BALANCED = (
    f"带{ADJUSTED}的数经舍位平衡：各地单独四舍五入之和与合计的末位不符，按余数大小调整一个末位单位；"
    "数据和接口仍是原数。"
)
_ATTRIBUTES = {True: "约束性", False: "预期性"}


def plan_grid(table: BulletinTable, tables: Sequence[BulletinTable]) -> list[Block]:
    """A plan's rows, its source and its notes; ``tables`` are those of the document, which are told apart."""
    years = any(row.year_target for row in table.rows)
    rows = tuple(_row(row, years) for row in table.rows)
    number = f"（{table.number}）" if table.number else ""
    grid = Grid(f"主要指标{_suffix(table, tables)}", f"{table.title}主要指标", _columns(table, years), rows)
    notes = [Paragraph(f"来源：《{table.document}》{number}。", small=True)]
    return [grid, *notes, *(Paragraph(f"注{place}：{text}", small=True) for place, text in enumerate(table.notes, 1))]


def _suffix(table: BulletinTable, tables: Sequence[BulletinTable]) -> str:
    return str(tables.index(table) + 1) if len(tables) > 1 else ""


def _columns(table: BulletinTable, years: bool) -> tuple[Column, ...]:
    """As wide on the page with the columns of the year as without: those are there where any row has a target of its
    own for the year."""
    listed: tuple[tuple[str, int, int, Align], ...] = (  # how wide without them, and with them
        ("序号", 9, 7, "center"),
        ("指标", 40, 31, "left"),
        ("单位", 13, 11, "center"),
        ("属性", 13, 11, "center"),
        (table.baseline_head, 17, 13, "right"),
        (table.target_head, 17, 13, "right"),
        ("本期累计/期末", 17, 14, "right"),
        ("序时应达", 17, 14, "right"),
        ("序时进度", 15, 12, "right"),
        ("年度目标", 0, 12, "right"),
        ("完成年度目标", 0, 12, "right"),
        ("同比", 0, 11, "right"),
        ("等级", 12, 9, "center"),
    )
    widths = ((head, narrow if years else wide, align) for head, wide, narrow, align in listed)
    return tuple(Column(head, width, align) for head, width, align in widths if width)


def _row(row: BulletinRow, years: bool) -> tuple[Cell, ...]:
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
        *([_figure(each) for each in (row.year_target, row.year_completed, row.year_change)] if years else ()),
        Cell(row.judged, level=row.level),
    )


def _figure(written: Written | None) -> Cell:
    """A figure; where words stand for it (未增反降), the words."""
    return Cell(DASH) if written is None else Cell(written.text, number=written.text not in AWAY.values())


def ranking_grid(ranking: RankingTable) -> list[Block]:
    """The districts in order, and what they are ordered by."""
    columns = [Column("位次", 11, "center"), Column("地区", 44), Column(f"本期（{ranking.unit}）", 24, "right")]
    columns += _MIDDLE[ranking.basis]
    columns.append(Column("备注", 29))
    rows = tuple(_ranked(row, ranking.basis) for row in ranking.rows)
    if ranking.total is not None:
        rest = (Cell(DASH) for _ in columns[3:])
        rows = ((Cell(DASH), Cell("合计"), _figure(ranking.total), *rest), *rows)
    adjusted = [Paragraph(_BALANCED, small=True)] if any(row.adjusted for row in ranking.rows) else []
    return [
        Grid(f"排名{ranking.name}"[:28], f"{ranking.name}：按{_BASES[ranking.basis]}排名", tuple(columns), rows),
        Paragraph(ranking.explained, small=True),
        *adjusted,
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
    actual = _figure(row.actual)
    if row.adjusted:
        actual = replace(actual, text=f"{actual.text}{ADJUSTED}")
    return (place, Cell(row.name), actual, *middle[basis], Cell(row.remark))


def revisions_grid(content: BulletinContent) -> list[Block]:
    """What of earlier months has moved since the bulletin before; or that there was none."""
    if not content.previous:
        return [Paragraph("这是本地区的第一次通报，没有可以比较的上次通报。")]
    if not content.revisions:
        return [unrevised(content.previous)]
    count = len(content.revisions)
    told = Paragraph(f"与{content.previous}相比，此前各月有 {count} 项合计变动。")
    return [told, revised_grid(content.previous, content.revisions)]


def unrevised(previous: str) -> Paragraph:
    """That nothing has moved since a document."""
    return Paragraph(f"与{previous}相比，此前各月的合计没有变动。")


def revised_grid(previous: str, revisions: Sequence[RevisedTotal]) -> Grid:
    """The totals that have moved since a document, line by line."""
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
        for each in revisions
    )
    return Grid("数据修订", f"与{previous}相比变动的各月合计（当月数）", columns, rows)
