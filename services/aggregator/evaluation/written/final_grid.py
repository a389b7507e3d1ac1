"""The table of completion as it is printed: its heads in the plan's own form, a section's head on its own row. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from shared.events.published.evaluation import FinalHeads, FinalRow, FinalTable
from shared.office.blocks import Align, Block, Cell, Column, Grid, Paragraph

_LEVELS = {"完成": "normal", "未完成": "red"}


class _FinalColumn(NamedTuple):
    head: str
    width: int
    align: Align
    text: Callable[[FinalRow], str]


def final_blocks(table: FinalTable) -> list[Block]:
    """The table with its notes."""
    chosen = _columns(table)
    columns = tuple(Column(each.head, each.width, each.align) for each in chosen)
    place = next(at for at, each in enumerate(chosen) if each.head == table.heads.name)
    rows = tuple(_section(row, len(chosen), place) if row.section else _row(row, chosen) for row in table.rows)
    notes = [Paragraph(f"注：{text}", small=True) for text in table.notes]
    return [Grid("主要指标完成情况", table.caption, columns, rows), *notes]


def _columns(table: FinalTable) -> list[_FinalColumn]:
    """Those that the plan's own table has, the verdict and the difference, and 备注 where there is any."""
    heads: FinalHeads = table.heads
    remarks = any(row.remark for row in table.rows)
    narrow = 40 if remarks else 0
    found = [
        _FinalColumn(heads.row, 10, "center", lambda row: str(row.row)),
        _FinalColumn(heads.name, 70 - narrow // 2 + (0 if heads.start else 10), "left", lambda row: row.name),
        _FinalColumn(heads.start, 21, "center", lambda row: row.start),
        _FinalColumn(heads.target, 25, "center", lambda row: row.target),
        _FinalColumn(heads.outcome, 26, "center", lambda row: row.outcome),
        _FinalColumn(heads.verdict, 18, "center", lambda row: row.verdict),
        _FinalColumn(heads.difference, 22, "center", lambda row: row.difference),
    ]
    found = [each for each in found if each.head]
    return [*found, _FinalColumn("备注", narrow, "left", lambda row: row.remark)] if remarks else found


def _section(row: FinalRow, columns: int, place: int) -> tuple[Cell, ...]:
    """``一、就业创业`` where the names stand, and nothing beside it, as the plans print it."""
    return tuple(Cell(row.section if at == place else "") for at in range(columns))


def _row(row: FinalRow, columns: list[_FinalColumn]) -> tuple[Cell, ...]:
    verdict = next(each.text for each in reversed(columns) if each.text(row) == row.verdict)
    return tuple(
        Cell(each.text(row), level=_LEVELS.get(row.verdict, "") if each.text is verdict else "") for each in columns
    )
