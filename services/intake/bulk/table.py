"""CSV: one figure a row; the rows of one unit's month are one report."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

from services.intake.bulk.gathered import Gathered
from services.intake.bulk.items import Item, Limits, RawLine, TooManyLines
from services.intake.bulk.rows import CsvRow, rows_of
from services.intake.bulk.table_head import TableUnreadable, known_charset, read_head
from services.intake.faults import ReportFault, fault

_NUMBERS = ("value", "numerator", "denominator")
"""What the grammar of numbers judges as it was written: it knows which characters round a number are nothing."""

_AT_A_TIME = 20  # rows, or reports, after which the event loop has its turn

_FIRST_GROUP, _NEXT_GROUP = re.compile("[+-]?[0-9]{1,3}"), re.compile(r"[0-9]{3}(\.[0-9]+)?")


async def csv_items(lines: AsyncIterator[RawLine], limits: Limits, charset: str = "") -> AsyncIterator[Item]:
    """The reports of the rows, once all have been read.

    Raises:
        TableUnreadable: the head is missing or wrong, no row follows it, or too many do.

    Nothing is posted of a table that is too long: its last month might be half read.
    """
    gathered = Gathered()
    try:
        columns = await _gather(rows_of(lines, limits, known_charset(charset)), gathered)
    except TooManyLines:
        raise TableUnreadable((fault("too-many-rows", "", "表过长，请分成几份报送"),), "表过长") from None
    if not gathered:
        message = "第一行的列名之后没有数据" if columns else "没有内容；第一行应为列名"
        raise TableUnreadable((fault("no-rows", "", message),), "表中没有数据")
    for number, item in enumerate(gathered.items()):
        if number % _AT_A_TIME == 0:
            await asyncio.sleep(0)  # others are answered meanwhile
        yield item


async def _gather(rows: AsyncIterator[CsvRow], gathered: Gathered) -> list[str] | None:
    """Gather the rows behind the head; the columns that the head names, None where there is none."""
    columns: list[str] | None = None
    async for row in rows:
        if row.line % _AT_A_TIME == 0:
            await asyncio.sleep(0)
        if row.fault is None and not any(cell.strip() for cell in row.cells):
            continue
        if columns is None:
            columns = read_head(row)
            continue
        values, wrong = _values(row, columns), _wrong(row, columns)
        if wrong is not None:
            gathered.add_faulty(row._replace(fault=wrong), values)
        else:
            gathered.add(row, values)
    return columns


def _wrong(row: CsvRow, columns: list[str]) -> ReportFault | None:
    """Why a row cannot be taken, whatever its cells say."""
    if row.fault is not None:
        return row.fault
    cells = [cell.strip() for cell in row.cells]
    if any(cells[len(columns) :]) or _cut_apart(cells, columns):
        message = f"这一行有{len(cells)}列，第一行只有{len(columns)}列；带千位逗号的数须加引号"
        return fault("wrong-columns", "", message)
    nameless = [
        str(number) for number, (name, cell) in enumerate(zip(columns, cells, strict=False), 1) if cell and not name
    ]
    if nameless:
        return fault("nameless-column", "", f"第{'、'.join(nameless)}列有内容，而第一行没有写列名")
    return None


def _cut_apart(cells: list[str], columns: list[str]) -> bool:
    """Whether a number such as 1,790 stands without quotes in a row that is longer for it: as 1, and 790 beside it."""
    if len(cells) <= len(columns):
        return False
    return any(
        column in _NUMBERS and _FIRST_GROUP.fullmatch(cell) and _NEXT_GROUP.fullmatch(beside)
        for column, cell, beside in zip(columns, cells, cells[1:], strict=False)
    )


def _values(row: CsvRow, columns: list[str]) -> dict[str, str]:
    """What stands under each head; empty cells are left out."""
    told = ((column, cell) for column, cell in zip(columns, row.cells, strict=False) if column and cell.strip())
    return {column: cell if column in _NUMBERS else cell.strip() for column, cell in told}
