"""CSV: one figure a row; the rows of one unit's month are one report."""

from __future__ import annotations

from collections.abc import AsyncIterator

from services.intake.bulk.gathered import Gathered
from services.intake.bulk.items import Item, Limits, RawLine, TooManyLines
from services.intake.bulk.rows import CsvRow, rows_of
from services.intake.bulk.table_head import TableUnreadable, known_charset, read_head
from services.intake.faults import ReportFault, fault


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
    for item in gathered.items():
        yield item


async def _gather(rows: AsyncIterator[CsvRow], gathered: Gathered) -> list[str] | None:
    """Gather the rows behind the head; the columns that the head names, None where there is none."""
    columns: list[str] | None = None
    async for row in rows:
        if row.fault is None and not any(cell.strip() for cell in row.cells):
            continue
        if columns is None:
            columns = read_head(row)
            continue
        values = _values(row, columns)
        if isinstance(values, ReportFault):
            gathered.add_faulty(row._replace(fault=values))
        else:
            gathered.add(row, values)
    return columns


def _values(row: CsvRow, columns: list[str]) -> dict[str, str] | ReportFault:
    if row.fault is not None:
        return row.fault
    cells = [cell.strip() for cell in row.cells]
    if any(cells[len(columns) :]):
        return fault("wrong-columns", "", f"这一行有{len(cells)}列，第一行只有{len(columns)}列")
    nameless = [
        str(number) for number, (name, cell) in enumerate(zip(columns, cells, strict=False), 1) if cell and not name
    ]
    if nameless:
        return fault("nameless-column", "", f"第{'、'.join(nameless)}列有内容，而第一行没有写列名")
    return {column: cell for column, cell in zip(columns, cells, strict=False) if cell}
