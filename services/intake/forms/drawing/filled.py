"""What a month's last revision puts into its form's cells, so that reading them gives the same revision again. Pure."""

from __future__ import annotations

from services.intake.forms.last_report import joined
from services.intake.forms.layout import Form, FormRow
from shared.events import ReportLine

_WHOLE, _TWO_PLACES, _ALL_PLACES = "#,##0", "#,##0.00", "#,##0.00######"


def scale_of(row: FormRow) -> int:
    """How many base units one of the row's own is: of a surveyed rate, basis points in one per cent."""
    return 100 if row.rule.surveyed else row.unit.scale


def input_format(row: FormRow) -> str:
    """The number format of the row's figures."""
    return _WHOLE if row.whole_numbers else _TWO_PLACES


def number_of(row: FormRow, amount: int) -> int | float:
    """An amount of base units in the row's unit. A binary fraction, as every workbook holds: its fifteen significant
    digits, which are what is read, are all that an amount has (at most 10¹⁵ base units, a unit a power of ten)."""
    whole, rest = divmod(amount, scale_of(row))
    return amount / scale_of(row) if rest else whole


def format_of(row: FormRow, amount: int) -> str:
    """A format that shows every digit of an amount that is not whole at two places."""
    return _ALL_PLACES if amount * 100 % scale_of(row) else input_format(row)


def amounts_of(row: FormRow, line: ReportLine) -> dict[str, int]:
    """The line's amounts by the column that each is filled into."""
    return dict(zip(row.inputs(), (line.value, line.denominator or 0), strict=False))


def line_of(form: Form, row: FormRow) -> ReportLine | None:
    """The row's line in the revision that the form is filled with."""
    return None if form.last is None else form.last.lines.get(row.rule.id)


def explanation_of(form: Form, row: FormRow) -> str:
    """What stands in the row's 说明: nothing without a figure, since a form refuses that."""
    return "" if form.last is None or line_of(form, row) is None else form.last.explanations.get(row.rule.id, "")


def note_text(form: Form) -> str:
    """What stands in 报表说明: the note, what explains the report as a whole, and what has no row to stand in."""
    last = form.last
    if last is None:
        return ""
    elsewhere = [
        f"“{row.rule.name}”：{last.explanations[row.rule.id]}"
        for row in form.rows
        if row.rule.id in last.explanations and line_of(form, row) is None
    ]
    return joined([last.note, last.explanations.get("", ""), *elsewhere])
