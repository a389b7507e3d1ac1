"""A document as a workbook: the running text on the first sheet, every table on a sheet of its own.

Pure: the same layout gives the same bytes with the same version of openpyxl.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from shared.office.blocks import ADJUSTED, Cell, Column, Grid, Heading, Layout, Paragraph, grids, writable_layout
from shared.office.package import repack
from shared.office.sheet_pages import TEXT_COLUMNS, is_small, print_whole_pages, write_inside

_LONG_AGO = datetime(1980, 1, 1)  # noqa: DTZ001 - a workbook's times have no zone, and this one says nothing
_CHARACTERS = 0.55  # of a column's width in millimetres
_COLOURS = {"red": "B3131F", "orange": "B04A00", "yellow": "806000", "blue": "2060B0", "normal": "1F7A3D"}
_TEXT_WIDTH = 72
_TEXT_LINE = 32  # Chinese characters on a line of that width
_LINE_POINTS = 16
_POINTS = " 个百分点"  # the unit of what two rates differ by, behind the number
_HASH = 64  # characters of a hash, which is let run on


def xlsx(layout: Layout) -> bytes:
    """The workbook."""
    layout = writable_layout(layout)
    book = Workbook()
    book.properties.creator = "序时"
    book.properties.title = layout.title
    book.properties.created = book.properties.modified = _LONG_AGO
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "通报"
    inside = [grid for grid in grids(layout.blocks) if layout.official and is_small(grid)]
    _write_text(sheet, layout, inside)
    for grid in grids(layout.blocks):
        if grid in inside:
            continue
        _write_grid(book.create_sheet(grid.sheet), grid, layout)
    target = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(target, "w")).save()  # Workbook.save would put the present time in
    return repack(target.getvalue())


def _write_text(sheet: Worksheet, layout: Layout, inside: Sequence[Grid]) -> None:
    """The running text; the tables ``inside`` it stand where they belong, over columns that are merged for them."""
    columns = TEXT_COLUMNS if inside else 1
    for number in range(1, columns + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _TEXT_WIDTH / columns
    row = 1
    for line in _text_lines(layout, inside):
        if isinstance(line, Grid):
            row = write_inside(sheet, line, row, _write_cell)
            continue
        _write_line(sheet, row, columns, *line)
        row += 1
    _print_on_a4(sheet, layout, "portrait")


def _write_line(sheet: Worksheet, row: int, columns: int, text: str, font: Font, align: str) -> None:
    cell = sheet.cell(row, 1, text)
    cell.font = font
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
    rows = -(-len(text) // _TEXT_LINE)
    sheet.row_dimensions[row].height = max(rows * _LINE_POINTS, font.size * 1.6)
    if columns > 1:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)


def _text_lines(layout: Layout, inside: Sequence[Grid]) -> list[tuple[str, Font, str] | Grid]:
    lines: list[tuple[str, Font, str] | Grid] = []
    if layout.warning:
        lines.append((layout.warning, Font(name="黑体", size=11, color="B3131F", bold=True), "center"))
    lines.append((layout.title, Font(name="宋体", size=18, bold=True), "center"))
    lines.append((layout.subtitle, Font(name="楷体", size=13), "center"))
    for block in layout.blocks:
        match block:
            case Heading(text):
                lines.append((text, Font(name="黑体", size=13, bold=True), "left"))
            case Paragraph(text, small):
                lines.append((text, Font(name="宋体", size=9 if small else 11), "left"))
            case Grid() if block in inside:
                lines.append((block.caption, Font(name="黑体", size=11), "center"))
                lines.append(block)
            case Grid():
                lines.append((f"见工作表“{block.sheet}”", Font(name="宋体", size=11, color="0E5F6B"), "left"))
    lines += [(text, Font(name="宋体", size=11), "right") for text in layout.ending]
    return lines


def _write_grid(sheet: Worksheet, grid: Grid, layout: Layout) -> None:
    for number, column in enumerate(grid.columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = max(column.width * _CHARACTERS, 6)
    last = len(grid.columns)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=last)
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=last)
    title = sheet.cell(1, 1, grid.caption)
    title.font, title.alignment = Font(name="宋体", size=14, bold=True), Alignment(horizontal="center")
    under = sheet.cell(2, 1, f"{layout.subtitle}　{layout.warning}".strip())
    under.font = Font(name="宋体", size=10, color="B3131F" if layout.warning else "58626B")
    under.alignment = Alignment(horizontal="center")
    for number, column in enumerate(grid.columns, 1):
        _write_cell(sheet, 3, number, Cell(column.head), column, head=True)
    sheet.row_dimensions[3].height = 2 * _LINE_POINTS
    for line, row in enumerate(grid.rows, 4):
        lines = max(_lines(cell, column) for cell, column in zip(row, grid.columns, strict=True))
        sheet.row_dimensions[line].height = lines * _LINE_POINTS
        for number, (cell, column) in enumerate(zip(row, grid.columns, strict=True), 1):
            _write_cell(sheet, line, number, cell, column)
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"
    _print_on_a4(sheet, layout, "landscape" if last > 6 else "portrait")


def _write_cell(sheet: Worksheet, row: int, number: int, shown: Cell, column: Column, *, head: bool = False) -> None:
    cell = sheet.cell(row, number)
    if shown.number:
        cell.value, cell.number_format = _number(shown.text)
    else:
        cell.value = shown.text
        cell.data_type = "s"  # a printed “=” or “>300” is text, never a formula
    line = Side(style="thin", color="8D969E")
    cell.border = Border(left=line, right=line, top=line, bottom=line)
    align = "center" if head else column.align
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True, indent=1 if shown.indent else 0)
    colour = _COLOURS.get(shown.level)
    cell.font = Font(name="黑体" if head else "宋体", size=10, bold=head or colour is not None, color=colour)
    if head:
        cell.fill = PatternFill("solid", fgColor="EEF2F2")


def _lines(cell: Cell, column: Column) -> int:
    """How many lines a cell's text takes: a Chinese character is twice as wide as a digit."""
    wide = sum(1 if character < "\u2e80" else 2 for character in cell.text) + 2 * cell.indent
    return -(-wide // max(int(column.width * _CHARACTERS) - 1, 5)) if len(cell.text) < _HASH else 1


def _number(text: str) -> tuple[Decimal, str]:
    """A written number as a number, and the format that shows it as it was written: 95.3% → 0.953; 个百分点 stay behind
    the number that they were written with."""
    text, mark = text.removesuffix(ADJUSTED), f'"{ADJUSTED}"' if text.endswith(ADJUSTED) else ""
    plain = text.replace(",", "").replace("−", "-").removesuffix(_POINTS).removesuffix("%")
    decimals = len(plain.partition(".")[2])
    places = f".{'0' * decimals}" if decimals else ""
    signed = "+" if text.startswith("+") else ""
    if text.endswith("%"):
        shown = f"0{places}%"
        return Decimal(plain) / 100, f"{signed}{shown};-{shown}" if signed else shown
    shown = f"#,##0{places}" if decimals or "," in text else "0"
    shown += f'"{_POINTS}"' if text.endswith(_POINTS) else mark
    return Decimal(plain), f"{signed}{shown};-{shown};{shown}" if signed else shown


def _print_on_a4(sheet: Worksheet, layout: Layout, orientation: Literal["portrait", "landscape"]) -> None:
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = orientation
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if layout.official:
        print_whole_pages(sheet, orientation)
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="第&P页"))
    if layout.warning:
        sheet.HeaderFooter.oddHeader = HeaderFooterItem(right=_HeaderFooterPart(text="模拟数据"))
