"""A filled-in form with its faults marked, to be mended and sent in again. Pure; call it in a thread."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.intake.forms.drawing import styles
from services.intake.forms.drawing.repackaged import as_openpyxl_reads
from services.intake.forms.faults import CellFault, FormRefused
from services.intake.forms.reading.which_sheet import sheet_name
from services.intake.forms.workbook.book import open_book
from shared.steps import step, stepping

LIST_TITLE = "错误清单"
"""The sheet that lists the faults; one that is there already is made anew."""

MOST_MARKED = 15_000
"""Rows and cells of a file that is marked: each costs openpyxl a tenth of a millisecond; a form has a few hundred."""

_RED = PatternFill("solid", fgColor="FFFFC7CE")
_YELLOW = PatternFill("solid", fgColor="FFFFE699")
_OPEN = PatternFill("solid", fgColor="FFFFFBE6")
_MARKS = {_RED.fgColor.rgb, _YELLOW.fgColor.rgb}
_COMMENT_BOX = (90, 320)  # pixels: height, width


class _Stepping(io.BytesIO):
    """A file in memory at each reading and writing of which the work may be ended: what a library makes of a workbook
    has no steps of its own, but it reads and writes in pieces."""

    def read(self, size: int | None = -1, /) -> bytes:
        step()
        return super().read(size)

    def write(self, content: Any, /) -> int:
        step()
        return super().write(content)


def marked_copy(raw: bytes, faults: Sequence[CellFault]) -> bytes:
    """``raw`` with each fault's cell filled in red (in yellow where it only asks for an explanation), a
    comment that says what is wrong, and all of them listed on a sheet of their own.

    Marks of an earlier round are taken away.

    Raises:
        FormRefused: the file cannot be opened, or not be written into.
    """
    own = open_book(raw)
    if own.cells > MOST_MARKED:
        raise _not_markable()
    title = sheet_name(own)
    for name in own.names:
        own.sheet(name)  # within bounds: openpyxl goes over every cell that a merged one covers
    if own.spans_too_much:  # of links, comments and tables as well
        raise _not_markable()
    try:
        book = load_workbook(_Stepping(as_openpyxl_reads(raw)), keep_links=False, rich_text=True)
        _mark_all(book, title, faults)
        result = _Stepping()
        book.save(result)
    except Exception as error:  # openpyxl fails in many ways on what other programs write, reading as well as writing
        raise _not_markable() from error
    return result.getvalue()


def _mark_all(book: Workbook, title: str, faults: Sequence[CellFault]) -> None:
    sheet = book[title]
    assert isinstance(sheet, Worksheet)
    _unmark(sheet)
    shown: dict[str, list[CellFault]] = {}
    for each in faults:
        if each.cell:
            shown.setdefault(_shown_cell(sheet, each.cell), []).append(each)
    for cell, said in stepping(shown.items(), 16):
        _mark(sheet, cell, said)
    _list(book, title, faults)


def _unmark(sheet: Worksheet) -> None:
    for cell in stepping(
        list(sheet._cells.values())
    ):  # the cells that are there: a rectangle round them may hold billions
        if cell.comment is not None:
            cell.comment = None
        if cell.fill.fgColor.rgb in _MARKS:
            cell.fill = PatternFill() if cell.protection.locked else _OPEN


def _not_markable() -> FormRefused:
    """The form can be read, but not written into."""
    return FormRefused(
        "form-not-markable",
        "不能在这份文件上标注",
        "数字读得出来，但不能在文件里标注；请按列出的单元格改正，或用 Excel、WPS 另存为“Excel 工作簿（*.xlsx）”后再试",
    )


def _shown_cell(sheet: Worksheet, address: str) -> str:
    """What a merged cell covers is marked where the merged one begins."""
    if not isinstance(sheet[address], MergedCell):
        return address
    area = next(each for each in sheet.merged_cells.ranges if address in each)
    return str(sheet.cell(area.min_row, area.min_col).coordinate)


def _mark(sheet: Worksheet, address: str, faults: Sequence[CellFault]) -> None:
    cell = sheet[address]
    cell.fill = _YELLOW if all(each.ask for each in faults) else _RED
    comment = Comment("\n".join(each.message for each in faults), "序时")
    comment.height, comment.width = _COMMENT_BOX
    cell.comment = comment


def _list(book: Workbook, title: str, faults: Sequence[CellFault]) -> None:
    if LIST_TITLE in book.sheetnames:
        del book[LIST_TITLE]
    sheet = book.create_sheet(LIST_TITLE, 1)
    for column, width in zip("ABCD", (6, 10, 12, 90), strict=True):
        sheet.column_dimensions[column].width = width
    wrong = sum(not each.ask for each in faults)
    heading = f"{wrong} 处错误，须改正后重新上传" if wrong else "没有错误"
    asked = len(faults) - wrong
    styles.put(sheet, "A1:D1", heading + (f"；{asked} 处提示，请核实并在“说明”栏写明" if asked else ""), styles.HEADING)
    sheet.row_dimensions[1].height = 28
    for column, text in zip("ABCD", ("序号", "单元格", "类别", "问题"), strict=True):
        styles.put(sheet, f"{column}2", text, styles.HEAD)
    for index, each in enumerate(sorted(faults, key=lambda each: each.ask), 1):
        row = index + 2
        styles.put(sheet, f"A{row}", index, styles.MIDDLE)
        styles.put(sheet, f"B{row}", each.cell or "—", styles.MIDDLE)
        styles.put(sheet, f"C{row}", "提示" if each.ask else "错误", styles.MIDDLE)
        styles.put(sheet, f"D{row}", each.message, styles.LEFT)
        if each.cell:
            sheet[f"B{row}"].hyperlink = f"#'{title}'!{each.cell}"
    sheet.freeze_panes = "A3"
    styles.fit_width(sheet, "landscape")
    sheet.sheet_properties.tabColor = "C00000"
