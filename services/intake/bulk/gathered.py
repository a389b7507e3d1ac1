"""Rows of a table to reports: every row of one unit and month is one report, wherever it stands in the table.

A table comes sorted by unit, or by indicator, as a pivot table or an ORDER BY writes it; a month whose rows were
taken for two reports would keep the last of them only. So nothing is posted before the table has been read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from services.intake.bulk.items import Item
from services.intake.bulk.row_group import RowGroup, alone
from services.intake.bulk.rows import CsvRow
from services.intake.bulk.spreadsheet import read_code, read_month
from services.intake.faults import ReportFault


class Gathered:
    """The reports of a table, in the order of their first rows.

    A row that cannot be read spoils the report whose rows stand around it; between two reports it
    belongs to neither, and is refused for itself.
    """

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], RowGroup] = {}
        self._strays: list[CsvRow] = []
        self._alone: list[CsvRow] = []
        self._last: RowGroup | None = None

    def __bool__(self) -> bool:
        return bool(self._groups or self._alone or self._strays)

    def add(self, row: CsvRow, values: dict[str, str]) -> None:
        """One figure of a report."""
        key = _meant(read_code, values.get("region", "")), _meant(read_month, values.get("period", ""))
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = RowGroup(key, row.line)
        if group is self._last:
            group.spoil(self._strays)
        else:
            self._alone += self._strays
        self._strays = []
        self._last = group
        group.add(row, values)

    def add_faulty(self, row: CsvRow) -> None:
        """A row that could not be read."""
        self._strays.append(row)

    def items(self) -> Iterator[Item]:
        """Every report and every row that belongs to none, by the line that it begins in."""
        reports = [group.item() for group in self._groups.values()]
        strays = [alone(row) for row in (*self._alone, *self._strays)]
        yield from sorted([*reports, *strays], key=lambda item: item.line)


def _meant(how: Callable[[str], str | ReportFault], text: str) -> str:
    """What rows of one report have in common, however each of them writes it."""
    read = how(text)
    return read if isinstance(read, str) else text
