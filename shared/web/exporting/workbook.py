"""The tables of a page as a workbook: a sheet for each, figures as numbers."""

from __future__ import annotations

import io
import re
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shared.web.exporting.page_tables import PageCell, PageTable, PageTables, columns

_FIGURE = re.compile(r"[+−-]?\d{1,3}(,\d{3})*(\.\d+)?|[+−-]?\d+(\.\d+)?")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET = 31
_WIDEST, _NARROWEST = 60, 8
_MOST_DIGITS = 15
"""A spreadsheet keeps no more: a longer number stays a text, so that no digit is lost."""


def workbook(page: PageTables, address: str) -> bytes:
    """The file; every sheet says of which page it is, and repeats what the page's banners say of its figures."""
    book = Workbook()
    book.remove(book.worksheets[0])
    names: set[str] = set()
    for table in page.tables:
        name = _sheet_name(table.heading or page.title, names)
        names.add(name.casefold())
        _write(book.create_sheet(name), table, page, address)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write(sheet: Worksheet, table: PageTable, page: PageTables, address: str) -> None:
    told = [page.title, *page.banners, f"取自 {address}"]
    for number, line in enumerate(told, 1):
        sheet.cell(number, 1, line).data_type = "s"
    first = len(told) + 2
    widths: dict[int, int] = {}
    for number, row in enumerate(table.rows, first):
        for column, cell in columns(row):
            _put(sheet, number, column, cell)
            if cell.span == 1:
                widths[column] = max(widths.get(column, _NARROWEST), _width(cell.text))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(width + 2, _WIDEST)
    heads = next((index for index, row in enumerate(table.rows) if not all(cell.head for cell in row)), 0)
    sheet.freeze_panes = f"A{first + heads}"
    sheet.cell(1, 1).font = Font(bold=True)


def _put(sheet: Worksheet, row: int, column: int, cell: PageCell) -> None:
    place = sheet.cell(row, column)
    number = figure_of(cell) if cell.figure and not cell.head else None
    if number is not None:
        place.value = number
        decimals = -int(number.as_tuple().exponent)
        place.number_format = f"#,##0.{'0' * decimals}" if decimals > 0 else "#,##0"
    elif cell.text:
        place.value = cell.text
        place.data_type = "s"  # a text that begins with = is no formula
    if cell.head:
        place.font = Font(bold=True)
    place.alignment = Alignment(horizontal="right" if cell.figure else "left", vertical="top", wrap_text=True)


def figure_of(cell: PageCell) -> Decimal | None:
    """The number that a cell shows, exactly; None for what is no plain number, or has more digits than a
    spreadsheet keeps."""
    text = cell.text
    if _FIGURE.fullmatch(text) is None or sum(each.isdigit() for each in text) > _MOST_DIGITS:
        return None
    return Decimal(text.replace(",", "").replace("−", "-"))


def _width(text: str) -> int:
    """How wide a text is, a Chinese character as two."""
    return sum(1 if ord(each) < 0x2E80 else 2 for each in text)


def _sheet_name(heading: str, taken: set[str]) -> str:
    name = _FORBIDDEN.sub(" ", heading).strip().strip("'")[:_LONGEST_SHEET] or "表"
    again = 2
    found = name
    while found.casefold() in taken:
        tail = f" {again}"
        found, again = name[: _LONGEST_SHEET - len(tail)] + tail, again + 1
    return found
