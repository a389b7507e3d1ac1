"""A unit's form of one month as an .xlsx file: the same bytes for the same form. Pure."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.intake.forms.drawing import styles
from services.intake.forms.drawing.archive import EPOCH, steady
from services.intake.forms.drawing.frame import draw_foot, draw_head
from services.intake.forms.drawing.instructions import add_definitions, add_instructions
from services.intake.forms.drawing.rows import draw_row
from services.intake.forms.drawing.validations import add_validations
from services.intake.forms.identity_sheet import write_marker
from services.intake.forms.layout import (
    FIRST_ROW,
    SHEET_TITLE,
    UNIT,
    Form,
)


def draw_form(form: Form) -> bytes:
    """The form, ready to be filled in."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET_TITLE
    draw_head(sheet, form)
    for row in form.rows:
        draw_row(sheet, row, form)
    draw_foot(sheet, form)
    add_validations(sheet, form)
    _page(sheet, form)
    add_instructions(book, form)
    add_definitions(book, form)
    write_marker(book, form)
    book.properties.creator = "序时"
    book.properties.title = f"{form.region_name}{form.period.chinese}规划主要指标月报表"
    book.properties.created = book.properties.modified = EPOCH
    return steady(book)


def _page(sheet: Worksheet, form: Form) -> None:
    sheet.freeze_panes = f"{UNIT}{FIRST_ROW}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 110
    styles.fit_width(sheet, "landscape")
    sheet.print_title_rows = "5:6"
    sheet.print_area = f"A1:J{form.end_row}"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.6, 0.6
    footer = sheet.oddFooter
    assert footer is not None and footer.center is not None
    footer.center.text = f"{form.region_name} {form.period}　第 &P 页，共 &N 页"
    protection = sheet.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False  # allowed: False lifts the lock
