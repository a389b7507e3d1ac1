"""CSV: one figure a row; the rows of one unit's month that follow each other are one report."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from services.intake.bulk.items import Item, Limits, RawLine
from services.intake.bulk.row_group import RowGroup, alone
from services.intake.bulk.rows import CsvRow, rows_of
from services.intake.bulk.table_head import known_charset, read_head
from services.intake.faults import ReportFault, fault


async def csv_items(lines: AsyncIterator[RawLine], limits: Limits, charset: str = "") -> AsyncIterator[Item]:
    """The reports of the rows.

    A row that cannot be read spoils the report whose rows stand around it; between two reports it
    belongs to neither, and is refused for itself.

    Raises:
        TableUnreadable: the head is missing or wrong.
    """
    reports = _Reports()
    async for row in rows_of(lines, limits, known_charset(charset)):
        for item in reports.take(row):
            yield item
    for item in reports.end():
        yield item


class _Reports:
    """The rows gathered into reports. ``strays`` could not be read, and stand after the open group's rows."""

    def __init__(self) -> None:
        self._columns: list[str] | None = None
        self._group: RowGroup | None = None
        self._strays: list[CsvRow] = []

    def take(self, row: CsvRow) -> Iterator[Item]:
        """One more row; the reports that end with the one before it."""
        if self._columns is None:
            self._columns = read_head(row)
            return
        if row.fault is None and not any(cell.strip() for cell in row.cells):
            return
        values = _values(row, self._columns)
        if isinstance(values, ReportFault):
            self._strays.append(row._replace(fault=values))
            return
        key = values.get("region", ""), values.get("period", "")
        if self._group is not None and self._group.key == key:
            self._group.spoil(self._strays)
        else:
            yield from self.end()
            self._group = RowGroup(key, row.line)
        self._strays = []
        self._group.add(row, values)

    def end(self) -> Iterator[Item]:
        """The open report, and the rows behind it that belong to none."""
        if self._group is not None:
            yield self._group.item()
        for stray in self._strays:
            yield alone(stray)


def _values(row: CsvRow, columns: list[str]) -> dict[str, str] | ReportFault:
    if row.fault is not None:
        return row.fault
    if len(row.cells) > len(columns):
        return fault("wrong-columns", "", f"这一行有{len(row.cells)}列，第一行只有{len(columns)}列")
    return {column: cell.strip() for column, cell in zip(columns, row.cells, strict=False) if cell.strip()}
