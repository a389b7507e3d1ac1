"""Head and foot of the sheet that is filled in; its rows stand between them. Pure."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from services.intake.forms.drawing import styles
from services.intake.forms.drawing.filled import note_text
from services.intake.forms.layout import (
    BASIS,
    BEFORE,
    DENOMINATOR,
    EXPLANATION,
    MONTH_CELL,
    NAME,
    NUMBER,
    NUMERATOR,
    UNIT,
    UNIT_CELL,
    VALUE,
    YEAR_AGO,
    Form,
)

STANDING_ROW = 4
"""Says which revision the form is filled with; a narrow gap in one that is filled with none."""

_STANDING_WIDTH = 150  # columns of that text in one line of the sheet

_WIDTHS = {"A": 5, "B": 40, "C": 13, "D": 10, "E": 14, "F": 14, "G": 14, "H": 15, "I": 15, "J": 30}


def draw_head(sheet: Worksheet, form: Form) -> None:
    """Widths, title, deadline, unit, month, and the heads of the columns."""
    for column, width in _WIDTHS.items():
        sheet.column_dimensions[column].width = width
    simulated = "（模拟数据）" if form.simulated else ""
    styles.put(sheet, "A1:J1", f"规划主要指标完成情况月报表{simulated}", styles.TITLE)
    styles.put(sheet, "A2:J2", f"表　　号：序时月报　　　　报出期限：{form.due}", styles.RIGHT_NOTE)
    styles.put(sheet, f"{UNIT_CELL}:D3", f"填报单位：{form.region_name}（{form.region}）", styles.LEFT_NOTE)
    styles.put(sheet, f"{MONTH_CELL}:G3", form.period.chinese, styles.MIDDLE_NOTE)
    styles.put(sheet, "H3:J3", "底色为浅黄的格子可以填写", styles.RIGHT_NOTE)
    sheet.row_dimensions[1].height = 32
    _standing(sheet, form)
    _column_heads(sheet, form)


def _standing(sheet: Worksheet, form: Form) -> None:
    text = form.standing
    if not text:
        sheet.row_dimensions[STANDING_ROW].height = 4
        return
    style = styles.STANDING if form.last is not None and form.last.counts else styles.TAKEN_BACK
    styles.put_text(sheet, f"A{STANDING_ROW}:J{STANDING_ROW}", text, style)
    lines = sum(1 + styles.width(line) // _STANDING_WIDTH for line in text.split("\n"))
    sheet.row_dimensions[STANDING_ROW].height = min(409, 8 + 16 * lines)  # no row is higher


def _column_heads(sheet: Worksheet, form: Form) -> None:
    """In two lines; the columns of figures share an upper one."""
    two = {NUMBER: "序号", NAME: "指　标", UNIT: "计量单位", BASIS: "口径", EXPLANATION: "说　明"}
    for column, text in two.items():
        styles.put(sheet, f"{column}5:{column}6", text, styles.HEAD)
    styles.put(sheet, f"{VALUE}5:{DENOMINATOR}5", "本期数", styles.HEAD)
    styles.put(sheet, f"{BEFORE}5:{YEAR_AGO}5", "比　较", styles.HEAD)
    head = form.before_head
    lower = {
        VALUE: "本月数",
        NUMERATOR: "分子",
        DENOMINATOR: "分母",
        BEFORE: head if head == "上期" else f"{head}\n（{form.period.shift(-1).chinese}）",
        YEAR_AGO: f"上年同月\n（{form.period.shift(-12).chinese}）",
    }
    for column, text in lower.items():
        styles.put(sheet, f"{column}6", text, styles.HEAD)
    sheet.row_dimensions[5].height = 20
    sheet.row_dimensions[6].height = 30


def draw_foot(sheet: Worksheet, form: Form) -> None:
    """The cells for the whole report, and where it is signed."""
    labels = {
        form.note_cell: "报表说明",
        form.reason_cell: "更正理由（审核通过或关账后才填）",
        form.evidence_cell: "更正依据（文号、材料名称等）",
    }
    last = form.last
    given = {} if last is None else {form.reason_cell: last.reason, form.evidence_cell: last.evidence}
    given[form.note_cell] = note_text(form)
    for cell, label in labels.items():
        number = int(cell[1:])
        styles.put(sheet, f"A{number}:B{number}", label, styles.LEFT)
        styles.put_text(sheet, f"{cell}:J{number}", given.get(cell, ""), styles.TEXT_INPUT)
        sheet.row_dimensions[number].height = 30 if cell == form.note_cell else 21
    end = form.end_row
    fields = ("单位负责人：", "统计负责人：", "填表人：", "联系电话：", "报出日期：　　　　年　　月　　日")
    signatures = "　　　　　　　　".join(fields)
    styles.put(sheet, f"A{end}:J{end}", signatures, styles.LEFT_NOTE)
