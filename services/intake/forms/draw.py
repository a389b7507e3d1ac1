"""A unit's form of one month as an .xlsx file: the same bytes for the same form. Pure."""

from __future__ import annotations

import datetime
import io
import zipfile
from fractions import Fraction

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.intake.forms import styles
from services.intake.forms.identity_sheet import write_marker
from services.intake.forms.instructions import NOTES, NOTES_TITLE
from services.intake.forms.layout import (
    BASIS,
    BEFORE,
    DENOMINATOR,
    EXPLANATION,
    FIRST_ROW,
    MONTH_CELL,
    NAME,
    NUMBER,
    NUMERATOR,
    SHEET_TITLE,
    UNIT,
    UNIT_CELL,
    VALUE,
    YEAR_AGO,
    Earlier,
    Form,
    FormRow,
)
from services.intake.forms.validations import add_validations
from shared.periods import Month, due_day
from shared.quantities import format_rate

_EPOCH = datetime.datetime(2021, 1, 1)  # noqa: DTZ001  # a workbook's times have no zone
_ARCHIVE_TIME = (2021, 1, 1, 0, 0, 0)
_WIDTHS = {"A": 5, "B": 40, "C": 13, "D": 10, "E": 14, "F": 14, "G": 14, "H": 15, "I": 15, "J": 30}
_NOTE_WIDTH = 104  # columns of a note in one line of its cell
_NAME_LENGTH = 21  # characters of a name in one line of its cell
_SMALL, _LARGE = "#,##0", "#,##0.00"


