"""One indicator's row of the sheet: what is filled in, and what it is compared with. Pure."""

from __future__ import annotations

from fractions import Fraction

from openpyxl.worksheet.worksheet import Worksheet

from services.intake.forms.drawing import styles
from services.intake.forms.drawing.filled import amounts_of, explanation_of, format_of, input_format, line_of, number_of
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
    YEAR_TO_DATE,
    Earlier,
    Form,
    FormRow,
)
from shared.events import ReportLine
from shared.quantities import format_rate

_NAME_LENGTH = 21  # characters of a name in one line of its cell
_EXPLANATION_WIDTH = 28  # columns of an explanation in one line of its cell


def draw_row(sheet: Worksheet, row: FormRow, form: Form) -> None:
    """With the figures of the revision that the form is filled with, else empty; a ratio works itself out."""
    name, line = row.printed_name, line_of(form, row)
    styles.put(sheet, row.cell(NUMBER), row.number, styles.MIDDLE)
    styles.put(sheet, row.cell(NAME), name, styles.LEFT)
    styles.put(sheet, row.cell(UNIT), row.unit_text, styles.MIDDLE)
    basis_style = styles.MIDDLE_INPUT if row.rule.cumulates else styles.MIDDLE
    styles.put(sheet, row.cell(BASIS), _basis(row, line), basis_style)
    amounts = {} if line is None else amounts_of(row, line)
    for column in (VALUE, NUMERATOR, DENOMINATOR):
        style = styles.INPUT if column in row.inputs() else styles.CLOSED
        amount = amounts.get(column)
        shown = input_format(row) if amount is None else format_of(row, amount)
        styles.put(sheet, row.cell(column), None if amount is None else number_of(row, amount), style, shown)
    if row.rule.ratio:
        top, bottom = row.cell(NUMERATOR), row.cell(DENOMINATOR)
        rate = f'=IFERROR(IF(OR({top}="",{bottom}=""),"",{top}/{bottom}),"")'
        styles.put(sheet, row.cell(VALUE), rate, styles.NUMBER, "0.00%")
    for column, earlier in ((BEFORE, row.before), (YEAR_AGO, row.year_ago)):
        _compare(sheet, row.cell(column), row, earlier)
    explanation = explanation_of(form, row)
    styles.put_text(sheet, row.cell(EXPLANATION), explanation, styles.TEXT_INPUT)
    written = sum(1 + (len(line) - 1) // _NAME_LENGTH for line in name.split("\n"))
    explained = sum(1 + styles.width(part) // _EXPLANATION_WIDTH for part in explanation.split("\n"))
    sheet.row_dimensions[row.row].height = min(409, max(21, 7 + 14 * max(written, explained)))  # no row is higher


def _basis(row: FormRow, line: ReportLine | None) -> str:
    """As the figure was reported; where none was, as the one of the period before."""
    if row.rule.anew:  # what stands as a year to date is shown as one, so that nobody takes it for a month's
        return YEAR_TO_DATE if line is not None and line.basis == "year_to_date" else row.bases()[0]
    known = line or row.before
    return row.bases()[-1 if known is not None and known.basis == "year_to_date" else 0]


def _compare(sheet: Worksheet, cell: str, row: FormRow, earlier: Earlier | None) -> None:
    """The month's own figure, with the other months that are in it; never a year to date."""
    if earlier is None:
        styles.put(sheet, cell, "—", styles.NUMBER)
        return
    amount = earlier.amount
    holds = f"\n（{amount.holds}）" if amount.also else ""
    if amount.value < 0 or (amount.denominator is not None and amount.denominator < 0):
        styles.put(sheet, cell, "无法比较", styles.NUMBER)
    elif amount.denominator is not None:
        rate = f"{format_rate(Fraction(amount.value, amount.denominator))}%" if amount.denominator else "—"
        styles.put(sheet, cell, f"{rate}\n（{amount.value:,}/{amount.denominator:,}）{holds}", styles.NUMBER)
    else:
        shown = f'{input_format(row)}"（{amount.holds}）"' if amount.also else input_format(row)
        styles.put(sheet, cell, number_of(row, amount.value), styles.NUMBER, shown)
