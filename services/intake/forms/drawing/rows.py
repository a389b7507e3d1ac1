"""One indicator's row of the sheet: what is filled in, and what it is compared with. Pure."""

from __future__ import annotations

from fractions import Fraction

from openpyxl.worksheet.worksheet import Worksheet

from services.intake.forms.drawing import styles
from services.intake.forms.layout import (
    BASIS,
    BEFORE,
    DENOMINATOR,
    EXPLANATION,
    NAME,
    NUMBER,
    NUMERATOR,
    UNIT,
    VALUE,
    YEAR_AGO,
    Earlier,
    FormRow,
)
from shared.quantities import format_rate

_NAME_LENGTH = 21  # characters of a name in one line of its cell

_SMALL, _LARGE = "#,##0", "#,##0.00"


def draw_row(sheet: Worksheet, row: FormRow) -> None:
    """Empty where figures are filled in; a ratio works itself out."""
    name = row.printed_name
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