def draw_form(form: Form) -> bytes:
    """The form, ready to be filled in."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SHEET_TITLE
    _head(sheet, form)
    for row in form.rows:
        _row(sheet, row)
    _foot(sheet, form)
    add_validations(sheet, form)
    _page(sheet, form)
    _notes(book, form)
    write_marker(book, form)
    book.properties.creator = "序时"
    book.properties.title = f"{form.region_name}{form.period.chinese}规划主要指标月报表"
    book.properties.created = book.properties.modified = _EPOCH
    return _steady(book)


def _head(sheet: Worksheet, form: Form) -> None:
    for column, width in _WIDTHS.items():
        sheet.column_dimensions[column].width = width
    simulated = "（模拟数据）" if form.simulated else ""
    styles.put(sheet, "A1:J1", f"规划主要指标完成情况月报表{simulated}", styles.TITLE)
    styles.put(sheet, "A2:J2", _deadline(form.period), styles.RIGHT_NOTE)
    styles.put(sheet, f"{UNIT_CELL}:D3", f"填报单位：{form.region_name}（{form.region}）", styles.LEFT_NOTE)
    styles.put(sheet, f"{MONTH_CELL}:G3", form.period.chinese, styles.MIDDLE_NOTE)
    styles.put(sheet, "H3:J3", "底色为浅黄的格子可以填写", styles.RIGHT_NOTE)
    sheet.row_dimensions[1].height = 32
    sheet.row_dimensions[4].height = 4
    two = {NUMBER: "序号", NAME: "指　标", UNIT: "计量单位", BASIS: "口径", EXPLANATION: "说　明"}
    for column, text in two.items():
        styles.put(sheet, f"{column}5:{column}6", text, styles.HEAD)
    styles.put(sheet, f"{VALUE}5:{DENOMINATOR}5", "本期数", styles.HEAD)
    styles.put(sheet, f"{BEFORE}5:{YEAR_AGO}5", "比　较", styles.HEAD)
    lower = {
        VALUE: "本月数",
        NUMERATOR: "分子",
        DENOMINATOR: "分母",
        BEFORE: "上期"
        if any(row.rule.frequency.months > 1 for row in form.rows)
        else f"上月\n（{form.period.shift(-1).chinese}）",
        YEAR_AGO: f"上年同月\n（{form.period.shift(-12).chinese}）",
    }
    for column, text in lower.items():
        styles.put(sheet, f"{column}6", text, styles.HEAD)
    sheet.row_dimensions[5].height = 20
    sheet.row_dimensions[6].height = 30


def _deadline(period: Month) -> str:
    day = due_day(period)
    return f"表　　号：序时月报　　　　报出期限：{day.year}年{day.month}月{day.day}日"


def _row(sheet: Worksheet, row: FormRow) -> None:
    name = f"　　其中：{row.name}" if row.whole_row is not None else row.name
    if row.parts is not None:
        name += f"\n　分子：{row.parts[0]}\n　分母：{row.parts[1]}"
    styles.put(sheet, row.cell(NUMBER), row.number, styles.MIDDLE)
    styles.put(sheet, row.cell(NAME), name, styles.LEFT)
    styles.put(sheet, row.cell(UNIT), row.unit_text, styles.MIDDLE)
    as_before = row.before is not None and row.before.basis == "year_to_date"
    styles.put(
        sheet,
        row.cell(BASIS),
        row.bases()[-1 if as_before else 0],
        styles.MIDDLE_INPUT if row.rule.cumulates else styles.MIDDLE,
    )
    number_format = _SMALL if row.whole_numbers else _LARGE
    for column in (VALUE, NUMERATOR, DENOMINATOR):
        style = styles.INPUT if column in row.inputs() else styles.CLOSED
        styles.put(sheet, row.cell(column), None, style, number_format)
    if row.rule.ratio:
        top, bottom = row.cell(NUMERATOR), row.cell(DENOMINATOR)
        rate = f'=IFERROR(IF(OR({top}="",{bottom}=""),"",{top}/{bottom}),"")'
        styles.put(sheet, row.cell(VALUE), rate, styles.NUMBER, "0.00%")
    for column, earlier in ((BEFORE, row.before), (YEAR_AGO, row.year_ago)):
        _compare(sheet, row.cell(column), row, earlier, number_format)
    styles.put(sheet, row.cell(EXPLANATION), None, styles.TEXT_INPUT)
    written = sum(1 + (len(line) - 1) // _NAME_LENGTH for line in name.split("\n"))
    sheet.row_dimensions[row.row].height = max(21, 7 + 14 * written)


def _compare(sheet: Worksheet, cell: str, row: FormRow, earlier: Earlier | None, number_format: str) -> None:
    if earlier is None:
        styles.put(sheet, cell, "—", styles.NUMBER)
        return
    if earlier.denominator is not None:
        rate = f"{format_rate(Fraction(earlier.value, earlier.denominator))}%" if earlier.denominator else "—"
        styles.put(sheet, cell, f"{rate}\n（{earlier.value:,}/{earlier.denominator:,}）", styles.NUMBER)
        return
    scale = 100 if row.rule.surveyed else row.unit.scale
    value = earlier.value if scale == 1 else earlier.value / scale  # shown for comparison only, never read back
    prefix = '"累计 "' if earlier.basis == "year_to_date" else ""
    styles.put(sheet, cell, value, styles.NUMBER, prefix + number_format)


def _foot(sheet: Worksheet, form: Form) -> None:
    labels = {
        form.note_cell: "报表说明",
        form.reason_cell: "更正理由（审核通过或关账后才填）",
        form.evidence_cell: "更正依据（文号、材料名称等）",
    }
    for cell, label in labels.items():
        number = int(cell[1:])
        styles.put(sheet, f"A{number}:B{number}", label, styles.LEFT)
        styles.put(sheet, f"{cell}:J{number}", None, styles.TEXT_INPUT)
        sheet.row_dimensions[number].height = 30 if cell == form.note_cell else 21
    last = form.end_row
    fields = ("单位负责人：", "统计负责人：", "填表人：", "联系电话：", "报出日期：　　　　年　　月　　日")
    signatures = "　　　　　　　　".join(fields)
    styles.put(sheet, f"A{last}:J{last}", signatures, styles.LEFT_NOTE)


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


def _width(text: str) -> int:
    """Columns of a text in which a Chinese character takes two."""
    return sum(1 if each.isascii() else 2 for each in text)


def _notes(book: Workbook, form: Form) -> None:
    sheet = book.create_sheet(NOTES_TITLE)
    sheet.column_dimensions["A"].width = 5
    sheet.column_dimensions["B"].width = 96
    sheet.sheet_view.showGridLines = False
    styles.put(sheet, "A1:B1", NOTES_TITLE, styles.TITLE)
    sheet.row_dimensions[1].height = 32
    lines = list(NOTES)
    if form.simulated:
        lines.insert(0, "本表为模拟数据演示用表，上月、上年同月均为模拟数据，填报内容也按模拟数据入库。")
    for index, text in enumerate(lines, 1):
        styles.put(sheet, f"A{index + 1}", index, styles.PLAIN_MIDDLE)
        styles.put(sheet, f"B{index + 1}", text, styles.PLAIN)
        sheet.row_dimensions[index + 1].height = 18 * (1 + _width(text) // _NOTE_WIDTH)
    sheet.protection.sheet = True
    styles.fit_width(sheet, "portrait")


def _steady(book: Workbook) -> bytes:
    """The workbook's bytes without the present time, which openpyxl writes into each part's directory entry."""
    written = io.BytesIO()
    book.save(written)
    result = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                content = _without_saving_time(content)
            target.writestr(zipfile.ZipInfo(part.filename, _ARCHIVE_TIME), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _without_saving_time(core: bytes) -> bytes:
    start, end = core.find(b"<dcterms:modified"), core.find(b"</dcterms:modified>")
    if start < 0 or end < 0:
        return core
    opened = core.index(b">", start) + 1
    return core[:opened] + _EPOCH.isoformat().encode() + b"Z" + core[end:]
