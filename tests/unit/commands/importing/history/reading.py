"""Small spreadsheets of the past, and what is read of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

from openpyxl import Workbook

from services.commands.importing.history.figures import Figures, read_figures
from services.commands.importing.history.grid import PastTable, PlaceFault, grids_of
from services.commands.importing.history.heads import find_head
from services.commands.importing.history.reports import PastReport, reports_of
from services.commands.importing.history.rows import RowNames
from services.intake.units.rulebook import Rulebook
from shared.catalogue import load_catalogue

JOBS, INJURY = "城镇新增就业人数", "工伤保险参保人数"


@cache
def the_rulebook() -> Rulebook:
    return Rulebook(load_catalogue())


def workbook(rows: Sequence[Any], merged: Sequence[str] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def grids(raw: bytes, name: str = "x.xlsx") -> list[PastTable]:
    faults: list[PlaceFault] = []
    found = grids_of(name, raw, faults)
    assert faults == []
    return found


def read(raw: bytes, name: str = "x.xlsx") -> tuple[list[PastReport], list[tuple[str, str]]]:
    """The reports of a file, and every fault: its place and what is said."""
    faults: list[PlaceFault] = []
    figures: Figures = {}
    for grid in grids_of(name, raw, faults):
        head = find_head(grid, faults)
        if head is not None:
            read_figures(grid, head, RowNames(the_rulebook()), figures, faults)
    return reports_of(figures, simulated=False), [(each.place, each.message) for each in faults]


def lines(report: PastReport) -> list[tuple[str, dict[str, str], str]]:
    """The lines of a report: indicator, numbers as they are sent, unit."""
    return [
        (each.rule.name, {part: written.text for part, written in each.numbers.items()}, each.unit.symbol)
        for each in report.figures
    ]
