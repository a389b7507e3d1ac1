"""How a workbook falls into printed pages: no sheet for two rows, no last page with a few.

Pure but for the sheet it is given. Widths and heights are estimated as Excel draws them on A4.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shared.office.blocks import Cell, Grid

TEXT_COLUMNS = 24
"""Into so many columns the sheet of the running text falls where tables stand in it."""

_MOST_ROWS, _MOST_COLUMNS = 12, 8
_LINE_POINTS = 16
_CHARACTER = 1.9  # millimetres that a column's unit of width takes
_USUAL_ROW = 15.0  # points
_A4 = {"portrait": (174.0, 698.0), "landscape": (261.0, 451.0)}  # room across in millimetres, down in points
_FEW = 0.2
"""A last page that holds less than this part is drawn into those before."""

WriteCell = Callable[..., None]


def is_small(grid: Grid) -> bool:
    """Whether a table stands in the running text: a sheet of its own would print a page that is nearly empty."""
    return len(grid.rows) <= _MOST_ROWS and len(grid.columns) <= _MOST_COLUMNS


def write_inside(sheet: Worksheet, grid: Grid, row: int, write: WriteCell) -> int:
    """A small table from ``row`` on; the row behind it."""
    spans = spans_of(grid)
    unit = sheet.column_dimensions["A"].width
    heads = tuple(Cell(column.head) for column in grid.columns)
    for place, cells in enumerate((heads, *grid.rows)):
        lines = 1
        for cell, column, (first, last) in zip(cells, grid.columns, spans, strict=True):
            write(sheet, row, first, cell, column, head=place == 0)
            if last > first:
                sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
            lines = max(lines, _lines(cell.text, (last - first + 1) * unit))
        sheet.row_dimensions[row].height = lines * _LINE_POINTS
        row += 1
    return row


def spans_of(grid: Grid) -> list[tuple[int, int]]:
    """Which of the sheet's columns each column of a table takes, the first and the last, by their widths."""
    total, spans, before = sum(column.width for column in grid.columns), [], 0.0
    begins = 1
    for left, column in zip(range(len(grid.columns) - 1, -1, -1), grid.columns, strict=True):
        before += column.width
        ends = min(max(round(TEXT_COLUMNS * before / total), begins), TEXT_COLUMNS - left)
        spans.append((begins, ends))
        begins = ends + 1
    return spans


def _lines(text: str, width: float) -> int:
    wide = sum(1 if character < "\u2e80" else 2 for character in text)
    return max(-(-wide // max(int(width) - 1, 5)), 1)


def print_whole_pages(sheet: Worksheet, orientation: Literal["portrait", "landscape"]) -> None:
    """Print what is written and nothing beside it, on no more pages than it fills."""
    last = get_column_letter(sheet.max_column)
    sheet.print_area = f"A1:{last}{sheet.max_row}"
    across, down = _A4[orientation]
    width = sum(sheet.column_dimensions[get_column_letter(each)].width for each in range(1, sheet.max_column + 1))
    height = sum(sheet.row_dimensions[each].height or _USUAL_ROW for each in range(1, sheet.max_row + 1))
    sheet.page_setup.fitToHeight = fitted(height * min(across / (width * _CHARACTER), 1.0) / down)


def fitted(pages: float) -> int:
    """On how many pages a sheet is drawn that fills so many; 0: on as many as it takes."""
    whole = int(pages)
    return whole if whole and pages - whole < _FEW else 0
