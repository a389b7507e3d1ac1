"""The rows of a table to figures: whose, of what, of which month, and the cell that each number stands in. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from services.commands.importing.history.grid import PastTable, PlaceFault
from services.commands.importing.history.heads import NUMBERS, TableHead, month_in
from services.commands.importing.history.rows import RowNames, TableRow
from services.intake.forms.reading.cells import CellProblem, number_in
from services.intake.forms.workbook.content import EMPTY, Place
from services.intake.units.indicator_rule import IndicatorRule
from shared.periods import Month
from shared.quantities import Unit


class PastNumber(NamedTuple):
    """A number as it is sent, and the cell that it stands in."""

    text: str
    sheet: str
    cell: str


@dataclass(slots=True)
class PastFigure:
    """One indicator of a unit's month, as far as it has been read."""

    rule: IndicatorRule
    unit: Unit
    basis: str
    note: str
    numbers: dict[str, PastNumber]


Key = tuple[str, Month]
"""A region and a month."""

Figures = dict[Key, dict[str, PastFigure]]
"""By region and month the figures by indicator."""


def read_figures(grid: PastTable, head: TableHead, names: RowNames, into: Figures, faults: list[PlaceFault]) -> None:
    """Add every figure of the table; what cannot be read is named by its cell."""
    for number in grid.rows[head.row :]:
        if not any(place in grid.cells for place in (Place(number, column) for column in grid.columns)):
            continue
        row = names.row(grid, head, number, faults)
        if row is None:
            continue
        for month, part, place in _cells(grid, head, row, number, faults):
            _take(grid, row, month, part, place, into, faults)


def _cells(
    grid: PastTable, head: TableHead, row: TableRow, number: int, faults: list[PlaceFault]
) -> Iterator[tuple[Month, str, Place]]:
    """The row's cells with a number in them: of which month, and which number of a line."""
    if head.months:
        for column, month in head.months.items():
            yield month, row.part, Place(number, column)
        return
    place = Place(number, head.column("period") or 1)
    month_read = month_in(grid, place)
    if isinstance(month_read, str):
        faults.append(grid.fault(place, month_read or f"“{grid.label(place).value or ''}”不是月份，应写作 2021-01"))
        return
    for role in NUMBERS:
        for column in head.columns.get(role, ()):
            yield month_read, role if role != "value" else row.part, Place(number, column)


def _take(
    grid: PastTable, row: TableRow, month: Month, part: str, place: Place, into: Figures, faults: list[PlaceFault]
) -> None:
    if place in grid.hidden and grid.at(place) is not EMPTY:
        faults.append(grid.fault(place, "这一格有数而被隐藏；请取消隐藏，或删去它"))
        return
    try:
        number = number_in(grid.at(place), row.unit)
    except CellProblem as problem:
        faults.append(grid.fault(place, str(problem)))
        return
    if number is None:
        return
    found = into.setdefault((row.region, month), {})
    figure = found.setdefault(row.rule.id, PastFigure(row.rule, row.unit, row.basis, row.note, {}))
    if part in figure.numbers:
        first = figure.numbers[part]
        where = "!".join(each for each in (first.sheet, first.cell) if each)
        faults.append(grid.fault(place, f"{month} 的“{row.rule.name}”重复：已见于 {where}"))
    elif (figure.unit.symbol, figure.basis) != (row.unit.symbol, row.basis):
        faults.append(grid.fault(place, f"“{row.rule.name}”同一个月的分子、分母，计量单位和口径应相同"))
    else:
        written = grid.fault(place, "")
        figure.numbers[part] = PastNumber(_written(number), written.sheet, written.cell)


def _written(number: int | Decimal) -> str:
    """The number in one way, so that the same figure is the same content in whatever file."""
    return f"{Decimal(number).normalize():f}"
