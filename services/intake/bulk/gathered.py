"""Rows of a table to reports: every row of one unit and month is one report, wherever it stands in the table.

A table comes sorted by unit, or by indicator, as a pivot table or an ORDER BY writes it; a month whose rows were
taken for two reports would keep the last of them only. So nothing is posted before the table has been read.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import chain

import msgspec

from services.intake.bulk.items import Item
from services.intake.bulk.row_group import RowGroup, alone
from services.intake.bulk.rows import CsvRow
from services.intake.bulk.spreadsheet import read_month
from services.intake.faults import ReportFault
from services.intake.submission.region_code import read_code
from shared.steps import stepping

Key = tuple[str, str]
"""A unit and a month, as they are meant."""


class Gathered:
    """The reports of a table, in the order of their first rows.

    A row that cannot be read spoils the report that it names; where it does not tell, the report whose rows stand
    around it. Otherwise it belongs to none, and is refused for itself.
    """

    def __init__(self) -> None:
        self._groups: dict[Key, RowGroup] = {}
        self._strays: list[_Stray] = []
        self._waiting: list[_Stray] = []
        self._last: RowGroup | None = None

    def __bool__(self) -> bool:
        return bool(self._groups or self._strays or self._waiting)

    def add(self, row: CsvRow, values: dict[str, str]) -> None:
        """One figure of a report."""
        key = _key(values)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = RowGroup(key, row.line)
        around = group if group is self._last else None
        self._strays += [_Stray(each.row, each.key, around) for each in self._waiting]
        self._waiting = []
        self._last = group
        group.add(row, values)

    def add_faulty(self, row: CsvRow, values: dict[str, str]) -> None:
        """A row that could not be read; ``values``: what of it could be told apart."""
        self._waiting.append(_Stray(row, _key(values)))

    def items(self) -> list[Callable[[], Item]]:
        """What makes every report and every row that belongs to none, by the line that it begins in.

        Raises:
            WorkEnded: as :func:`shared.steps.step`.
        """
        made: list[tuple[int, Callable[[], Item]]] = []
        for stray in stepping(chain(self._strays, self._waiting)):
            row, group = stray.row, self._groups.get(stray.key, stray.around)
            if group is None:
                made.append((row.line, partial(alone, row)))
            else:
                group.spoil(row)
        made += [(group.line, group.item) for group in self._groups.values()]
        return [make for _, make in sorted(made, key=lambda each: each[0])]


class _Stray(msgspec.Struct, frozen=True, gc=False):
    """A row that could not be read, the report that it names, and the one whose rows stand ``around`` it."""

    row: CsvRow
    key: Key
    around: RowGroup | None = None


def _key(values: dict[str, str]) -> Key:
    return _meant(read_code, values.get("region", "")), _meant(read_month, values.get("period", ""))


def _meant(how: Callable[[str], str | ReportFault], text: str) -> str:
    """What rows of one report have in common, however each of them writes it."""
    read = how(text)
    return read if isinstance(read, str) else text
