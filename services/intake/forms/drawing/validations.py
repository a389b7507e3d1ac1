"""What a spreadsheet itself refuses while the form is filled in. The upload is judged anew all the same."""

from __future__ import annotations

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from services.intake.forms.layout import (
    BASIS,
    DENOMINATOR,
    EXPLANATION,
    LONGEST_EXPLANATION,
    NUMERATOR,
    VALUE,
    Form,
    FormRow,
)
from shared.quantities import MAX_AMOUNT


def add_validations(sheet: Worksheet, form: Form) -> None:
    """One validation for every kind of cell; 其中 and 分子 get a formula of their own."""
    shared: dict[tuple[str, str], DataValidation] = {}
    for row in form.rows:
        for column in row.inputs():
            _add(sheet, shared, row, column, form)
        if row.rule.cumulates:
            _reuse(sheet, shared, ("list", row.bases()[0]), _bases(row)).add(row.cell(BASIS))
        _reuse(sheet, shared, ("text", ""), _text(LONGEST_EXPLANATION)).add(row.cell(EXPLANATION))
    _reuse(sheet, shared, ("note", ""), _text(2_000)).add(form.note_cell)


def _add(
    sheet: Worksheet, shared: dict[tuple[str, str], DataValidation], row: FormRow, column: str, form: Form
) -> None:
    cell = row.cell(column)
    if column == NUMERATOR:
        whole = row.cell(DENOMINATOR)
        rule = _formula(
            f'{_number(cell, row)},OR({whole}="",{cell}<={whole})', f"应为不小于0的整数，且不大于分母 {whole}"
        )
        _reuse(sheet, shared, ("formula", cell), rule).add(cell)
    elif column == VALUE and row.whole_row is not None:
        whole = f"{VALUE}{row.whole_row}"
        same = f"{BASIS}{row.whole_row}<>{row.cell(BASIS)}"
        rule = _formula(
            f'{_number(cell, row)},OR({whole}="",{same},{cell}<={whole})', f"应不小于0，且不能大于 {whole}（其中≤总计）"
        )
        _reuse(sheet, shared, ("formula", cell), rule).add(cell)
    else:
        kind = "percent" if row.rule.surveyed else "whole" if row.whole_numbers else "decimal"
        _reuse(sheet, shared, (kind, row.unit.symbol), _plain(kind, row)).add(cell)


def _number(cell: str, row: FormRow) -> str:
    whole = f",{cell}=INT({cell})" if row.whole_numbers else ""
    return f"ISNUMBER({cell}),{cell}>=0{whole}"


def _reuse(
    sheet: Worksheet, shared: dict[tuple[str, str], DataValidation], key: tuple[str, str], rule: DataValidation
) -> DataValidation:
    if key not in shared:
        shared[key] = rule
        sheet.add_data_validation(rule)
    return shared[key]


def _plain(kind: str, row: FormRow) -> DataValidation:
    most = 100 if kind == "percent" else MAX_AMOUNT // row.unit.scale
    what = "整数" if kind == "whole" else "数"
    limit = "，且不大于100" if kind == "percent" else ""
    message = f"应为不小于0的{what}{limit}（单位：{row.unit.symbol}）"
    return _with_message(
        DataValidation("whole" if kind == "whole" else "decimal", "0", str(most), operator="between"), message
    )


def _formula(condition: str, message: str) -> DataValidation:
    return _with_message(DataValidation("custom", f"AND({condition})"), message)


def _bases(row: FormRow) -> DataValidation:
    return _with_message(DataValidation("list", f'"{",".join(row.bases())}"'), "请从下拉列表中选择")


def _text(longest: int) -> DataValidation:
    return _with_message(DataValidation("textLength", str(longest), operator="lessThanOrEqual"), f"不超过{longest}字")


def _with_message(rule: DataValidation, message: str) -> DataValidation:
    rule.allow_blank = True
    rule.showErrorMessage = True
    rule.errorTitle, rule.error = "填报有误", message
    return rule
